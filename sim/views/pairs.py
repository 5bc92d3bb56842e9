"""Plans against each other: what one buys and whom it costs in words, and what cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.views import answers
from sim.views.study import Study
from sim.views.words import Words, small

PAYER = "cost_"
WAIT = "wait_"
MONEY = "NOK"
NET_OF_GRANTS = "cost_municipalities"
COMPARED = (
    "days_without_place", "person_days_without_place", "peak_without_place", "empty_place_days", "settled",
    "waiting_at_end", "cost_total",
)  # fmt: skip
"""Figures of the short table of differences; the table of all figures has the others."""
OTHERS_A_TABLE = 2  # plans beside the first in one table: as many columns as a page is wide


def of_pair(study: Study, shock: str, against: str, plan: str) -> pd.DataFrame:
    """Return the differences of one pair of plans, every figure."""
    rows = study.differences
    return rows[(rows["shock"] == shock) & (rows["against"] == against) & (rows["plan"] == plan)]


def headline_pairs(study: Study, shock: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield (against, plan, rows of `differences`) for each pair of plans, headline figures only."""
    if study.differences.empty:
        return
    rows = study.differences
    rows = rows[(rows["shock"] == shock) & rows["metric"].isin(study.headline)]
    for (against, plan), part in rows.groupby(["against", "plan"], sort=False):
        yield str(against), str(plan), part


def trades(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Say for each plan what it buys and what it costs whom, against the first."""
    for against, plan, rows in headline_pairs(study, shock):
        if rows["against_first"].iloc[0]:
            yield _trade(against, plan, rows, of_pair(study, shock, against, plan), words)


def other_pairs(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Say for each pair without the first plan which headline figures tell them apart, or that none does."""
    for against, plan, rows in headline_pairs(study, shock):
        if not rows["against_first"].iloc[0]:
            yield _alike(against, plan, rows, words) or _apart(against, plan, rows, words)


def names(rows: pd.DataFrame, words: Words) -> str:
    """Name the metrics of rows, one after the other."""
    return words.listed([small(words.metric(str(name))) for name in rows["metric"]])


def _both(against: str, plan: str, words: Words) -> dict[str, str]:
    return {"plan": words.name("plan", plan), "against": words.name("plan", against)}


def _alike(against: str, plan: str, rows: pd.DataFrame, words: Words) -> str:
    """Say that nothing tells two plans apart; empty if something does."""
    both = _both(against, plan, words)
    if rows["identical"].all():
        return words.say("pair_identical", **both)
    if rows["told_apart"].any():
        return ""
    runs = int(rows["runs"].max())
    return words.say("pair_alike_one" if runs == 1 else "pair_alike", runs=runs, metrics=len(rows), **both)


def _apart(against: str, plan: str, rows: pd.DataFrame, words: Words) -> str:
    detail = []
    for key, verdicts in (
        ("pair_better", ["better"]),
        ("pair_worse", ["worse"]),
        ("pair_more", ["more"]),
        ("pair_less", ["less"]),
    ):
        some = rows[rows["verdict"].isin(verdicts)]
        if len(some):
            detail.append(words.say(key, names=names(some, words)))
    told_apart, same = int(rows["told_apart"].sum()), int(rows["identical"].sum())
    if told_apart < len(rows):
        detail.append(words.say("pair_rest", undecided=len(rows) - told_apart - same, same=same))
    both = _both(against, plan, words)
    return words.say("pair_apart", told_apart=told_apart, metrics=len(rows), detail=". ".join(detail), **both)


def _trade(against: str, plan: str, headline: pd.DataFrame, every: pd.DataFrame, words: Words) -> str:
    told = every[every["told_apart"].astype(bool)]
    alike = "" if len(told) else _alike(against, plan, headline, words)
    if alike:
        return alike
    both = _both(against, plan, words)
    gains, losses = (_sizes(bought(told, verdict), words) for verdict in ("better", "worse"))
    sentences = []
    if gains:
        sentences.append(words.say("trade_buys", gains=words.listed(gains), **both))
    else:
        sentences.append(words.say("trade_buys_nothing", runs=int(headline["runs"].max()), **both))
    if losses:
        sentences.append(words.say("trade_price", losses=words.listed(losses)))
    sentences.append(_money(every, told.set_index("metric"), words))
    return " ".join(sentences)


def bought(told: pd.DataFrame, verdict: str) -> pd.DataFrame:
    """Return the rows of every figure with this verdict but money and the waits of those alone who got there."""
    aside = told["unit"].eq(MONEY) | told["metric"].str.startswith(WAIT)
    return told[told["verdict"].eq(verdict) & ~aside]


def _sizes(rows: pd.DataFrame, words: Words) -> list[str]:
    return [
        words.say(
            more_or_fewer(float(row["difference"])),
            size=size(abs(float(row["difference"])), str(row["unit"]), words),
            what=words.name("trade", str(row["metric"])),
        )
        for _, row in rows.iterrows()
    ]


def size(value: float, unit: str, words: Words) -> str:
    """Write the size of a difference in a sentence."""
    return words.bare(value, unit) if unit == "share" else words.about(value)


def more_or_fewer(difference: float) -> str:
    """Return the sentence that a difference of this sign takes."""
    return "trade_more" if difference > 0 else "trade_fewer"


def money_change(nok: float, words: Words) -> str:
    """Say how many million NOK more or less."""
    return words.say("trade_money_more" if nok > 0 else "trade_money_less", size=words.bare(abs(nok), "NOK"))


def payers(noks: Mapping[str, float], words: Words, sign: bool, most: int | None = None) -> str:
    """Name who pays how much of `cost_total`, largest first, and the rest of it: what is shown adds up.

    Parameters
    ----------
    noks : by metric; those that are not of a payer are not named
    most : payers named beside the municipalities; None: all
    """
    shown = {name: round(nok / 1e6) for name, nok in noks.items() if name.startswith(PAYER)}
    total = shown.pop("cost_total", None)
    net = shown.pop(NET_OF_GRANTS, 0)
    largest = sorted((name for name in shown if shown[name]), key=lambda name: -abs(shown[name]))[:most]
    named = [(words.name("payer", name.removeprefix(PAYER)), shown[name]) for name in largest]
    rest = 0 if total is None else total - net - sum(size for _, size in named)
    if rest:
        named.append((words.say("payer_rest"), rest))
    if net:
        named.append((words.say("payer_net"), net))
    parts = [words.say("trade_payer", payer=name, change=words.bare(size * 1e6, "NOK", sign)) for name, size in named]
    return words.listed(parts)


def note(study: Study, shock: str, words: Words) -> str:
    """Say what a table of differences holds; one run has no interval."""
    rows = study.differences[study.differences["shock"] == shock]
    return words.say("differences_note_one" if rows["runs"].max() == 1 else "differences_note")


def undecided_cost(every: pd.DataFrame, key: str, words: Words) -> str:
    """Say that a difference in cost is not told apart, by the sentences `key`; one run shows it and tells nothing."""
    row = every[every["metric"] == "cost_total"].iloc[0]
    if row["identical"]:
        return words.say(f"{key}_same")
    if row["runs"] == 1:
        return words.say(f"{key}_one", difference=words.bare(float(row["difference"]), str(row["unit"]), sign=True))
    return words.say(f"{key}_undecided", interval=_interval(row, words))


def _money(every: pd.DataFrame, told: pd.DataFrame, words: Words) -> str:
    """Say what is paid more or less, by whom, and what falls due later; of what is told apart, but for the total."""
    noks = {str(name): float(nok) for name, nok in told["difference"].items()}
    if "cost_total" not in noks:
        total = undecided_cost(every, "trade_cost", words)
    else:
        total = words.say("trade_cost", size=money_change(noks["cost_total"], words))
    parts = payers(noks, words, sign=True)
    if parts:
        total = words.say("trade_of_which", total=total, parts=parts)
    if "committed_cost" in noks:
        total = words.say("trade_later", total=total, size=money_change(noks["committed_cost"], words))
    return words.say("trade_end", text=total)


def table(study: Study, shock: str, plans: Sequence[str], words: Words) -> Iterator[str]:
    """Yield a Markdown table: a row a headline figure, a column a plan, and a column a difference from the first."""
    cells = study.side_by_side[study.side_by_side["shock"] == shock]
    metrics = rows(study, [str(name) for name in cells["metric"].unique()])
    heads, found = beside(study, shock, plans, list(metrics), words)
    yield markdown(heads)
    yield markdown(["---", *["---:"] * (len(heads) - 1)])
    yield from (markdown(row) for row in found)


def beside(
    study: Study, shock: str, plans: Sequence[str], metrics: Sequence[str], words: Words
) -> tuple[list[str], list[list[str]]]:
    """Return (heads, rows) of the same for these figures, such as those of money, of which there are any."""
    first = study.results.plans_of(shock)[0]
    others = [plan for plan in plans if plan != first]
    heads = [words.say("col_metric"), *(words.name("plan", plan) for plan in plans)]
    heads += [words.say("col_minus", plan=words.name("plan", plan), first=words.name("plan", first)) for plan in others]
    cells = study.side_by_side[study.side_by_side["shock"] == shock]
    units = cells.drop_duplicates("metric").set_index("metric")["unit"]
    differences = [of_pair(study, shock, first, plan) for plan in others]
    written = []
    for metric in (name for name in metrics if name in units.index):
        row = [words.metric_unit(metric, str(units[metric]))]
        row += [answers.cell(study, shock, plan, metric, words) for plan in plans]
        for every in differences:
            found = [each for _, each in every[every["metric"] == metric].iterrows()]
            row.append(_difference(found[0], words) if found else "-")
        written.append(row)
    return heads, written


def compared(
    study: Study, shock: str, words: Words, wide: int = OTHERS_A_TABLE
) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield (heads, rows) of short tables: mean difference from the first plan, its interval, variance ratio.

    Parameters
    ----------
    wide : plans beside the first in one table
    """
    first, *others = study.results.plans_of(shock)
    for k in range(0, len(others), wide):
        some = others[k : k + wide]
        every = [of_pair(study, shock, first, plan).set_index("metric") for plan in some]
        heads = [words.say("col_metric")]
        heads += [head for plan in some for head in (words.name("plan", plan), words.say("col_ratio"))]
        found = [metric for metric in COMPARED if any(metric in pair.index for pair in every)]
        yield heads, [_compared(metric, every, words) for metric in found]


def _compared(metric: str, every: Sequence[pd.DataFrame], words: Words) -> list[str]:
    """Write a row of `compared`: the name of the figure, and two cells a plan."""
    cells, unit = [], ""
    for pair in every:
        if metric not in pair.index:
            cells += ["-", "-"]
            continue
        row = pair.loc[[metric]].iloc[0]
        unit, ratio = str(row["unit"]), row["variance_ratio"]
        cells += [_interval(row, words), "-" if pd.isna(ratio) else words.ratio(float(ratio))]
    return [words.metric_unit(metric, unit), *cells]


def rows(study: Study, metrics: Sequence[str]) -> Iterator[str]:
    """Yield those headline figures that there are, and after the cost in the period that of each payer."""
    for metric in study.headline:
        if metric in metrics:
            yield metric
        if metric == "cost_total":
            yield from (name for name in metrics if name.startswith(PAYER) and name not in study.headline)


def markdown(cells: Sequence[str]) -> str:
    """Return a line of a Markdown table; lines of a cell stand behind each other."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _interval(row: pd.Series[Any], words: Words) -> str:
    """Write a difference with its interval; one run has none."""
    unit = str(row["unit"])
    if row["identical"]:
        return words.say("cell_same")
    mean = words.bare(float(row["difference"]), unit, sign=True)
    if row["runs"] == 1:
        return words.say("cell_one", difference=mean)
    low, high = (words.bare(float(row[end]), unit) for end in ("low", "high"))
    return words.say("with_range", mean=mean, low=low, high=high)


def _difference(row: pd.Series[Any], words: Words) -> str:
    """Write a difference with its interval and what that says."""
    text = _interval(row, words)
    if row["identical"] or row["runs"] == 1:
        return text
    verdict = words.say(f"verdict_{row['verdict']}")
    if row["verdict"] == "undecided" and pd.notna(row["runs_needed"]):
        verdict += " " + words.say("verdict_needs", runs=words.number(float(row["runs_needed"])))
    return words.say("cell_difference", text=text, verdict=verdict)
