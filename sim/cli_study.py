"""The verbs that are studies, on the command line: all are loaded, checked, carried out and told the same way."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli_words import failed_told, hindered, replaced_told
from sim.config.faults import Fault
from sim.runs.progress import bars, say
from sim.views.faulted import warned
from sim.views.languages import language

if TYPE_CHECKING:
    from sim.config.asked import Asked
    from sim.decisions.study import Study


def help_of(verb: str) -> str:
    """Return what `beredt VERB --help` prints."""
    from sim.decisions.verbs import study_named

    return study_named(verb).help


def carry_out(verb: str, words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Carry a study out and return the exit code."""
    from sim.decisions.study import NothingLeft, run_study
    from sim.runs.outdir import MANIFEST

    study, asked = _load(verb, words, config_dirs, early)
    spoken = language(asked.settings.language)
    untold = [asked]

    def tell(line: str) -> None:
        while untold:  # a question that makes no sense is told as a fault alone
            _warn(untold.pop())
        say(line)

    try:
        with bars(verb, spoken.sentences, asked.settings.progress) as progress:
            result = run_study(study, asked, progress, tell=tell)
    except NothingLeft as nothing:
        print(f"beredt: {verb}: {hindered(nothing, spoken)}", file=sys.stderr)
        for line in failed_told(nothing.failed, nothing.folder / MANIFEST, spoken):
            print(line, file=sys.stderr)
        return nothing.exit_code
    result.show()
    say(f"\n{result.where}")
    for line in failed_told(result.failed, result.folder / MANIFEST, spoken):
        print(line, file=sys.stderr)
    return result.exit_code


def check(verb: str, words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Validate everything, tell what would be run, and return the exit code."""
    from sim.decisions.study import folder_of, world_of

    study, asked = _load(verb, words, config_dirs, early)
    lines = [*study.plan_of(asked), *world_of(study, asked)]
    _warn(asked)
    name = "" if asked.settings.name == verb else f" {asked.settings.name}"
    spoken = language(asked.settings.language)
    print(spoken.say("console_no_fault_study", name=f"{verb}{name}", folder=folder_of(asked)))
    for line in lines:
        print(line)
    gone = replaced_told(folder_of(asked), spoken) if asked.settings.overwrite else ""
    if gone:
        print(gone)
    return 0


def _load(
    verb: str, words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]
) -> tuple[Study[Any], Asked[Any]]:
    from sim.config.asked import load_study
    from sim.decisions.study import folder_fault
    from sim.decisions.verbs import study_named

    def folder_faults(asked: Asked[Any]) -> Iterator[Fault]:
        fault = folder_fault(asked)
        if fault is not None:
            yield fault

    study = study_named(verb)
    asked = load_study(verb, study.settings, words, config_dirs, early, folder_faults, study.refused, study.plan_of)
    return study, asked


def _warn(asked: Asked[Any]) -> None:
    spoken = language(asked.settings.language)
    for line in dict.fromkeys((*asked.warnings, *asked.load().warnings)):
        print(f"beredt: {warned(line, spoken)}", file=sys.stderr)
