"""What the model may be used for, as its gates and scores say: a line a column, episode and series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from sim.config.backtest import LEAST_KEPT
from sim.data.standing import Validated
from sim.studies.backtest_gates import CANNOT, GIVEN, NO, NO_FIGURES, NOT_RUN, SKILL, YES
from sim.studies.backtest_table import PATH
from sim.studies.scores import LEAST

FEW = "few"
FEW_RUNS = "runs"
NO_TARGET = "no target"

CENTRAL = "central"
"""Said of parameters where none were fitted."""


def lines(
    gates: pd.DataFrame, points: pd.DataFrame, model: str, made: dt.date, fitted: Iterable[str]
) -> tuple[Validated, ...]:
    """Return the lines: of each series with gates that was run, then of each without.

    A series is fit for a use if every gate on its figures is met; where there are gates on skill, for the horizons at
    which every baseline that can be scored is beaten, and not at all if there is none. Below LEAST figures that is said
    apart, and so are targets met by fewer than LEAST_KEPT runs of the episode; what so few figures or runs miss by
    little cannot be judged. What has no gate was not tested for any use.

    Parameters
    ----------
    model : digest of the model
    fitted : episodes whose fitted parameters were in use
    """
    found = []
    keys = ["label", "episode", "series"]
    common: dict[str, Any] = {"model": model, "made": made, "fitted": "; ".join(fitted) or CENTRAL}
    most = points.groupby(["label", "episode"])["n"].max().reset_index()
    each_of = zip(most["label"], most["episode"], most["n"], strict=True)
    runs = {(str(label), str(episode)): int(count) for label, episode, count in each_of}
    for _, mine in gates[~gates["met"].isin((NOT_RUN, NO_FIGURES, GIVEN))].groupby(keys, sort=False):
        found.append(_judged(_key(mine), mine, runs, common))
    judged = {(each.label, each.episode, each.series) for each in found}
    for _, mine in points[points["use"] != PATH].groupby(keys, sort=False):
        if _key(mine) not in judged:
            key, n = _key(mine), mine["date"].nunique()
            found.append(Validated(CANNOT, *key, "", n, NO_TARGET, False, runs=runs[key[:2]], **common))
    return tuple(found)


def _key(rows: pd.DataFrame) -> tuple[str, str, str]:
    first = rows.iloc[0]
    return str(first["label"]), str(first["episode"]), str(first["series"])


def _judged(
    key: tuple[str, str, str], gates: pd.DataFrame, runs: Mapping[tuple[str, str], int], common: Mapping[str, Any]
) -> Validated:
    of_skill = gates["statistic"].str.startswith("skill_")
    levels, skills = gates[~of_skill], gates[of_skill]
    can = skills[skills["met"] != CANNOT]
    good = [
        f"{each} months"
        for each, mine in can.groupby(can["statistic"].map(_months), sort=False)
        if (mine["met"] == YES).all()
    ]
    missed = gates[(gates["met"] == NO) & (~of_skill | (not good))]
    if len(missed):
        verdict = CANNOT if (missed["few"] != "").all() else NO
    elif (levels["met"] == CANNOT).any() or (len(skills) and not good):
        verdict = CANNOT
    else:
        verdict = YES
    n = int((levels if len(levels) else skills)["n"].max())
    if verdict == YES and n < LEAST:
        verdict = FEW
    if verdict in (YES, FEW) and runs[key[:2]] < LEAST_KEPT:
        verdict = FEW_RUNS
    in_sample = bool(gates["in_sample"].any())
    told = "; ".join(_told(gates))
    return Validated(verdict, *key, "; ".join(good), n, told, in_sample, runs=runs[key[:2]], **common)


def _months(statistic: str) -> str:
    found = SKILL.fullmatch(statistic)
    return found["months"] if found is not None else ""


def _told(gates: pd.DataFrame) -> Iterator[str]:
    """Yield STATISTIC=MEASURED<=LIMIT n=N of each gate, `-` for what was not measured.

    STATISTIC@YEARS where it has some; few=figures or few=runs behind it where there are too few to say so.
    """
    for _, row in gates.iterrows():
        sign = ">" if row["unit"] == "skill" else "<="
        value = "-" if pd.isna(row["measured"]) else f"{row['measured']:.9g}"
        years = f"@{row['years']}" if row["years"] else ""
        few = f" few={row['few']}" if row["few"] else ""
        yield f"{row['statistic']}{years}={value}{sign}{row['limit']:.3g} n={row['n']}{few}"
