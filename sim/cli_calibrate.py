"""The verb calibrate on the command line."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.faults import BadConfig, Fault
from sim.runs.progress import bars, say

if TYPE_CHECKING:
    from sim.calibrations import Calibrated
    from sim.config.calibrate import CalibrateJob
    from sim.data.observed import Point

HELP = """\
usage: beredt calibrate [episode=2015|2022] [key=value ...] [--config-dir DIR]

Find which values of a few parameters agree with what was observed in one episode, by history matching: runs over the
ranges of the facts, an emulator, and what no observed point makes implausible. First the method is tried on synthetic
worlds whose truth is known; where its intervals do not cover it as often as they say, the real points are not fitted.
Stop it at any time, and the same command does the rest.

The sample of what agrees is used by other verbs:
  parameters=posterior parameters.path=outputs/calibrate/2015/posterior.csv

settings
  episode=NAME      window, series, run and parameters stand in calibrate.yaml; one in a folder of your own
                    (--config-dir) takes its place; points outside the window are never read
  data=FILE         observed points of your own (CSV, columns as sim/data/observed.csv)
  points=N          positions over the ranges, a power of two (128)
  lucks=N           runs of each, with luck in common (2)
  worlds=N          synthetic worlds (100); recovery needs 100 cases, parameters times worlds: at least 15 worlds on
                    2015, 17 on 2022
  luck_runs=N       runs at the central values, for how far chance scatters (24)
  ruled_out=P       chance that luck and the other errors rule the truth out (0.01), which sets how far off any point
                    may be
  draws=N           rows of the sample (200)
  workers=W         processes (one a core)
  out=DIR           folder (outputs/calibrate/EPISODE)
  Everything else changes the run: given=votes, shock.size=1.1 ...

exit codes: 0 fitted, 2 fault of the input, 3 runs failed, 4 recovery does not allow a fit, 5 the model is rejected
example
  beredt calibrate episode=2015 workers=2
"""


def calibrate(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Carry a calibration out and return the exit code."""
    from sim.calibrations import SUMMARY, run_calibration
    from sim.config.load_calibrate import load_calibrate
    from sim.runs.files import write_whole
    from sim.studies.history_series import modelled
    from sim.views.calibration import summary
    from sim.views.english import ENGLISH

    job = load_calibrate(words, config_dirs, early)
    points = _points(job)
    with bars("calibrate", ENGLISH.sentences, job.file.progress) as progress:
        result: Calibrated = run_calibration(job, points, modelled, progress, say)
    if not result.found:
        print("beredt: runs failed or are missing; the same command tries them again", file=sys.stderr)
        return result.exit_code
    text = summary(result.found)
    write_whole(result.folder / SUMMARY, text.encode())
    print(text)
    say(f"results: {result.folder}")
    if result.exit_code == 0:
        say(f"use it: parameters=posterior parameters.path={result.folder / 'posterior.csv'}")
    return result.exit_code


def check(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Validate a calibration and every one of its runs, tell how much it is, and return the exit code."""
    from sim.calibrations import chosen_points, designed, refuse_hopeless, within_runs
    from sim.config.load_calibrate import load_calibrate

    job = load_calibrate(words, config_dirs, early)
    refuse_hopeless(job)
    used = chosen_points(job, _points(job))
    with tempfile.TemporaryDirectory(prefix="beredt-") as folder:
        sweep = designed(job, Path(folder))
    episode = job.file.chosen
    reached, last = within_runs(used, sweep)
    late = len(used) - len(reached)
    left_out = f", {late} more left out as the runs end on {last}" if late else ""
    print(f"calibrate {job.file.episode}: {len(sweep.points):,} runs, {len(reached)} observed points{left_out}")
    print(f"  window {episode.first} to {episode.last}: {', '.join(episode.series)}")
    for parameter in job.parameters:
        for each in parameter.settings:
            origin = f"fact {each.fact}" if each.fact else "given"
            print(f"  {parameter.name}: {each.path} {each.low:g} to {each.high:g} {each.unit}, {each.kind}, {origin}")
    return 0


def _points(job: CalibrateJob) -> tuple[Point, ...]:
    """Return all observed points; BadConfig with every fault of the user's own file."""
    from sim.config.own_history import read_history
    from sim.data.observed import ObservedError, observed_points

    try:
        return observed_points() if job.file.data is None else read_history(Path(job.file.data))
    except ObservedError as error:
        raise BadConfig([Fault("data", job.file.data, line) for line in str(error).splitlines()]) from None
