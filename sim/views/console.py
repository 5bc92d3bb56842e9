"""What a run and a comparison print: plain text and tables that fit the width, readable without colour."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import IO, Any

import pandas as pd
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from sim.statistics import share
from sim.tables import COMMITTED
from sim.views import answers, broken, pairs, past, titles
from sim.views.english import ENGLISH
from sim.views.headline import headline
from sim.views.precision import precision
from sim.views.standing import in_short
from sim.views.study import Study
from sim.views.words import Words

PLAIN_WIDTH = 110  # columns where output does not go to a terminal
HELD = str.maketrans({"\N{NO-BREAK SPACE}": "\ue000", "\N{NARROW NO-BREAK SPACE}": "\ue001"})
"""What stands for spaces that no line may break at, while lines are laid out: Rich breaks at any space there is."""
PUT_BACK = {ord(stand_in): chr(space) for space, stand_in in HELD.items()}
YARDSTICK = re.compile(r": at (?:least|most) ([-\d.]+)$")  # at the end of why a figure is judged as it is


class _Console(Console):
    """Breaks no line at a no-break space, and leaves a closed pipe to the caller, where rich would end the program.

    The spaces hold in text, and in the heads and cells of tables; not in a table's title, caption and footers, nor
    in what is neither text nor table, such as a panel.
    """

    def on_broken_pipe(self) -> None:
        raise  # called while the BrokenPipeError is handled

    def print(self, *objects: Any, **how: Any) -> None:
        """Print as rich does, numbers such as 12 345 on one line each."""
        super().print(*map(_held, objects), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield what is printed, with the spaces that were held together while lines were laid out."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text.translate(PUT_BACK), style, control)


def _held(shown: Any) -> Any:
    """Return a text or a table with stand-ins for its no-break spaces; anything else as it is."""
    if isinstance(shown, str):
        return shown.translate(HELD)
    if isinstance(shown, Text):
        text = shown.copy()
        text.plain = shown.plain.translate(HELD)
        return text
    if isinstance(shown, Table):
        table = copy.copy(shown)
        table.columns = [
            replace(column, header=_held(column.header), _cells=[_held(cell) for cell in column.cells])
            for column in shown.columns
        ]
        return table
    return shown


def make_console(file: IO[str] | None = None) -> Console:
    """Return a console for standard output, or `file`; no colour and a fixed width off a terminal."""
    target = file or sys.stdout
    if target.isatty():
        return _Console(file=target, highlight=False)
    return _Console(file=target, highlight=False, color_system=None, width=PLAIN_WIDTH)


def print_single(study: Study, console: Console | None = None, words: Words = ENGLISH) -> None:
    """Print one scenario: what breaks first, peak need, waiting, targets, cost by payer, in that order."""
    console = console or make_console()
    if study.results.runs.empty:
        console.print(words.say("no_runs"))
        return
    for shock in study.results.shocks:
        for plan in study.results.plans_of(shock):
            _title(console, titles.run_title(study, [shock], plan, words))
            if (shock, plan) == (study.results.shocks[0], study.results.plans_of(shock)[0]):
                console.print(words.say("valid_never"))
            if plan == study.results.plans_of(shock)[0]:
                _headline(console, study, shock, words)
            _frame(console, study, shock, words)
            _heading(console, words.say("head_breaks"))
            console.print(answers.breaks(study, shock, plan, words))
            _print(console, _breaks(study, shock, plan, words))
            met = answers.onset(study, shock) is not None
            whole = broken.note_whole(answers.of(study.breaks, shock, plan), met, words)
            console.print(f"{words.say('breaks_note')} {whole}".rstrip())
            _heading(console, words.say("head_peak"))
            console.print(answers.peak(study, shock, plan, words))
            _heading(console, words.say("head_waiting"))
            _print(console, _waits(study, shock, plan, words), words.say("no_waits"))
            console.print(answers.late(study, shock, plan, words))
            _heading(console, words.say("head_targets"))
            _targets(console, study, shock, plan, words)
            _heading(console, words.say("head_cost"))
            _cost(console, study, shock, plan, words)
            for note in answers.notes(study, shock, words):
                console.print(note)


def print_comparison(study: Study, console: Console | None = None, words: Words = ENGLISH) -> None:
    """Print the short answer, what breaks by plan, what plans buy and cost, and figures side by side."""
    console = console or make_console()
    if study.results.runs.empty:
        console.print(words.say("no_runs"))
        return
    for shock in study.results.shocks:
        _title(console, titles.comparison_title(study, [shock], "head_compare", words))
        if shock == study.results.shocks[0]:
            console.print(words.say("valid_never"))
        _headline(console, study, shock, words)
        _past(console, study, shock, words)
        _heading(console, words.say("head_breaks"))
        _print(console, _broken(study, shock, words))
        console.print(broken.note(study, shock, words))
        _trades(console, study, shock, words)
        _side_by_side(console, study, shock, words)
        _differences(console, study, shock, words)
        console.print(words.say("console_more"))


def print_precision(report: Mapping[str, Any], console: Console | None = None, words: Words = ENGLISH) -> None:
    """Print how many replications were enough, where their number was left open."""
    console = console or make_console()
    sentences = list(precision(report, words))
    if sentences:
        _heading(console, words.say("head_precision"))
    for number, sentence in enumerate(sentences):
        console.print(sentence if number == 0 else f"- {sentence}")


def print_standing(manifest: Mapping[str, Any], console: Console | None = None, words: Words = ENGLISH) -> None:
    """Print in a line for what the model was validated."""
    console = console or make_console()
    console.print()
    console.print(in_short(manifest, words), markup=False)


def _frame(console: Console, study: Study, shock: str, words: Words) -> None:
    """Print what numbers are, where the runs start, and how many come."""
    for answer in (answers.ranges, answers.start, answers.arrivals):
        console.print(answer(study, shock, words))
    _past(console, study, shock, words)


def _past(console: Console, study: Study, shock: str, words: Words) -> None:
    """Print what of the past the runs are told."""
    for line in past.lines(study, shock, words):
        console.print(line)


def _headline(console: Console, study: Study, shock: str, words: Words) -> None:
    console.print(f"{words.say('headline_head')}:")
    for sentence in headline(study, shock, words):
        console.print(f"- {sentence}")


def _broken(study: Study, shock: str, words: Words) -> Table:
    table = _table(*broken.heads(study, shock, words), numbers=broken.NUMBERS)
    for row in broken.rows(study, shock, words):
        table.add_row(*row)
    return table


def _trades(console: Console, study: Study, shock: str, words: Words) -> None:
    trades = list(pairs.trades(study, shock, words))
    notes = list(answers.notes(study, shock, words))
    if trades or notes:
        _heading(console, words.say("head_trade" if trades else "head_notes"))
    for sentence in trades:
        console.print(f"- {sentence}")
    if trades:
        console.print(words.say("trade_note", where=words.say("where_console")))
    for sentence in notes:
        console.print(sentence)


def _title(console: Console, text: str) -> None:
    """Print a title, whole, and a line under it."""
    console.print(text, markup=False)
    console.print("=" * min(cell_len(text), console.width))


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(text, style="bold")


def _print(console: Console, table: Table, otherwise: str = "") -> None:
    if table.row_count:
        console.print(table)
    elif otherwise:
        console.print(otherwise)


def _table(*columns: str, numbers: int = 0) -> Table:
    """Return an empty table; the last `numbers` columns stand to the right, and all fold rather than cut."""
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    for i, column in enumerate(columns):
        right = i >= len(columns) - numbers
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table


def _breaks(study: Study, shock: str, plan: str, words: Words) -> Table:
    onset = answers.onset(study, shock)
    waits = onset is not None and onset > study.periods[shock][0]
    names = [
        "col_criterion",
        "col_at_start",
        *(["col_before"] if waits else []),
        "col_after_start" if onset is None else "col_after_shock",
        "col_chance",
        "col_first",
        "col_days",
        "col_worst",
    ]
    table = _table(*(words.say(name) for name in names), numbers=2)
    for _, row in answers.of(study.breaks, shock, plan).sort_values("first_day", kind="stable").iterrows():
        runs, after = int(row["runs"]), int(row["after"])
        columns = ["at_start", *(["before"] if waits else []), "after"]
        first = (row["first_day"], row["first_earliest"], row["first_latest"])
        table.add_row(
            words.name("criterion", str(row["criterion"])),
            *(words.say("k_of_n", k=row[column], n=runs) if row[column] else "-" for column in columns),
            words.chance(share(after, runs)) if runs > 1 and row["at_start"] + row["before"] < runs else "-",
            words.span(*first, lines=True) if row["hits"] else "-",
            *broken.figures(row, onset is not None, words),
        )
    return table


def _waits(study: Study, shock: str, plan: str, words: Words) -> Table:
    names = ("col_stage", "col_mean_days", "col_range", "col_waiting")
    table = _table(*(words.say(name) for name in names), numbers=3)
    rows = answers.of(study.side_by_side, shock, plan)
    means = {str(row["metric"]): row for _, row in rows.iterrows()}
    for _, row in answers.of(study.still_waiting, shock, plan).iterrows():
        ended = means.get(f"wait_{row['stage']}")
        mean = spread = "-"
        if ended is not None:
            mean = words.number(ended["mean"])
            if ended["runs"] > 1:
                spread = words.say("between", low=words.number(ended["low"]), high=words.number(ended["high"]))
        left = words.ranged(row["waiting"], row["low"], row["high"])
        table.add_row(words.name("stage", str(row["stage"])), mean, spread, left)
    return table


def _targets(console: Console, study: Study, shock: str, plan: str, words: Words) -> None:
    """Print a row a clause: of its measures with a yardstick, how many are met in each year, and the others."""
    rows = answers.of(study.targets, shock, plan) if len(study.targets) else study.targets
    if rows.empty:
        console.print(words.say("no_targets"))
        return
    judged = rows[rows["judged"] > 0]
    judged = judged.assign(kept=2 * judged["met"] >= judged["judged"])
    years = sorted(set(judged["year"]))
    named_years = (words.year(year, *study.periods[shock]) for year in years)
    table = _table(words.say("col_clause"), *named_years, words.say("col_not_met"))
    for clause in dict.fromkeys(rows["clause"]):
        part = judged[judged["clause"] == clause]
        if part.empty:
            continue
        cells = []
        for year in years:
            of_year = part[part["year"] == year]
            count = words.say("k_of_n", k=int(of_year["kept"].sum()), n=len(of_year))
            cells.append(count if len(of_year) else "-")
        missed = part[~part["kept"]].drop_duplicates("measure", keep="last")
        named = words.listed([_reached(row, words) for _, row in missed.iterrows()])
        table.add_row(words.name("clause", str(clause)), *cells, named or "-")
    _print(console, table)
    console.print(words.say("targets_note"))
    missing = list(dict.fromkeys(rows[~rows["modelled"]]["measure"]))
    if missing:
        names_of = words.listed([words.target(str(name)) for name in missing])
        console.print(words.say("targets_not_modelled", names=names_of))


def _reached(row: pd.Series[Any], words: Words) -> str:
    """Name a measure that was missed, with what was reached in the last year of them, or why there is no figure."""
    name = words.target(str(row["measure"]))
    unit = str(row["unit"])
    if unit.startswith("1 yes"):
        return name
    if pd.isna(row["mean"]):
        return words.say("target_why", name=name, why=row["why"])
    value, limit = float(str(row["mean"])), YARDSTICK.search(str(row["why"]))
    reached = words.with_unit(words.apart(value, float(limit[1]) if limit else None, unit), unit)
    return words.say("target_reached", name=name, reached=reached, year=row["year"])


def _cost(console: Console, study: Study, shock: str, plan: str, words: Words) -> None:
    rows = answers.of(study.cost_by_payer_and_year, shock, plan)
    if rows.empty:
        console.print(words.say("no_cost"))
        return
    years = sorted(set(rows["year"]))
    named = [
        words.say("committed") if year == COMMITTED else words.year(int(year), *study.periods[shock]) for year in years
    ]
    table = _table(words.say("col_payer"), *named, words.say("total"), numbers=len(years) + 1)
    wide = rows.pivot(index="payer", columns="year", values="nok").reindex(columns=years).fillna(0.0)
    wide = wide.reindex(list(dict.fromkeys(rows["payer"])))
    for payer, row in wide.iterrows():
        cells = (words.bare(nok, "NOK") for nok in (*row, row.sum()))
        table.add_row(words.name("payer", str(payer)), *cells)
    sums = wide.sum()
    table.add_row(words.say("total"), *(words.bare(nok, "NOK") for nok in (*sums, sums.sum())))
    ranges = answers.of(study.cost_ranges, shock, plan).set_index("year")
    ends = [[words.bare(ranges.loc[year, end], "NOK") for end in ("low", "high")] for year in (*years, "total")]
    if any(low != high for low, high in ends):
        table.add_row(words.say("cost_range"), *(words.say("between", low=low, high=high) for low, high in ends))
    console.print(table)
    console.print(words.say("cost_note"))


def _side_by_side(console: Console, study: Study, shock: str, words: Words) -> None:
    """Print means only, those marked that cannot be told from the first plan's; the summary has ranges too."""
    frame = study.side_by_side[study.side_by_side["shock"] == shock]
    plans = study.results.plans_of(shock)
    means = frame.set_index(["metric", "plan"])["mean"].to_dict()
    units = frame.drop_duplicates("metric").set_index("metric")["unit"]
    _heading(console, words.say("head_side"))
    table = _table(words.say("col_metric"), *(words.name("plan", plan) for plan in plans), numbers=len(plans))
    alike = _alike(study, shock)
    for name in pairs.rows(study, [str(each) for each in units.index]):
        cells = []
        for plan in plans:
            text = words.bare(means[name, plan], units[name]) if (name, plan) in means else "-"
            cells.append(words.say("cell_alike", text=text) if (name, plan) in alike else text)
        table.add_row(words.metric_unit(name, units[name]), *cells)
    console.print(table)
    if alike:
        console.print(words.say("side_note", first=words.name("plan", plans[0])))


def _differences(console: Console, study: Study, shock: str, words: Words) -> None:
    """Print what tells each plan from the first: mean difference, interval and what the same luck bought."""
    if study.differences.empty:
        return
    _heading(console, words.say("head_differences", first=words.name("plan", study.results.plans_of(shock)[0])))
    for heads, rows in pairs.compared(study, shock, words):
        table = _table(*heads, numbers=len(heads) - 1)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    console.print(pairs.note(study, shock, words))


def _alike(study: Study, shock: str) -> set[tuple[str, str]]:
    """Return (metric, plan) of what differs from the first plan in no way that can be told from chance."""
    rows = study.differences
    if rows.empty:
        return set()
    rows = rows[(rows["shock"] == shock) & rows["against_first"].astype(bool) & (rows["verdict"] == "undecided")]
    return set(zip(rows["metric"], rows["plan"], strict=True))
