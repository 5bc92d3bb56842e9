"""What breaks, criterion by plan, in one small table, in the order in which the criteria first break."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.statistics import share
from sim.views import answers
from sim.views.study import Study
from sim.views.words import Words

BEDLESS = "no_roof"
NUMBERS = 2  # columns of numbers, at the right
WORDS = 5  # columns before them


def heads(study: Study, shock: str, words: Words) -> list[str]:
    """Name the columns."""
    met = answers.onset(study, shock) is not None
    names = ("col_criterion", "col_plan", "col_runs_before" if met else "col_runs_start",
             "col_runs_shock" if met else "col_runs_after", "col_first_day", "col_days", "col_worst")  # fmt: skip
    return [words.say(name) for name in names]


def rows(study: Study, shock: str, words: Words) -> list[list[str]]:
    """Write a row a criterion that breaks under some plan, and a plan; the name of the criterion once."""
    found = _broken(study, shock)
    written = []
    for criterion in _order(found):
        name = words.name("criterion", criterion)
        for _, row in found[found["criterion"] == criterion].iterrows():
            met = answers.onset(study, shock) is not None
            written.append([name, words.name("plan", str(row["plan"])), *_cells(row, met, words)])
            name = ""
    return written


def note(study: Study, shock: str, words: Words) -> str:
    """Say how to read the table, and which criteria it leaves out."""
    runs = int(study.breaks.loc[study.breaks["shock"] == shock, "runs"].max())
    every, none = (words.chance(share(hits, runs)) for hits in (runs, 0))
    chance = words.say("broken_chance", runs=runs, every=every, none=none) if share(runs, runs).low > 0.0 else ""
    onset = answers.onset(study, shock)
    begins = words.say("broken_onset", onset=words.date(onset)) if onset is not None else ""
    whole = note_whole(study.breaks[study.breaks["shock"] == shock], onset is not None, words)
    never = _never(study, shock, words)
    said = (begins, words.say("broken_note", chance=chance), whole, words.say("note_place"), never)
    return " ".join(each for each in said if each)


def note_whole(rows: pd.DataFrame, met: bool, words: Words) -> str:
    """Explain the mark of `figures`; empty where no row has it."""
    return words.say("broken_whole") if any(_before(row, met) for _, row in rows.iterrows()) else ""


def figures(row: pd.Series[Any], met: bool, words: Words) -> list[str]:
    """Write days and worst, marked where a run was broken before the shock: they are of the whole run.

    Parameters
    ----------
    met : whether there is a shock that begins in the runs
    """
    cells = [words.number(row["days_mean"]), words.worst(str(row["criterion"]), row["worst_mean"])]
    return [words.say("cell_whole", text=cell) for cell in cells] if _before(row, met) else cells


def _before(row: pd.Series[Any], met: bool) -> bool:
    return met and bool(row["at_start"] + row["before"] > 0)


def _never(study: Study, shock: str, words: Words) -> str:
    """Name the criteria that no plan breaks in any run; empty if there is none."""
    every = study.breaks[study.breaks["shock"] == shock]["criterion"]
    left = [str(name) for name in dict.fromkeys(every) if name not in set(_broken(study, shock)["criterion"])]
    if not left:
        return ""
    return words.say("never_broken", names=words.listed([words.name("criterion", name) for name in left]))


def _broken(study: Study, shock: str) -> pd.DataFrame:
    frame = study.breaks[study.breaks["shock"] == shock]
    return frame[frame.groupby("criterion", sort=False)["hits"].transform("max") > 0]


def _order(frame: pd.DataFrame) -> list[str]:
    """Return the criteria by the earliest of the plans' first days."""
    first = frame.groupby("criterion", sort=False)["first_day"].min().sort_values(kind="stable")
    return [str(name) for name in first.index]


def _cells(row: pd.Series[Any], met: bool, words: Words) -> list[str]:
    runs, earlier = row["runs"], row["at_start"] + row["before"]
    return [
        *(words.say("k_of_n", k=count, n=runs) if count else "-" for count in (earlier, row["after"])),
        words.date(row["first_day"]),
        *figures(row, met, words),
    ]
