"""A calibration from its settings to a posterior sample: runs through a store, recovery first, then the real points.

    OUT/sweep.yaml            the runs, as a sweep that can be done by hand: beredt sweep --config-dir OUT WORDS
    OUT/calibrate-EPISODE-HASH/   their store (see `sim.runs.store`)
    OUT/certificate.json      recovery in synthetic worlds, under the digest of all that it rests on
    OUT/posterior.csv         the sample: a column a dotted key, a row a draw, the best first
    OUT/carried.csv           of it the keys that hold at another time too: what another episode may be given
    OUT/calibration.json      what was fitted, to what, and what was found
    OUT/summary.md            the same in sentences

A sample is written only after recovery has passed; one that was there before is taken away first.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from sim.config.calibrate import CalibrateJob
from sim.config.compose import config_root
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.files import read_yaml
from sim.config.load_sweep import load_sweep
from sim.config.sweep import SweepJob
from sim.data.observed import Point
from sim.runs.execute import Model, Progress
from sim.runs.files import write_whole
from sim.runs.keys import digest
from sim.runs.query import asking
from sim.runs.store import Store
from sim.studies.calibration import report
from sim.studies.calibration.emulator import Emulator, fit
from sim.studies.calibration.match import Posterior, Rejected, largest, match, shrunk
from sim.studies.calibration.prior import centre, design, paths_of, ratios, values_at
from sim.studies.calibration.recovery import LEAST_CASES, LEVEL, Recovery, recover
from sim.studies.calibration.window import discrepancy, in_window, observation
from sim.studies.history_series import GROUPS_READ, SERIES_READ
from sim.sweeps import run_sweep

FloatArray = NDArray[np.float64]
Observe = Callable[[pd.DataFrame, pd.DataFrame, Sequence[Point]], FloatArray]
"""Gives what runs say where something was published: (replications, points)."""
Tell = Callable[[str], None]

ROOT = Path("outputs") / "calibrate"
CERTIFICATE, POSTERIOR, CARRIED = "certificate.json", "posterior.csv", "carried.csv"
FOUND, SUMMARY = "calibration.json", "summary.md"
SIZES = ("points", "lucks", "worlds")
"""Settings that say how much is run for a fit; told beside their defaults."""
KEPT = ("weekly", "waits")
WORLD_SEEDS, LUCK_SEEDS = 10_000, 20_000
"""Seeds from which on synthetic worlds and runs of the centre have luck of their own."""
REFUSED, REJECTED = 4, 5
LEAST_EFFECTIVE = 50
"""Effective draws that a sample must rest on."""


@dataclass(frozen=True)
class Calibrated:
    """How a calibration ended.

    Attributes
    ----------
    folder : holds its files
    found : as in calibration.json; empty if runs are missing
    exit_code : 0 fitted, 3 runs failed, 4 recovery does not allow a fit, 5 the model is rejected
    """

    folder: Path
    found: dict[str, Any]
    exit_code: int


@dataclass(frozen=True)
class Positions:
    """Where the runs are made: positions (rows, parameters) and seeds, in the order of the sweep's points."""

    train: FloatArray
    lucks: int
    worlds: FloatArray
    centre: FloatArray
    luck_runs: int

    @classmethod
    def of(cls, job: CalibrateJob) -> Positions:
        """Spread them."""
        file, axes = job.file, len(job.parameters)
        train = design(file.points, axes, file.design_seed)
        worlds = design(file.worlds, axes, file.design_seed + 1)
        return cls(train, file.lucks, worlds, centre(job.parameters), file.luck_runs)

    def rows(self) -> list[tuple[FloatArray, int]]:
        """Return position and seed of each run."""
        train = [(each, 1 + luck) for each in self.train for luck in range(self.lucks)]
        worlds = [(each, WORLD_SEEDS + number) for number, each in enumerate(self.worlds)]
        return train + worlds + [(self.centre, LUCK_SEEDS + number) for number in range(self.luck_runs)]


def folder_of(job: CalibrateJob) -> Path:
    """Return the folder of a calibration."""
    return Path(job.file.out) if job.file.out is not None else ROOT / job.file.episode


def designed(job: CalibrateJob, folder: Path) -> SweepJob:
    """Write the design into a folder, and load it as a sweep; BadConfig with the faults of any of its points."""
    file = job.file
    columns: dict[str, list[float | int]] = {path: [] for path in (*paths_of(job.parameters), "seed")}
    whole = {each.path for parameter in job.parameters for each in parameter.settings if each.whole}
    for position, seed in Positions.of(job).rows():
        for path, value in values_at(job.parameters, position).items():
            columns[path].append(int(value) if path in whole else value)
        columns["seed"].append(seed)
    content = {
        "defaults": ["run", "_self_"],
        "name": job.name,
        "replications": 1,
        "keep": list(KEPT),
        "out": str(folder),
        "workers": file.workers,
        "kernels": file.kernels,
        "progress": file.progress,
        "executor": file.executor.model_dump(),
        "sweep": {"zip": [columns]},
    }
    head = f"# The runs of beredt calibrate episode={file.episode}; all that follows is made by it.\n"
    text = head + yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=10_000)
    write_whole(folder / "sweep.yaml", text.encode())
    return load_sweep(job.words, (str(folder), *job.config_dirs))


def chosen_points(job: CalibrateJob, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points that are fitted; BadConfig if a series has none."""
    episode = job.file.chosen
    found = in_window(points, job.file.episode, episode)
    there = {point.series for point in found}
    lacking = [name for name in episode.series if name not in there]
    if lacking:
        rule = f"no scored point of {', '.join(lacking)} lies in {episode.first} to {episode.last}"
        raise BadConfig([Fault(f"episodes.{job.file.episode}.series", NO_VALUE, rule)])
    return found


def within_runs(used: Sequence[Point], sweep: SweepJob) -> tuple[tuple[Point, ...], dt.date]:
    """Return the points up to the last day of the runs, and that day; BadConfig if there is none."""
    scenario = sweep.points[0].scenario
    last = scenario.start.date + dt.timedelta(days=scenario.days - 1)
    reached = tuple(point for point in used if point.date <= last)
    if not reached:
        raise BadConfig([Fault("episodes", NO_VALUE, f"no point of the window lies before the runs end on {last}")])
    return reached, last


def refuse_hopeless(job: CalibrateJob) -> None:
    """Raise BadConfig where recovery will have too few cases, whatever the runs give."""
    parameters, worlds = len(job.parameters), job.file.worlds
    if parameters * worlds < LEAST_CASES:
        rule = f"gives {parameters * worlds} cases of recovery (parameters times worlds), at least {LEAST_CASES} needed"
        raise BadConfig([Fault("worlds", worlds, rule, f"worlds={-(-LEAST_CASES // parameters)}")])


def run_calibration(
    job: CalibrateJob,
    points: Sequence[Point],
    observe: Observe,
    progress: Callable[[int], Progress],
    tell: Tell = print,
    model: Model | None = None,
) -> Calibrated:
    """Do the runs that are not there yet, test recovery, and fit.

    Parameters
    ----------
    points : all that were observed; those outside the window are not read
    observe : matches runs with points
    progress, model : as of `sim.sweeps.run_sweep`
    """
    refuse_hopeless(job)
    used = chosen_points(job, points)
    folder = folder_of(job)
    folder.mkdir(parents=True, exist_ok=True)
    sweep = designed(job, folder)
    every = len(used)
    used, last = within_runs(used, sweep)
    if len(used) < every:
        tell(f"left out, as the runs end on {last}: {every - len(used)} points")
    result = run_sweep(sweep, progress, model, tell)
    if result.failed or result.done < result.wanted:
        tell(f"{result.wanted - result.done:,} of {result.wanted:,} runs are missing: nothing is fitted without them")
        return Calibrated(folder, {}, result.exit_code)
    store = Store.open(result.folder)
    outputs = _outputs(store, used, observe)
    reached = np.isfinite(outputs).all(axis=0)
    for place in np.flatnonzero(~reached):
        tell(f"left out, as not every run tells it: {used[place].series} {used[place].date}")
    there = np.flatnonzero(reached)
    used = tuple(used[place] for place in there)
    study = _Study(job, used, outputs[:, there], str(store.manifest["hash"]), store.manifest["digests"], last)
    for name in (POSTERIOR, CARRIED, FOUND):
        (folder / name).unlink(missing_ok=True)
    certificate = study.certificate(folder, tell)
    told = study.told(certificate)
    code = REFUSED
    if not certificate["recovery"]["why_not"]:
        found = study.match()
        told["found"] = report.of_found(job.parameters, used, study.emulator, found)
        code = REJECTED
        if isinstance(found, Posterior) and found.effective < LEAST_EFFECTIVE:
            code = REFUSED
            few = f"the sample would rest on {found.effective:.0f} effective draws"
            told["too_few"] = f"{few}, at least {LEAST_EFFECTIVE} are needed: raise sample"
        elif isinstance(found, Posterior):
            code = 0
            whole = range(len(job.parameters))
            write_whole(folder / POSTERIOR, _sample(job, found, whole).encode())
            carried = [place for place in whole if job.parameters[place].carries]
            if carried:
                write_whole(folder / CARRIED, _sample(job, found, carried).encode())
    write_whole(folder / FOUND, (json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n").encode())
    return Calibrated(folder, told, code)


class _Study:
    """The statistics of one calibration."""

    def __init__(
        self,
        job: CalibrateJob,
        points: Sequence[Point],
        outputs: FloatArray,
        store: str,
        digests: dict[str, str],
        last: dt.date,
    ) -> None:
        self.job, self.points, self.digests, self.store, self.last = job, points, digests, store, last
        where, file = Positions.of(job), job.file
        first, then = len(where.train) * where.lucks, len(where.worlds)
        self.train = outputs[:first].reshape(len(where.train), where.lucks, -1).mean(axis=1)
        series = [point.series for point in points]
        self.emulator: Emulator = fit(where.train, self.train, series, ratios(job.parameters))
        self.worlds, self.truths = outputs[first : first + then], where.worlds
        alone = outputs[first + then :]
        n = len(alone)
        luck = shrunk(alone - alone.mean(axis=0)) * n / (n - 1)
        # the design's own luck is in the emulator, that of a world is in what is observed there
        luck = luck * (1.0 + 1.0 / where.lucks)
        rounding, missed = observation(points), discrepancy(points, file.tolerance, file.together_days)
        self.errors = rounding + missed
        self.covariance = luck + self.errors
        self.cutoff = largest(self.emulator, self.covariance, file.ruled_out, file.design_seed)
        self.parts = {
            "emulator": np.sqrt(self.emulator.variance),
            "luck": np.sqrt(np.diag(luck)),
            "rounding": np.sqrt(np.diag(rounding)),
            "tolerance": np.sqrt(np.diag(missed)),
        }

    def match(self) -> Posterior | Rejected:
        """Fit the real points."""
        file = self.job.file
        observed = np.array([point.value for point in self.points])
        return match(
            self.emulator,
            observed,
            self.covariance,
            cutoff=self.cutoff,
            sample=file.sample,
            draws=file.draws,
            seed=file.design_seed,
        )

    def certificate(self, folder: Path, tell: Tell) -> dict[str, Any]:
        """Return the certificate that is there, if it is of all this, or test recovery anew and write one."""
        key = self._key()
        try:
            there: dict[str, Any] = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            there = {}
        if there.get("key") == key:
            tell("recovery was tested before on the same runs, points and version")
            return there
        file = self.job.file
        found: Recovery = recover(
            self.emulator,
            self.truths,
            self.worlds,
            self.covariance,
            self.errors,
            cutoff=self.cutoff,
            sample=file.sample,
            seed=file.design_seed,
        )
        made = {"key": key, "digests": self.digests, "recovery": report.of_recovery(self.job.parameters, found)}
        write_whole(folder / CERTIFICATE, (json.dumps(made, indent=1) + "\n").encode())
        return made

    def told(self, certificate: dict[str, Any]) -> dict[str, Any]:
        """Return what calibration.json tells beside what was found."""
        file, episode = self.job.file, self.job.file.chosen
        usual = read_yaml(config_root() / "calibrate.yaml")
        return {
            "episode": file.episode,
            "words": list(self.job.words),
            "first": episode.first.isoformat(),
            "last": min(episode.last, self.last).isoformat(),
            "series": list(episode.series),
            "points": len(self.points),
            "runs": {"design": len(self.train) * file.lucks, "worlds": file.worlds, "luck": file.luck_runs},
            "cutoff": round(self.cutoff, 2),
            "ruled_out": file.ruled_out,
            "digests": self.digests,
            "store": self.store,
            "errors": report.of_errors(self.points, self.train.std(axis=0), self.parts),
            "emulator_within": round(self.emulator.within(LEVEL), 4),
            "recovery": certificate["recovery"],
            "says": {each.name: each.says for each in self.job.parameters},
            "sizes": {name: [getattr(file, name), usual[name]] for name in SIZES},
        }

    def _key(self) -> str:
        """Return the digest of all that recovery rests on: version, runs, points, parameters, settings."""
        file = self.job.file
        settings = file.model_dump(mode="json", exclude={"episodes", "workers", "executor", "progress", "out", "draws"})
        points = [[each.series, each.date.isoformat(), each.value, each.kind, each.precision] for each in self.points]
        parameters = [[each.name, [vars(setting) for setting in each.settings]] for each in self.job.parameters]
        return digest(json.dumps([self.digests, self.store, settings, points, parameters], default=str).encode())


def _outputs(store: Store, points: Sequence[Point], observe: Observe) -> FloatArray:
    """Return what every run of a store says at the points: (runs, points)."""
    read = " AND ".join(f"\"{name}\" IN {names}" for name, names in (("series", SERIES_READ), ("group", GROUPS_READ)))
    rows = []
    with asking(store, store.scan()) as ask:
        for number in range(store.design.num_rows):
            weekly = ask(
                f'SELECT replication, date, series, "group", value FROM weekly WHERE point = {number} AND {read}'
            )
            waits = ask(f"SELECT * FROM waits WHERE point = {number}")
            rows.append(observe(weekly.to_pandas(date_as_object=False), waits.to_pandas(), points)[0])
    return np.vstack(rows)


def _sample(job: CalibrateJob, found: Posterior, places: Sequence[int]) -> str:
    """Write the posterior sample of some of the parameters as CSV."""
    parameters = [job.parameters[place] for place in places]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(paths_of(parameters))
    for position in found.draws:
        writer.writerow([f"{value:.6g}" for value in values_at(parameters, position[list(places)]).values()])
    return text.getvalue()
