"""A back-test from start to end: do the runs that are not there yet, read them at the published dates, judge, write."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim import data
from sim.config.backtest import BacktestJob, BacktestSettings, Case
from sim.config.faults import BadConfig, Fault, first_few
from sim.config.load_backtest import CARRIED, OWN_DRAWS
from sim.config.sweep import Point, SweepJob
from sim.data.observed import FILE as OBSERVED
from sim.data.observed import Point as Observed
from sim.data.observed import observed_points
from sim.data.standing import found_in, gates, keep_validated
from sim.runs import manifest as manifests
from sim.runs.execute import Model, Progress
from sim.runs.files import write_whole
from sim.runs.keys import SHOWN_DIGITS, code_digest, digest, model_digest, scenario_digest
from sim.runs.outdir import MANIFEST, unwritable
from sim.runs.question import question_digest
from sim.runs.refs import FailedRun, RunRef
from sim.runs.store import Store
from sim.studies.backtest_baselines import SERIES, PublishedArrivals
from sim.studies.backtest_gates import AROUND, trajectories, verdicts
from sim.studies.backtest_lines import lines
from sim.studies.backtest_sample import in_sample, marks
from sim.studies.backtest_scores import ALL, baseline_table, figures_scored, score_table
from sim.studies.backtest_table import BAND, SCORED, Told, points_table, with_paths
from sim.studies.backtest_values import KEEP, values_of
from sim.studies.scores import LEAST
from sim.sweeps import SweepResult, run_sweep, settings_within
from sim.views import backtest as text
from sim.views.backtest_figures import backtest_figures
from sim.views.picture import remove_others

ROOT = Path("outputs") / "backtest"
FIGURES = "figures"
RUNS = "runs"
"""The folder of the stores, inside that of the results."""
TABLES = ("points", "baselines", "scores", "gates", "trajectories")
OWN = {MANIFEST, RUNS, FIGURES, "summary.md", "report.html", *(f"{name}.parquet" for name in TABLES)}
"""What a folder of results may hold."""
AXES = ("grade", "transfer", "episode", "origin", "start")
HOW = frozenset({"name", "workers", "kernels", "out", "overwrite", "progress", "freeze", "frozen", "data"})
"""Settings that change no answer, and those of which the content counts: fitted parameters, a history of one's own."""
CHUNK_SECONDS = 5.0  # of work handed out at a time; our choice
Tell = Callable[[str], None]


@dataclass(frozen=True)
class BacktestResult:
    """How a back-test ended.

    Attributes
    ----------
    done, wanted : runs that are there, and runs asked for
    failed : runs that failed, with the name of their store
    tables : points, baselines, scores, gates, trajectories
    """

    folder: Path
    done: int
    wanted: int
    failed: tuple[tuple[str, FailedRun[RunRef]], ...]
    tables: dict[str, pd.DataFrame]
    manifest: dict[str, Any]

    @property
    def exit_code(self) -> int:
        """0 if every run ended well, 3 if some failed, 1 if some were lost."""
        return 3 if self.failed else 0 if self.done >= self.wanted else 1

    def show(self) -> None:
        """Print the answers to standard output."""
        text.print_backtest(self.tables, self.manifest)


def run_backtest(
    job: BacktestJob, progress: Callable[[int], Progress], model: Model | None = None, tell: Tell = print
) -> BacktestResult:
    """Carry a back-test out: the same command goes on where it was stopped, and judges anew.

    Raises
    ------
    BadConfig : if the folder or a store cannot be used
    NoSpace : if the disk is full; what was done stays
    """
    folder = folder_of(job.settings)
    fault = folder_fault(job.settings, job.added, job.config_dirs)
    if fault is not None:
        raise BadConfig([fault])
    told, stores = do_runs(job, progress, model, tell)
    tables = judge(told, None if job.settings.data is None else job.points)
    manifest = _manifest(job, told, stores, tables)
    _write(folder, tables, manifest)
    failed = tuple((name, each) for name, result in stores.items() for each in result.failed)
    done, wanted = (sum(getattr(each, name) for each in stores.values()) for name in ("done", "wanted"))
    return BacktestResult(folder, done, wanted, failed, tables, manifest)


def judge(told: Sequence[Told], history: Sequence[Observed] | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables of what the cases say: points, baselines, scores, gates, trajectories.

    Parameters
    ----------
    history : the user's own figures, in place of those published
    """
    points = points_table(told)
    known = observed_points() if history is None else history
    stocks = PublishedArrivals()
    scores = score_table(told, known, stocks, SERIES)
    ran = {(each.label, each.case.episode) for each in told}
    sample = marks(in_sample((each.case for each in told), found_in()))
    return {
        "points": points,
        "baselines": baseline_table(told, known, stocks, SERIES),
        "scores": scores,
        "gates": verdicts(gates(), points, scores, sample, ran),
        "trajectories": trajectories(points),
    }


def figure_points(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of series that are scored or shown with a band, with the columns that figures read."""
    drawn = points[points["use"].isin((SCORED, BAND))][["episode", "series"]].drop_duplicates()
    rows = points.merge(drawn, on=["episode", "series"])
    transfer = rows["label"].str.removeprefix("transfer_").where(rows["label"].str.startswith("transfer_"), "own")
    return rows.assign(grade=rows["label"].where(transfer == "own", "rules"), transfer=transfer)


def keep(result: BacktestResult, tell: Tell = print) -> None:
    """Keep the lines of a back-test for every report to print.

    Raises
    ------
    BadConfig : if runs are missing, or the data of the program cannot be written
    """
    missing = [label for label in text.LABELS if label not in result.manifest["labels"]]
    if result.exit_code:
        raise BadConfig([Fault("freeze", True, "only a back-test of which every run is there can be kept")])
    if missing:
        tell(f"kept without {', '.join(missing)}: they were not run")
    fitted = [each["episode"] for each in result.manifest["frozen"]]
    found = lines(result.tables["gates"], result.tables["points"], result.manifest["model"], _today(), fitted)
    try:
        path = keep_validated(found)
    except OSError as error:
        rule = f"the data of the program cannot be written: {error.strerror}"
        raise BadConfig([Fault("freeze", True, rule, "run it from a checkout")]) from error
    tell(f"kept for every report: {path}")


def question_of(settings: BacktestSettings, added: Sequence[str], config_dirs: Sequence[str]) -> str:
    """Return the digest of all that is asked, but for how many runs: settings, changes, content of files."""

    def content(path: Path) -> str:
        return digest(path.read_bytes()) if path.is_file() else ""

    plain = settings.model_dump(mode="json", exclude={*HOW, *settings.counts})
    frozen = {
        episode: None if folder is None else [content(Path(folder, name)) for name in (OWN_DRAWS, CARRIED)]
        for episode, folder in sorted(settings.frozen.items())
    }
    history = None if settings.data is None else content(Path(settings.data))
    return question_digest("backtest", plain, added, config_dirs, {"frozen": frozen, "data": history})


def folder_fault(settings: BacktestSettings, added: Sequence[str], config_dirs: Sequence[str]) -> Fault | None:
    """Return why the answer cannot be put into its folder: it holds what is not its own, or cannot be written.

    An answer is replaced by that to the same question, of a later version or of no fewer runs, or where `overwrite`
    says so; the runs that are there stay.
    """
    folder = folder_of(settings)
    try:
        strange = sorted(path.name for path in folder.iterdir() if path.name not in OWN and path.name[0] != ".")
    except FileNotFoundError:
        return unwritable(folder, folder)
    except OSError as error:
        return Fault("out", str(folder), f"cannot be used: {error.strerror}", "give another folder")
    if strange:
        rule = f"holds files that no back-test wrote: {', '.join(strange[:3])}"
        return Fault("out", str(folder), rule, "give another folder")
    rule = "" if settings.overwrite else _other_answer(folder, settings, question_of(settings, added, config_dirs))
    if rule:
        return Fault("out", str(folder), rule, "give another folder, or say overwrite=true to replace the answer")
    return unwritable(folder, folder)


def _other_answer(folder: Path, settings: BacktestSettings, question: str) -> str:
    """Say what answer a folder holds that this one may not replace; empty if it holds none, or one that it may."""
    if not (folder / MANIFEST).exists():
        return ""
    try:
        there = manifests.read(folder)
        told = f": {shlex.join(there['command'])}"
        counts = {name: there["settings"][name] for name in settings.counts}
    except (OSError, ValueError, KeyError, TypeError):
        return "holds an answer of which the question cannot be read"
    if "question" not in there:
        return f"holds an answer of an earlier version, which does not name its question{told}"
    if there["question"] != question:
        return f"holds the answer to another question{told}"
    more = [f"{name}={counts[name]}" for name, count in settings.counts.items() if counts[name] > count]
    return f"holds the answer of more runs, {', '.join(more)}{told}" if more else ""


def folder_of(settings: BacktestSettings) -> Path:
    """Return the folder of the results."""
    return Path(settings.out) if settings.out is not None else ROOT / settings.name


def too_few(job: BacktestJob) -> Iterator[str]:
    """Tell where a history of the user's own has too few figures of a series to judge it by."""
    if job.settings.data is None:
        return
    figures = figures_scored((case, job.compared(case)) for case in job.cases)
    never = {(episode, series) for (episode, series, horizon), n in figures.items() if horizon == ALL and n < LEAST}
    for horizon in dict.fromkeys(horizon for _, _, horizon in figures):
        few = [
            f"{series} of {episode} ({n})"
            for (episode, series, at), n in figures.items()
            if at == horizon and n < LEAST and (horizon == ALL or (episode, series) not in never)
        ]
        ahead = "" if horizon == ALL else f" {horizon} ahead"
        if few:
            yield f"no score{ahead}, as it takes {LEAST} pairs with as many different figures, of {_first(few)}"
    short = dict.fromkeys(f"{series} of {episode} ({n})" for episode, series, n in _peaks(job) if 0 < n < AROUND)
    if short:
        yield f"no peak, as it takes {AROUND} scored figures, of {_first(list(short))}"
    if not any(n >= LEAST for n in figures.values()):
        yield f"{job.settings.data}: nothing can be scored; figures are shown, and targets judged by what there is"


def _peaks(job: BacktestJob) -> Iterator[tuple[str, str, int]]:
    """Give episode, series and scored figures of each target that looks for a peak in a column that is run."""
    ran = {(case.label, case.episode) for case in job.cases}
    scored = [each for each in job.of_any() if each.use == SCORED]
    for gate in gates():
        if (gate.label, gate.episode) in ran and gate.statistic.startswith("peak_"):
            mine = (each for each in scored if (each.episode, each.series) == (gate.episode, gate.series))
            yield gate.episode, gate.series, sum(gate.first <= each.date <= gate.last for each in mine)


def _first(names: Sequence[str]) -> str:
    """List names; of many the first, and how many more there are."""
    shown = first_few(names)
    if len(shown) < len(names):
        shown[-1] = f"and {len(names) - len(shown) + 1} more"
    return ", ".join(shown)


def do_runs(
    job: BacktestJob, progress: Callable[[int], Progress], model: Model | None = None, tell: Tell = print
) -> tuple[list[Told], dict[str, SweepResult]]:
    """Do every run that is not there yet; return what each case says, and how its store stands."""
    found: list[Told] = []
    results: dict[str, SweepResult] = {}
    parts = list(job.stores())
    for number, (name, cases, replications) in enumerate(parts, 1):
        tell(f"part {number} of {len(parts)}: {name}")
        result = run_sweep(_sweep(job, name, cases, replications), progress, model, tell)
        results[name] = result
        wanted = [compared(case, job) for case in cases]
        store = Store.open(result.folder)
        values = values_of(store, store.scan(), replications, wanted)
        found += [Told(*each) for each in zip(cases, wanted, values, strict=True)]
    return found, results


def compared(case: Case, job: BacktestJob) -> tuple[Observed, ...]:
    """Return the published figures a case is compared with; of one without an origin the weeks of stocks too."""
    mine = job.compared(case)
    if case.origin is not None:
        return mine
    runs = job.settings.of_episode[case.episode]
    last = min(runs.last, runs.first + dt.timedelta(days=case.scenario.days - 1))
    return with_paths(mine, runs.first, last)


def _sweep(job: BacktestJob, name: str, cases: Sequence[Case], replications: int) -> SweepJob:
    """Return the runs as a sweep. Its store is named by the code: another version of the program begins anew."""
    asked = job.settings
    points = tuple(
        Point(
            number,
            case.scenario.shock.name,
            case.scenario.plan.name,
            case.scenario.start.name,
            {
                "grade": case.grade,
                "transfer": case.transfer,
                "episode": case.episode,
                "origin": "" if case.origin is None else case.origin.isoformat(),
                "start": case.scenario.start.name,
            },
            case.scenario,
        )
        for number, case in enumerate(cases)
    )
    settings = settings_within(name, replications, asked, KEEP, folder_of(job.settings) / RUNS, CHUNK_SECONDS)
    return SweepJob(settings.name, AXES, points, settings, job.overrides, job.config_dirs, job.facts)


def _manifest(
    job: BacktestJob, told: Sequence[Told], stores: dict[str, SweepResult], tables: dict[str, pd.DataFrame]
) -> dict[str, Any]:
    """Return the manifest as plain values."""
    model = model_digest()
    asked = job.settings
    fitted = {episode: file for episode, file in asked.frozen.items() if file is not None}
    return {
        "verb": "backtest",
        "command": ["beredt", "backtest", *job.overrides, *(f"--config-dir={each}" for each in job.config_dirs)],
        "question": question_of(asked, job.added, job.config_dirs),
        "settings": asked.model_dump(mode="json"),
        "episodes": list(asked.episodes),
        "labels": list(dict.fromkeys(each.label for each in told)),
        "replications": {name: count for name, _, count in job.stores()},
        "origins": len({each.case.origin for each in told if each.case.origin is not None}),
        "runs": sum(each.wanted for each in stores.values()),
        "frozen": [
            {"episode": episode, "file": file, "digest": digest(Path(file, OWN_DRAWS).read_bytes())[:SHOWN_DIGITS]}
            for episode, file in fitted.items()
        ],
        "in_sample": [asdict(each) for each in in_sample((each.case for each in told), found_in())],
        "alike": _alike(told),
        "model": model,
        "digests": {"code": code_digest(), "data": data.digest(), "history": _history_digest(asked.data)},
        "versions": manifests.versions(),
        "parameters": manifests.parameter_kinds(),
        "warned_facts": manifests.warned_facts(job.facts),
        "stores": {name: str(each.folder) for name, each in stores.items()},
        "failures": [
            {"store": name, **each.ref._asdict(), "stage": each.stage, "message": each.message}
            for name, result in stores.items()
            for each in result.failed
        ],
        "cases": [
            {
                "label": each.label,
                "episode": each.case.episode,
                "origin": each.case.origin and each.case.origin.isoformat(),
                "words": list(each.case.words),
                "runs": len(each.values),
                "config_digest": scenario_digest(each.case.scenario),
            }
            for each in told
        ],
        "lines": [
            {**asdict(each), "made": each.made.isoformat()}
            for each in lines(tables["gates"], tables["points"], model, _today(), fitted)
        ],
    }


def _history_digest(own: str | None) -> str:
    """Return the digest of the published figures, or of the user's own."""
    return digest((OBSERVED if own is None else Path(own)).read_bytes())


def _alike(told: Sequence[Told]) -> list[dict[str, str]]:
    """Return the columns of an episode that are the same scenario as an earlier one."""
    found: list[dict[str, str]] = []
    first: dict[tuple[str, str], str] = {}
    for each in told:
        key = (each.case.episode, scenario_digest(each.case.scenario))
        other = first.setdefault(key, each.label)
        if other != each.label:
            found.append({"episode": each.case.episode, "label": each.label, "other": other})
    return found


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _write(folder: Path, tables: dict[str, pd.DataFrame], manifest: dict[str, Any]) -> None:
    """Write the tables, the summary and, last, the manifest; each whole or not at all."""
    for name, frame in tables.items():
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink)
        write_whole(folder / f"{name}.parquet", sink.getvalue().to_pybytes())
    fitted = [each["episode"] for each in manifest["frozen"]]
    ran = {(each["label"], each["episode"]) for each in manifest["cases"]}
    figures = backtest_figures(figure_points(tables["points"]), tables["baselines"], fitted=fitted, ran=ran)
    drawn = [
        (picture.save(folder / FIGURES).relative_to(folder).as_posix(), picture)
        for picture in figures
    ]
    remove_others(folder / FIGURES, {picture.name for _, picture in drawn}, "backtest_*")
    write_whole(folder / "summary.md", text.summary(tables, manifest, drawn).encode())
    manifests.write(folder, manifest)
