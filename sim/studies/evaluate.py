"""The agreement's yearly evaluation over many futures: clause by clause, what was found and how often it was met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from sim import statistics

DIGITS = 9  # decimals that mean something
YES, NO = "yes", "no"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "purpose": ("purpose", "premise, 2.5"),
    "goal_a": ("result goal A",),
    "goal_b": ("result goal B",),
    "common": ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6, 8.1, 8.2", "1.7", "1.8, 3.2", "1.9"),
    "ks": ("2.1, 2.2", "2.3", "2.4"),
    "ministries": ("2.6, 3.3, 9.1", "3.1", "4.1"),
    "directorates": (
        "3.4, 5.1, 6.2", "5.2", "5.3", "5.4", "5.5, 7.2", "6.1, 7.1", "6.3", "6.4, 7.2", "7.3",
    ),
    "turn": ("evaluation", "Nasjonalt utvalg", "economy", "information", "term"),
}  # fmt: skip
"""Clauses of each section of the document, in the agreement's order."""
OTHER = "other"
"""Section of a clause that stands in none of those."""
IN_TIME = (
    "share_settled_within_target_", "share_of_due_settled_in_time_", "share_in_time_", "share_special_needs_in_time",
)  # fmt: skip
"""Beginnings of the measures that say who was settled in time."""
NEED_FLOWS = ("need", "requested", "offered", "settled", "need_next", "offered_next")


def clauses(targets: pd.DataFrame, runs: Sequence[int]) -> pd.DataFrame:
    """Return a row a clause and measure, in the order of the agreement.

    Columns: section, clause, measure, unit; runs: with a value; mean, low, high: of the value over those runs and its
    range (NaN without a value), range: what the range is; judged, met: runs in which it is judged, and met in them;
    share, share_low, share_high: of the judged runs in which it is met, with its 95 % interval (NaN if never judged);
    state: met in all, some or none of the judged runs, else what most runs say (no yardstick, nothing due ...);
    why: the reason in a few words, the most frequent one; varies: whether runs give other reasons too.

    Parameters
    ----------
    targets : replication, clause, measure, value, unit, met, why: of one year
    runs : replications that ended well
    """
    of_runs = targets[targets["replication"].isin(list(runs))]
    rows = []
    for (clause, measure), group in of_runs.groupby(["clause", "measure"], sort=False, observed=True):
        values = group["value"].dropna().astype(float).round(DIGITS).to_numpy()
        found = statistics.spread(values) if values.size else None
        mean = round(found.mean, DIGITS) + 0.0 if found else float("nan")
        met = Counter(str(each) for each in group["met"])
        judged, hits = met[YES] + met[NO], met[YES]
        share = statistics.share(hits, judged) if judged else None
        reasons = Counter(str(each) for each in group["why"])
        rows.append(
            {
                "section": section_of(str(clause)), "clause": str(clause), "measure": str(measure),
                "unit": next((str(each) for each in group["unit"] if each), ""), "runs": int(values.size),
                "mean": mean, "low": found.low if found else float("nan"),
                "high": found.high if found else float("nan"), "range": found.label if found else "",
                "judged": judged, "met": hits, "share": share.value if share else float("nan"),
                "share_low": share.low if share else float("nan"), "share_high": share.high if share else float("nan"),
                "state": _state(judged, hits, met), "why": reasons.most_common(1)[0][0], "varies": len(reasons) > 1,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    order = {name: number for number, name in enumerate((*SECTIONS, OTHER))}
    return frame.sort_values("section", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


def section_of(clause: str) -> str:
    """Return the section of the document in which a clause stands."""
    return next((name for name, members in SECTIONS.items() if clause in members), OTHER)


def _state(judged: int, hits: int, met: Counter[str]) -> str:
    if judged:
        return "met in all" if hits == judged else "met in none" if hits == 0 else "met in some"
    return met.most_common(1)[0][0]


def in_time(found: pd.DataFrame, limits: Mapping[str, float]) -> pd.DataFrame:
    """Return the shares settled in time: measure, mean, low, high, range, runs, judged, met, target.

    Parameters
    ----------
    found : as `clauses`
    limits : by measure, the share that is to be reached; measures without one are left out
    """
    rows = found[found["measure"].map(lambda name: name in limits and name.startswith(IN_TIME)) & (found["runs"] > 0)]
    columns = ["measure", "mean", "low", "high", "range", "runs", "judged", "met"]
    return rows[columns].assign(target=rows["measure"].map(dict(limits))).reset_index(drop=True)


def need_and_offers(targets: pd.DataFrame, runs: Sequence[int]) -> pd.DataFrame:
    """Return need, request, offers and settled of the year, and need and offers of the next, in persons or places.

    Columns: flow, one of `NEED_FLOWS`; runs, mean, low, high, range: over the runs that have a figure. Flows that no
    run has a figure of are left out.
    """
    of_runs = targets[targets["replication"].isin(list(runs))]
    wide = of_runs.pivot_table(index="replication", columns="measure", values="value", aggfunc="first", observed=True)
    wide = wide.astype(float)
    flows = {
        "need": _column(wide, "need"),
        "requested": _column(wide, "need") * _column(wide, "need_distributed"),
        "offered": _column(wide, "need") - _column(wide, "need_above_offered"),
        "settled": _column(wide, "need") - _column(wide, "need_minus_settled"),
        "need_next": _column(wide, "need_next_year"),
        "offered_next": _column(wide, "offered_next_year"),
    }
    rows = []
    for flow in NEED_FLOWS:
        values = flows[flow].dropna().to_numpy()
        if values.size:
            found = statistics.spread(values)
            rows.append((flow, found.runs, found.mean, found.low, found.high, found.label))
    return pd.DataFrame(rows, columns=["flow", "runs", "mean", "low", "high", "range"])


def _column(wide: pd.DataFrame, name: str) -> pd.Series[float]:
    return wide[name] if name in wide.columns else pd.Series(float("nan"), index=wide.index)
