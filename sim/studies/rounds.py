"""Replications in rounds: run, look how well the headline figures are known, run more."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.config.job import Job
from sim.config.precision import Precision
from sim.runs.execute import Job as RunJob
from sim.runs.execute import Model, execute
from sim.runs.keys import RunKey
from sim.runs.refs import FailedRun, FinishedRun
from sim.runs.writer import TableWriter
from sim.studies.precision import Rules, Tally, Verdict, decide, report


def rules_of(precision: Precision) -> Rules:
    """Return the rules as they were set."""
    return Rules(
        half_width=precision.half_width,
        absolute=precision.absolute.by_unit,
        of_scale=precision.of_scale,
        of_level=precision.of_level,
        unseen=precision.unseen,
        minimum=precision.minimum,
        cap=precision.cap,
        look_ahead=precision.look_ahead,
    )


def run_until_precise(
    job: Job, folder: Path, model: Model, workers: int, told: Callable[[int, int, int], None]
) -> tuple[list[FailedRun[RunKey]], dict[str, float], int, dict[str, Any]]:
    """Do runs and write their tables until every headline figure is known well enough, or the cap is reached.

    Every scenario has the same number of replications. How many there are depends on their figures only, not
    on the number of workers, and the tables are those of the same number asked for by name.

    Parameters
    ----------
    told : called with (runs done, runs planned so far, runs failed) after each run

    Returns
    -------
    failures, seconds by stage, processes used, and the report on precision as plain values

    Raises
    ------
    ValueError : if the job has no rules of precision
    """
    if job.settings.precision is None:
        raise ValueError("a job whose replications are auto needs rules of precision")
    rules = rules_of(job.settings.precision)
    began = time.perf_counter()
    keys = [RunKey(*pair, replication) for pair in job.scenarios for replication in range(rules.cap)]
    failures: list[FailedRun[RunKey]] = []
    with TableWriter(folder, keys) as writer:
        rounds = _Rounds(job, model, workers, told, writer, failures)
        verdict = rounds.all(rules)
        for key in keys:
            if key.replication >= verdict.replications:
                writer.skip(key)
    seconds = {"runs": time.perf_counter() - began, "runs_cpu": rounds.in_runs}
    return failures, seconds, rounds.workers, report(verdict, rules)


class _Rounds:
    """The rounds of one job."""

    def __init__(
        self,
        job: Job,
        model: Model,
        workers: int,
        told: Callable[[int, int, int], None],
        writer: TableWriter,
        failures: list[FailedRun[RunKey]],
    ) -> None:
        self._job = job
        self._pairs = list(job.scenarios)
        self._model = model
        self._most_workers = workers
        self._told = told
        self._writer = writer
        self._failures = failures
        self._tally = Tally(self._pairs)
        self._done = 0
        self.in_runs = 0.0
        self.workers = 1

    def all(self, rules: Rules) -> Verdict:
        """Do rounds until a verdict asks for no more."""
        first, following = 0, rules.first_round
        while True:
            replications = range(first, first + following)
            self._round(replications)
            verdict = decide(self._tally.values(replications.stop), rules)
            verdict = replace(verdict, replications=replications.stop)  # also where no run has a figure
            first, following = replications.stop, verdict.next
            self._told(self._done, (first + following) * len(self._pairs), len(self._failures))
            if not following:
                return verdict

    def _round(self, replications: range) -> None:
        """Do some replications of every scenario, those of one luck side by side."""
        queue = self._queue(replications)
        workers = min(self._most_workers, len(queue))
        self.workers = max(self.workers, workers)
        planned = replications.stop * len(self._pairs)
        with closing(execute(queue, list(self._job.scenarios.values()), self._model, workers)) as outcomes:
            for outcome in outcomes:
                self._done += 1
                if isinstance(outcome, FinishedRun):
                    self.in_runs += outcome.seconds
                    self._writer.add(outcome.ref, outcome.tables, checked=True)
                    self._tally.add(outcome.ref, outcome.tables)
                else:
                    self._failures.append(outcome)
                    self._writer.skip(outcome.ref)
                if self._done < planned:  # of the last run is told when it is known whether more will follow
                    self._told(self._done, planned, len(self._failures))

    def _queue(self, replications: Sequence[int]) -> list[RunJob]:
        return [
            RunJob(RunKey(shock, plan, replication), self._pairs.index((shock, plan)))
            for shock in self._job.shocks
            for replication in replications
            for plan in self._job.plans
        ]
