"""The result of a run or a comparison: the folder it stands in, and its tables and figures, read when asked for."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs import manifest as manifests

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.results import Results
    from sim.studies.changed import Change
    from sim.studies.compare import Comparison
    from sim.studies.moved import Moved
    from sim.studies.regret import Limits
    from sim.studies.single import Single
    from sim.views.picture import Picture
    from sim.views.words import Words


@dataclass(frozen=True)
class RunResult:
    """The result of a command: where it stands, how it went, and its tables as data frames.

    Attributes
    ----------
    folder : holds tables/, figures/, municipalities.csv, summary.md and manifest.json
    manifest : what was run, with which versions, and how long it took
    """

    folder: Path
    manifest: Mapping[str, Any]
    _temporary: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    @property
    def failures(self) -> list[dict[str, Any]]:
        """The runs that failed, with stage and message."""
        return list(self.manifest["failures"])

    @property
    def exit_code(self) -> int:
        """0 if every run ended well, 3 if some failed."""
        return 3 if self.failures else 0

    @property
    def words(self) -> Words:
        """The language in which it is told, as its command asked."""
        from sim.views.languages import told_in

        return told_in(self.manifest)

    @property
    def onsets(self) -> dict[str, dt.date]:
        """First day on which each shock changes arrivals; one that never does has none."""
        return {shock: dt.date.fromisoformat(day) for shock, day in self.manifest["onsets"].items()}

    @property
    def cut(self) -> dict[str, tuple[dt.date, dt.date]]:
        """Last day of the runs and that of the shock, of those that are met and not over when the runs end."""
        told = self.manifest.get("cut", {})  # results of an earlier version do not tell
        day = dt.date.fromisoformat
        return {shock: (day(until), day(ends)) for shock, (until, ends) in told.items()}

    @property
    def starts(self) -> dict[str, dt.date]:
        """First day of the runs under each shock."""
        return {
            each["shock"]: dt.date.fromisoformat(each["config"]["start"]["date"])
            for each in self.manifest["scenarios"]
        }

    @property
    def origins(self) -> dict[str, tuple[str, str]]:
        """What the runs under each shock start from: a kind, and the user's file."""
        from sim.studies.origin import origin

        return {each["shock"]: origin(each["config"]["start"]) for each in self.manifest["scenarios"]}

    @property
    def changes(self) -> dict[tuple[str, str], Mapping[str, tuple[Change, ...]]]:
        """What the command changed of the start, the shock, the plan and the world, by (shock, plan)."""
        from sim.studies.changed import changed

        pairs = [(each["shock"], each["plan"]) for each in self.manifest["scenarios"]]
        return {pair: changed(self.manifest["overrides"], *pair) for pair in pairs}

    @property
    def unshocked(self) -> set[str]:
        """Shocks of size 0, which are none."""
        scenarios = self.manifest["scenarios"]
        return {each["shock"] for each in scenarios if each["config"].get("shock", {}).get("size") == 0.0}

    @property
    def past(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """What of the past the runs are told, by (shock, plan)."""
        return {(each["shock"], each["plan"]): each.get("past", {}) for each in self.manifest["scenarios"]}

    @property
    def times(self) -> dict[str, list[Mapping[str, Any]]]:
        """The national time targets, by shock."""
        return {
            each["shock"]: each["config"].get("targets", {}).get("times", []) for each in self.manifest["scenarios"]
        }

    @property
    def limits(self) -> Limits:
        """What plans were judged by; in a folder that does not say so, Beredt's own."""
        from sim.studies.regret import Limits, limits

        return Limits(**self.manifest["regret"]) if "regret" in self.manifest else limits()

    @property
    def moved(self) -> dict[tuple[str, str], Moved]:
        """The levers of plans that stand elsewhere than in the plans these were made of, by (shock, plan)."""
        from sim.studies.moved import Moved

        return {
            (each["shock"], each["plan"]): Moved(**each["moved"])
            for each in self.manifest["scenarios"]
            if "moved" in each
        }

    @property
    def _known(self) -> tuple[Any, ...]:
        """What a study is given beside the tables."""
        return (
            self.onsets, self.starts, self.origins, self.changes, self.unshocked, self.past, self.times, self.limits,
            self.moved, self.cut,
        )  # fmt: skip

    @cached_property
    def results(self) -> Results:
        """The stored tables."""
        from sim.results import Results

        return Results(self.folder)

    @cached_property
    def study(self) -> Single:
        """The answers: breaks, peaks, targets, costs and metrics."""
        from sim.studies.single import Single

        return Single(self.results, *self._known)

    @property
    def precision(self) -> Mapping[str, Any]:
        """How many replications were enough, which figure decided and which fell short; empty unless auto."""
        return dict(self.manifest.get("precision", {}))

    @property
    def summary(self) -> str:
        """The summary in plain sentences, Markdown."""
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    def table(self, name: str) -> pd.DataFrame:
        """Return a stored table, such as "waits" or "money"."""
        return self.results.table(name)

    @property
    def breaks(self) -> pd.DataFrame:
        """What breaks, in order, in how many of the runs, and when."""
        return self.study.breaks

    @property
    def peaks(self) -> pd.DataFrame:
        """Each plan's peak need over runs."""
        return self.study.peaks

    @property
    def metrics(self) -> pd.DataFrame:
        """Headline figures: median, mean and range by plan."""
        return self.study.side_by_side

    @property
    def targets(self) -> pd.DataFrame:
        """The targets of the agreement, by year."""
        return self.study.targets

    @property
    def costs(self) -> pd.DataFrame:
        """Cost by payer and year, means over runs."""
        return self.study.cost_by_payer_and_year

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures, each with its title, what it shows in words, and the table it is drawn from."""
        from sim.views.write import drawn

        return tuple(drawn(self.study, self.words))

    @property
    def figures(self) -> dict[str, Figure]:
        """The same as matplotlib figures, by name, such as "need_against_places"."""
        return {each.name: each.figure for each in self.pictures}

    def show(self) -> None:
        """Print the answers to standard output."""
        from sim.views.console import print_precision, print_single, print_standing

        print_single(self.study, words=self.words)
        print_precision(self.precision, words=self.words)
        print_standing(self.manifest, words=self.words)


@dataclass(frozen=True)
class CompareResult(RunResult):
    """The result of a comparison: as of a run, and the differences between plans."""

    @cached_property
    def study(self) -> Comparison:
        """The answers, with paired differences."""
        from sim.studies.compare import Comparison

        return Comparison(self.results, *self._known)

    @property
    def differences(self) -> pd.DataFrame:
        """Paired differences of every pair of plans and metric."""
        return self.study.differences

    def show(self) -> None:
        """Print plans side by side and their differences to standard output."""
        from sim.views.console import print_comparison, print_precision, print_standing

        print_comparison(self.study, words=self.words)
        print_precision(self.precision, words=self.words)
        print_standing(self.manifest, words=self.words)


KINDS: Mapping[str, type[RunResult]] = {"run": RunResult, "compare": CompareResult}
"""What a verb's result is."""


def open_result(folder: Path | str) -> RunResult:
    """Open a folder that `run` or `compare` wrote.

    Raises
    ------
    FileNotFoundError : if it holds no manifest
    ValueError : if another verb wrote it
    """
    manifest = manifests.read(Path(folder))
    verb = str(manifest["verb"])
    if verb not in KINDS:
        raise ValueError(f"{folder}: holds what beredt {verb} wrote, not a run or a comparison")
    return KINDS[verb](Path(folder), manifest)
