"""The verb backtest on the command line."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli_words import failed_told, replaced_told
from sim.config.faults import Fault
from sim.runs.progress import bars, say
from sim.views.english import ENGLISH

if TYPE_CHECKING:
    from sim.config.backtest import BacktestJob, BacktestSettings

BACKTEST_HELP = """\
usage: beredt backtest [settings] [changes] [--config-dir DIR]

Run 2015-18 and 2022-24 again and hold the figures against those that were published: first for what the model may
be used and for what not, then targets with what was measured, then scores beside simple forecasts. Stop it at any
time; the same command does the rest and judges anew.

grades, always shown together
  reconstruction    published decisions and municipal votes are given
  rules             arrivals and votes are given
  as_known          from each origin only what was published by then
  transfer          rules as well as parameters of one shock on the other: free, or with the ledger of dated changes

settings
  grades=[...]      reconstruction, rules, as_known (all)
  episodes=[...]    2015, 2022 (both)
  transfer=[...]    free, ledger (both); [] for none
  replications=N    runs of rules in each episode (200)
  other_replications=N   runs of reconstruction and transfer (40), known_replications=N of each origin of as_known
                    (40): never more than of rules
  data=FILE         a history of your own: CSV with the columns of the published one (see docs/back_test.md)
  workers=W         processes (one a core)
  name=NAME         folder in outputs/backtest/ (backtest); out=DIR: another folder
  overwrite=true    replace the answer to another question, or of more runs, in that folder; its runs stay
  freeze=true       keep what was found: every report then prints for what the model is validated
  Any other change is made in every run: parameters=posterior, casework=mine, seed=4 ...

examples
  beredt backtest
  beredt backtest 'grades=[rules]' 'episodes=[2015]' 'transfer=[]' replications=20 out=quick
"""


def backtest(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Carry a back-test out and return the exit code."""
    from sim.backtests import keep, run_backtest
    from sim.runs.outdir import MANIFEST

    job = _load(words, config_dirs, early)
    _warn(job)
    with bars("backtest", ENGLISH.sentences, job.settings.progress) as progress:
        result = run_backtest(job, progress, tell=say)
    result.show()
    say(f"\nresults: {result.folder}")
    if job.settings.freeze:
        keep(result, say)
    for line in failed_told(result.failed, result.folder / MANIFEST, ENGLISH):
        print(line, file=sys.stderr)
    return result.exit_code


def check(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Validate everything, tell what would be run, and return the exit code."""
    from sim.backtests import folder_of

    job = _load(words, config_dirs, early)
    _warn(job)
    folder = folder_of(job.settings)
    print(f"No fault was found; nothing was run. The back-test: {job.runs:,} runs, results in {folder}")
    for name, cases, replications in job.stores():
        print(f"store {name}, {replications} run{'s' if replications > 1 else ''} of each:")
        for case in cases:
            origin = "" if case.origin is None else f", from {case.origin}"
            print(f"  {case.label} {case.episode}{origin}: {shlex.join(case.words)}")
    compared = job.of_any()
    scored = sum(point.use == "score" for point in compared)
    derived = sum(point.derived for point in job.points)
    published = len(job.points) - derived
    every = f"{published} published figure{'' if published == 1 else 's'} and {derived} derived from published ones"
    print(f"{every}, {len(compared)} of them compared, {scored} scored")
    gone = replaced_told(folder, ENGLISH) if job.settings.overwrite else ""
    if gone:
        print(gone)
    return 0


def _warn(job: BacktestJob) -> None:
    from sim.backtests import too_few

    for line in (*job.warnings, *too_few(job)):
        print(f"beredt: warning: {line}", file=sys.stderr)


def _load(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> BacktestJob:
    from sim.backtests import folder_fault
    from sim.config.load_backtest import load_backtest

    def out_fault(settings: BacktestSettings, added: Sequence[str]) -> list[Fault]:
        fault = folder_fault(settings, added, config_dirs)
        return [fault] if fault is not None else []

    return load_backtest(words, config_dirs, early, out_fault)
