"""What all studies share: their runs, which can be stopped and gone on with, and the folder that holds the answer.

A study asks for scenarios, again and again where it searches; each set of scenarios is a sweep with a store of its
own below the folder of the study, so the same command finds what is done. Its answer is written when all is there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim import data
from sim.config.asked import Asked, Loaded, S
from sim.config.faults import BadConfig, Fault
from sim.config.load import load
from sim.config.schema import Scenario
from sim.config.sweep import Kept, Point, SweepJob
from sim.decisions.effort import Work
from sim.runs import manifest as manifests
from sim.runs.execute import Model, Progress
from sim.runs.files import write_whole
from sim.runs.keys import code_digest, digest, scenario_digest
from sim.runs.outdir import unwritable
from sim.runs.query import answer as ask
from sim.runs.question import question_digest
from sim.runs.refs import FailedRun, RunRef
from sim.runs.store import Store
from sim.studies.shock_shape import cut_off
from sim.sweeps import run_sweep, settings_within
from sim.views import answer as text
from sim.views.answer import Answer
from sim.views.languages import language
from sim.views.picture import remove_others
from sim.views.style import ticks
from sim.views.words import Words

ROOT = Path("outputs")
RUNS, FIGURES = "runs", "figures"
SUMMARY = "summary.md"
AXIS = "scenario"
"""Column that names the scenario in every table."""
CHUNK_SECONDS = 2.0  # of work handed out at a time; our choice
HOW = frozenset({"workers", "kernels", "out", "overwrite", "progress", "language"})
"""Settings that change no answer."""
Tell = Callable[[str], None]


class NothingLeft(Exception):  # noqa: N818 - the name says what is wrong
    """So many runs failed or were lost that there is no answer, and nothing is wrong with the question.

    Attributes
    ----------
    failed : runs that failed, each with the name of its step
    folder : of the study; its manifest lists them
    """

    def __init__(self, told: str = "no run ended well, so there is nothing to tell") -> None:
        super().__init__(told)
        self.failed: tuple[tuple[str, FailedRun[RunRef]], ...] = ()
        self.folder = Path()

    @property
    def exit_code(self) -> int:
        """3 if runs failed, 1 if they were lost."""
        return 3 if self.failed else 1


@dataclass(frozen=True)
class ScenarioRuns:
    """Runs of some scenarios, read from their store.

    Attributes
    ----------
    names : of the scenarios, in order
    replications : asked for, of each, but for those left out
    failed : runs that failed; they are in no table
    """

    names: tuple[str, ...]
    replications: int
    failed: tuple[FailedRun[RunRef], ...]
    _store: Store = field(repr=False)

    def sql(self, statement: str) -> pd.DataFrame:
        """Return the answer of the store; its tables have the columns `scenario`, shock, plan, start, replication.

        Replications beyond those asked for, of an earlier command, are in the tables too: `table` leaves them out.
        """
        frame: pd.DataFrame = ask(self._store, self._store.scan(), statement).to_pandas(date_as_object=False)
        return frame

    def table(self, name: str, where: str = "") -> pd.DataFrame:
        """Return a kept table, `scenario` and `replication` first, rows of a scenario and run in their order.

        Parameters
        ----------
        where : condition in SQL, such as "series = 'residents'"; empty for all rows
        """
        condition = f"and ({where})" if where else ""
        rows = self.sql(f"select * from {name} where replication < {self.replications} {condition}")
        order = {each: number for number, each in enumerate(self.names)}
        rows = rows.assign(_order=rows[AXIS].map(order)).sort_values(["_order", "replication"], kind="stable")
        first = [AXIS, "replication"]
        others = [each for each in rows.columns if each not in (*first, "_order", "point", "config_digest")]
        return rows[[*first, *others]].reset_index(drop=True)

    def headlines(self, *metrics: str) -> pd.DataFrame:
        """Return scenario, replication, metric, value of these metrics, all if none is named."""
        named = ", ".join(f"'{each}'" for each in metrics)
        rows = self.table("headlines", f"metric in ({named})" if metrics else "")
        return rows[[AXIS, "replication", "metric", "value"]].astype({"metric": str})

    def wide(self, metric: str) -> pd.DataFrame:
        """Return a metric with a row a replication and a column a scenario; runs that failed are NaN."""
        rows = self.headlines(metric)
        frame = rows.pivot(index="replication", columns=AXIS, values="value")
        return frame.reindex(index=range(self.replications), columns=list(self.names))


class StudyRuns:
    """Does the runs of one study and remembers how they went.

    Parameters
    ----------
    progress : given the number of runs to do; returns what is called after each chunk
    """

    def __init__(
        self,
        asked: Asked[Any],
        folder: Path,
        progress: Callable[[int], Progress],
        model: Model | None = None,
        tell: Tell = print,
    ) -> None:
        self._asked, self._folder, self._progress, self._model, self._tell = asked, folder, progress, model, tell
        self.stores: list[Path] = []
        self.failed: list[tuple[str, FailedRun[RunRef]]] = []
        self.asked_for, self.done = 0, 0
        self.facts: dict[str, str] = {}
        self.scenarios: dict[str, Loaded] = {}

    def of(
        self,
        name: str,
        scenarios: Mapping[str, Loaded],
        replications: int | None = None,
        keep: Sequence[Kept] = ("headlines", "breaks"),
        only: Mapping[str, Collection[int]] | None = None,
    ) -> ScenarioRuns:
        """Do every run of these scenarios that is not done yet, all with the same luck.

        Parameters
        ----------
        name : of the step, such as `round-1`: small letters, digits and -
        scenarios : by name; names stand in every table and figure of the study
        replications : of each; those of the settings if left out
        only : those of the replications that are run, by scenario; of one that is not named, all

        Raises
        ------
        BadConfig : if a store cannot be used
        NoSpace : if the disk is full; what was done stays
        NothingLeft : if no run of the study has ended well so far
        """
        count = self._asked.settings.replications if replications is None else replications
        self.scenarios.update(scenarios)
        for each in scenarios.values():
            self.facts.update(each.facts)
        left_out = frozenset(
            (number, replication)
            for number, label in enumerate(scenarios)
            for replication in range(count)
            if only is not None and label in only and replication not in only[label]
        )
        key, many = "answer_step", count
        if left_out:
            key, many = "answer_step_all", len(scenarios) * count - len(left_out)
        self._tell(words_of(self._asked).say(key, name=name, scenarios=len(scenarios), runs=many))
        job = replace(self._sweep(name, scenarios, count, keep), left_out=left_out)
        result = run_sweep(job, self._progress, self._model, _silent)
        self.stores.append(result.folder)
        self.failed += [(name, each) for each in result.failed]
        self.asked_for += result.wanted
        self.done += result.done
        if self.asked_for and not self.done:
            raise NothingLeft
        return ScenarioRuns(tuple(scenarios), count, result.failed, Store.open(result.folder))

    def _sweep(
        self, name: str, scenarios: Mapping[str, Loaded], replications: int, keep: Sequence[Kept]
    ) -> SweepJob:
        """Return the runs as a sweep. Its store is named by the code: another version of the program begins anew."""
        asked = self._asked.settings
        points = tuple(
            Point(
                number,
                each.scenario.shock.name,
                each.scenario.plan.name,
                each.scenario.start.name,
                {AXIS: label},
                each.scenario,
            )
            for number, (label, each) in enumerate(scenarios.items())
        )
        settings = settings_within(name, replications, asked, keep, self._folder / RUNS, CHUNK_SECONDS)
        facts = {path: key for each in scenarios.values() for path, key in each.facts.items()}
        return SweepJob(settings.name, (AXIS,), points, settings, self._asked.overrides, self._asked.config_dirs, facts)


@dataclass(frozen=True)
class Standing:
    """What the model rests on, for footnotes: as the manifest holds it."""

    parameters: Mapping[str, int]
    validated: Mapping[str, Any]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """As the views read it."""
        return {"parameters": self.parameters, "validated": self.validated}


def only_base(asked: Asked[Any]) -> Iterable[Scenario]:
    """Return the one scenario that the runs of a study are made of."""
    return (asked.load().scenario,)


def words_of(asked: Asked[Any]) -> Words:
    """Return the language in which the answer is told."""
    return language(asked.settings.language)


def cut_told(bases: Iterable[Scenario], words: Words) -> Iterable[str]:
    """Say where runs end before the shock is over, once for each shock."""
    found = {each.shock.name: cut for each in bases if (cut := cut_off(each)) is not None}
    return text.cut_short(found, words)


def told_by_part(bases: Iterable[Scenario], words: Words) -> Iterable[str]:
    """Say nothing: the study tells of each of its parts where runs end before the shock does."""
    return ()


def world_of(study: Study[S], asked: Asked[S]) -> tuple[str, ...]:
    """Say where the runs of a study begin, and where they end before the shock does.

    Where `compare` begins is told where nobody chose a start: the files of the two verbs may name others.
    """
    bases, words = tuple(study.bases(asked)), words_of(asked)
    chosen = any(word.partition("=")[0] == "start" for word in asked.added)
    starts = {each.start.name: each.start.date for each in bases}
    return (text.begins(starts, None if chosen else _compared(asked), words), *study.cut(bases, words))


def _compared(asked: Asked[Any]) -> str:
    """Return where `compare` begins by itself: by its file, the user's over Beredt's own."""
    try:
        compared = load("compare", (), asked.config_dirs)
    except BadConfig:  # a file of another verb that is at fault is no fault here
        compared = load("compare")
    return next(iter(compared.scenarios.values())).start.name


@dataclass(frozen=True)
class Study(Generic[S]):
    """A verb of the command line.

    Attributes
    ----------
    verb : its name, that of its primary file and of its folder in outputs/
    help : what `beredt VERB --help` prints
    settings : its settings
    carry_out : does the runs and returns the answer; raises BadConfig where the question makes no sense, NothingLeft
        where so many runs failed that there is no answer
    plan_of : says what would be run, a line each, for `beredt check VERB`; raises BadConfig
    work_of : counts the runs that would be made; raises BadConfig
    refused : groups that may not be chosen for every run, and why
    bases : scenarios that its runs are made of: where they begin, and when they end
    cut : says of those where runs end before the shock does; nothing of a study that tells it of each part itself
    """

    verb: str
    help: str
    settings: type[S]
    carry_out: Callable[[Asked[S], StudyRuns, Standing], Answer]
    plan_of: Callable[[Asked[S]], Iterable[str]]
    work_of: Callable[[Asked[S]], Iterable[Work]]
    refused: Mapping[str, str] = field(default_factory=dict)
    bases: Callable[[Asked[S]], Iterable[Scenario]] = only_base
    cut: Callable[[Iterable[Scenario], Words], Iterable[str]] = cut_told


@dataclass(frozen=True)
class StudyResult:
    """How a study ended.

    Attributes
    ----------
    folder : holds summary.md, tables as Parquet and CSV, figures/, runs/ and manifest.json
    failed : runs that failed, each with the name of its step
    """

    folder: Path
    answer: Answer
    manifest: Mapping[str, Any]
    failed: tuple[tuple[str, FailedRun[RunRef]], ...]
    words: Words

    @property
    def exit_code(self) -> int:
        """0 if every run ended well, 3 if some failed, 1 if some were lost."""
        return 3 if self.failed else 0 if self.manifest["done"] >= self.manifest["runs"] else 1

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table of the answer; KeyError if there is none of that name."""
        return self.answer.tables[name]

    @property
    def where(self) -> str:
        """Say where the results are."""
        return self.words.say("answer_results", folder=self.folder)

    def show(self) -> None:
        """Print the answer to standard output."""
        text.print_answer(self.answer, self.manifest, words=self.words)


def folder_of(asked: Asked[Any]) -> Path:
    """Return the folder of a study: the same question has the same one, so that its runs are found again."""
    settings = asked.settings
    if settings.out is not None:
        return Path(settings.out)
    return ROOT / asked.verb / f"{settings.name}-{question_of(asked)}"


def question_of(asked: Asked[Any]) -> str:
    """Return the digest of all that is asked: settings that change an answer, changes of the runs, content of files."""
    settings = asked.settings.model_dump(mode="json", exclude=set(HOW))
    return question_digest(asked.verb, settings, asked.added, asked.config_dirs, list(file_digests(asked).values()))


def file_digests(asked: Asked[Any]) -> dict[str, str]:
    """Return the digest of the content of each file that the settings name, by path; empty of one that is not there."""
    paths = asked.settings.files()
    return {each: digest(Path(each).read_bytes()) if Path(each).is_file() else "" for each in paths}


def folder_fault(asked: Asked[Any]) -> Fault | None:
    """Return why the answer cannot be put into its folder: it holds what is not its own, or cannot be written.

    An answer is replaced by that to the same question, of a later version too, or where `overwrite` says so; the runs
    that are there stay.
    """
    folder = folder_of(asked)
    try:
        there = sorted(path.name for path in folder.iterdir() if path.name[0] != ".")
    except FileNotFoundError:
        return unwritable(folder, folder)
    except OSError as error:
        return Fault("out", str(folder), f"cannot be used: {error.strerror}", "give another folder")
    if not there or there == [RUNS]:
        return unwritable(folder, folder)
    try:
        there_is = manifests.read(folder)
        other = there_is["verb"]
    except (OSError, ValueError, KeyError):
        return Fault("out", str(folder), "holds files that no study wrote", "give another folder")
    if other != asked.verb:
        return Fault("out", str(folder), f"holds an answer of beredt {other}", "give another folder")
    if there_is.get("question") != question_of(asked) and not asked.settings.overwrite:
        rule = f"holds the answer to another question: {' '.join(there_is['command'])}"
        return Fault("out", str(folder), rule, "give another folder, or say overwrite=true to replace the answer")
    return unwritable(folder, folder)


def run_study(
    study: Study[S],
    asked: Asked[S],
    progress: Callable[[int], Progress],
    model: Model | None = None,
    tell: Tell = print,
) -> StudyResult:
    """Carry a study out: the same command goes on where it was stopped.

    Raises
    ------
    BadConfig : if the folder or a store cannot be used, or the question makes no sense
    NoSpace : if the disk is full; what was done stays
    NothingLeft : if so many runs failed that there is no answer; the manifest is written, and lists them
    """
    fault = folder_fault(asked)
    if fault is not None:
        raise BadConfig([fault])
    folder = folder_of(asked)
    runs = StudyRuns(asked, folder, progress, model, tell)
    standing = Standing(manifests.parameter_kinds(), manifests.validated())
    try:
        answer = study.carry_out(asked, runs, standing)
    except BadConfig as bad:  # a question that the runs themselves show to make no sense
        bad.runs = runs.done
        raise
    except NothingLeft as nothing:
        nothing.failed, nothing.folder = tuple(runs.failed), folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SUMMARY).unlink(missing_ok=True)  # of an earlier answer
        manifests.write(folder, _manifest(asked, runs, standing))
        raise
    answer = replace(answer, world=world_of(study, asked))
    manifest = _manifest(asked, runs, standing)
    words = words_of(asked)
    _write(folder, answer, manifest, words)
    return StudyResult(folder, answer, manifest, tuple(runs.failed), words)


def _manifest(asked: Asked[Any], runs: StudyRuns, standing: Standing) -> dict[str, Any]:
    """Return the manifest as plain values.

    A scenario is that of its words, with what is named under `changed` changed after.
    """
    first = next(iter(runs.scenarios.values())) if runs.scenarios else asked.load()
    return {
        "verb": asked.verb,
        "command": ["beredt", asked.verb, *asked.overrides, *(f"--config-dir={each}" for each in asked.config_dirs)],
        "question": question_of(asked),
        "language": asked.settings.language,
        "settings": asked.settings.model_dump(mode="json"),
        "seed": first.scenario.seed,
        "runs": runs.asked_for,
        "done": runs.done,
        "digests": {"code": code_digest(), "data": data.digest()},
        "files": file_digests(asked),
        "versions": manifests.versions(),
        "parameters": standing.parameters,
        "validated": standing.validated,
        "warned_facts": manifests.warned_facts(runs.facts),
        "stores": [str(each) for each in runs.stores],
        "failures": [
            {"step": step, **each.ref._asdict(), "stage": each.stage, "message": each.message}
            for step, each in runs.failed
        ],
        "scenarios": [
            {
                "scenario": name,
                "words": list(each.words),
                "changed": each.changed,
                "config_digest": scenario_digest(each.scenario),
            }
            for name, each in runs.scenarios.items()
        ],
    }


def _write(folder: Path, answer: Answer, manifest: dict[str, Any], words: Words) -> None:
    """Write tables, figures, the summary and, last, the manifest; each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in answer.tables.items():
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink)
        write_whole(folder / f"{name}.parquet", sink.getvalue().to_pybytes())
        write_whole(folder / f"{name}.csv", frame.to_csv(index=False).encode())
    paths = [path.relative_to(folder).as_posix() for path in _saved(folder, answer, words)]
    remove_others(folder / FIGURES, {each.name for each in answer.pictures})
    write_whole(folder / SUMMARY, text.summary(answer, manifest, paths, words).encode())
    manifests.write(folder, manifest)


def _saved(folder: Path, answer: Answer, words: Words) -> Iterator[Path]:
    for picture in answer.pictures:
        ticks(picture.figure, words)
        yield picture.save(folder / FIGURES)


def _silent(line: str) -> None:
    """Say nothing: the study tells its own steps."""
