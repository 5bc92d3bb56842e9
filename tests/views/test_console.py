import datetime as dt
import io
import re

import pytest
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.results import Results
from sim.runs.writer import TableWriter
from sim.studies.compare import Comparison
from sim.studies.single import Single
from sim.views import answers
from sim.views.console import make_console, print_comparison, print_single, print_standing
from sim.views.english import ENGLISH
from tests.support import synthetic


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return synthetic.write(tmp_path_factory.mktemp("made") / "up", ("lean", "buffer", "twin"), 6)


def _printed(show, study, width=110):
    file = io.StringIO()
    show(study, Console(file=file, width=width, highlight=False, color_system=None))
    return file.getvalue()


@pytest.mark.unit
def test_a_run_answers_in_the_order_asked_for(folder):
    text = _printed(print_single, Single(Results(folder)))
    heads = ["What breaks first", "Peak need", "Waiting", "Targets of the agreement", "Cost by payer"]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    flowing = " ".join(text.split())
    assert "in all 6 runs" in flowing
    assert "mean and full range of 6 runs" in flowing
    assert "Not modelled: cooperation between levels." in text


@pytest.mark.unit
def test_targets_stand_a_row_a_clause_and_only_what_is_judged(folder):
    text = _printed(print_single, Single(Results(folder)))
    lean = text[text.index("Targets of the agreement") : text.index("Cost by payer")]
    assert re.search(r"\nA +[01] of 2 +.*need not settled by 31 December", lean)
    assert "agreed, not moved" not in lean
    assert "need not settled by 31 December: 320 persons (2024)" in " ".join(lean.split())


@pytest.mark.unit
def test_a_comparison_answers_first_and_leaves_ranges_to_the_summary(folder):
    text = _printed(print_comparison, Comparison(Results(folder)))
    heads = ["In short:", "What breaks first", "What each plan buys", "Side by side", "Differences to lean, same luck"]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert text.rstrip().endswith("summary.md.")
    assert re.search(r"\npeople without a bed +lean +- +6 of 6 +\d+ Jun 2024 +\d+ +\d+ persons", text)
    assert re.search(r"\n +buffer +- +- +- +0 +0 persons", text)
    assert "Broken under no plan: centres above their places." in " ".join(text.split())
    assert re.search(r"\nPerson-days without a place, thousands +[\d,.]+ +[\d,.]+ +[\d,.]+\n", text)
    assert "buffer instead of lean buys" in text


@pytest.mark.unit
def test_a_figure_that_cannot_be_told_from_the_first_plan_is_marked(folder):
    study = Comparison(Results(folder))
    study.differences.loc[study.differences["metric"] == "peak_need", "verdict"] = "undecided"
    text = _printed(print_comparison, study)
    assert re.search(r"\nPeak need for beds from UDI, persons +[\d,]+ +~ [\d,]+ +~ [\d,]+\n", text)
    assert "~: cannot be told from lean by these runs." in text


@pytest.mark.unit
def test_differences_of_the_same_luck_stand_with_interval_and_ratio(folder):
    study = Comparison(Results(folder))
    rows = study.differences
    row = rows[(rows["plan"] == "buffer") & (rows["metric"] == "person_days_without_place")].iloc[0]
    assert row["against_first"]
    text = _printed(print_comparison, study)
    short = text[text.index("Differences to lean, same luck") :]
    low, high, mean = (f"{row[name] / 1e3:,.0f}" for name in ("low", "high", "difference"))
    ratio = f"{row['variance_ratio']:.1f}"
    label = "Person-days without a place, thousands"
    assert re.search(rf"\n{label} +{mean} \({low} to {high}\) +{ratio} +same in every run +-\n", short)
    assert "variance reduction" in " ".join(short.split())
    assert short.index("Cost in the period") > 0


@pytest.mark.unit
def test_what_breaks_first_and_in_how_many_runs_never_contradict_each_other(folder):
    """First in all runs it breaks in, or most often first: in so many of all runs."""

    class Seen(Single):
        """A study in which people without a bed come first in four of six runs."""

        @property
        def breaks(self):
            frame = Single(self.results).breaks.copy()
            frame.loc[frame["criterion"] == "no_roof", ["after", "first_in"]] = (6, 4)
            return frame.sort_values("criterion", key=lambda names: names != "no_roof", kind="stable")

    always = answers.breaks(Single(Results(folder)), "surge", "lean", ENGLISH)
    assert always.startswith("First to break: ")
    often = answers.breaks(Seen(Results(folder)), "surge", "lean", ENGLISH)
    assert often.startswith(
        "Most often first to break: people without a bed, first in 4 of 6 runs; it first breaks then in all 6 runs"
    )


@pytest.mark.unit
def test_arrivals_by_year_and_late_moves_are_told(folder):
    study = Single(Results(folder))
    weekly = study.results.weekly("arrivals")
    came = weekly[(weekly["plan"] == "lean") & (weekly["replication"] == 0)].set_index("date")["value"]
    by_year = study.arrivals[study.arrivals["plan"] == "lean"].set_index("year")
    assert by_year.loc[2024, "low"] <= came["2024"].sum() <= by_year.loc[2024, "high"]
    text = _printed(print_single, study)
    assert text.index("Arrivals, the same under every plan: ") < text.index("What breaks first")
    assert "in 2025 to 23 Feb" in " ".join(text.split())
    assert "Of those whose permit turned 183 days old" in " ".join(text.split())


@pytest.mark.unit
def test_what_breaks_stands_in_a_table_with_units_and_chances_in_words(folder):
    study = Single(Results(folder), {"surge": dt.date(2024, 7, 3)})
    text = _printed(print_single, study)
    lean = text[: text.index("Peak need")]
    of_runs = r"people without a bed +- +4 of 6 +2 of 6 +10 % to 70 % +30 Jun 2024"
    assert re.search(of_runs + r" +\d+ \* +[\d,]+ persons \*", lean), "broken before the shock: of the whole run"
    assert not re.search(r"\d-\d+ %", lean)
    few = Single(Results(synthetic.write(folder.parent / "few", ("lean",), 2)))
    assert "not known from so few runs" in " ".join(_printed(print_single, few).split())


@pytest.mark.unit
def test_costs_name_the_part_of_a_year_and_the_range_of_the_total(folder):
    text = " ".join(_printed(print_single, Single(Results(folder)), 160).split())
    assert "2025 to 23 Feb" in text
    assert "Range of the total over runs" in text


@pytest.mark.unit
def test_what_a_planner_would_not_expect_is_explained(folder):
    study = Single(Results(folder))
    said = " ".join(answers.notes(study, "surge", ENGLISH))
    assert "Municipal cost less grants is below zero under lean, buffer and twin: " in said
    assert "costs nothing in the model" in said
    assert "still wait to be registered" not in said
    study.still_waiting.loc[study.still_waiting["plan"] == "lean", ["waiting", "low", "high"]] = (900.0, 800.0, 950.0)
    said = " ".join(answers.notes(study, "surge", ENGLISH))
    assert "still wait to be registered: 900 (800 to 950) under lean." in said


@pytest.mark.unit
@pytest.mark.parametrize("width", [40, 80, 200])
def test_nothing_is_cut_at_any_width(folder, width):
    for show, study in (
        (print_single, Single(Results(folder))),
        (print_comparison, Comparison(Results(folder))),
    ):
        text = _printed(show, study, width)
        assert "…" not in text
        assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.unit
def test_off_a_terminal_there_is_no_colour():
    file = io.StringIO()
    make_console(file).print("[bold red]five[/]")
    assert file.getvalue() == "five\n"


@pytest.mark.failure
def test_no_result_is_said_not_shown_as_zeros(tmp_path):
    keys = [synthetic.RunKey("surge", "lean", 0)]
    with TableWriter(tmp_path, keys) as writer:
        writer.skip(keys[0])
    assert _printed(print_single, Single(Results(tmp_path))).startswith("No run ended well")
    assert _printed(print_comparison, Comparison(Results(tmp_path))).startswith("No run ended well")


@pytest.mark.unit
def test_a_comparison_of_one_plan_is_printed_without_differences(tmp_path):
    study = Comparison(Results(synthetic.write(tmp_path / "one", ("lean",), 1)))
    text = _printed(print_comparison, study)
    assert "Side by side" in text
    assert "minus" not in text
    assert "same luck" not in text


@pytest.mark.unit
def test_one_run_shows_no_ranges_and_no_chances(tmp_path):
    text = _printed(print_single, Single(Results(synthetic.write(tmp_path / "one", ("lean",), 1))))
    assert "no range at all" in text
    assert not re.search(r"([\d,.]+) to \1\b", text)
    assert "chance" not in text[text.index("What breaks first") : text.index("Criterion")]
    assert "Range of the total" not in text


@pytest.mark.unit
def test_a_target_that_is_missed_by_little_is_not_said_to_be_reached(folder):
    study = Single(Results(folder))
    rows = study.targets["measure"] == "share_settled_within_target"
    study.targets.loc[rows, ["mean", "met", "why"]] = (0.8996, 0, "within 183 days: at least 0.9")
    study.targets.loc[study.targets["measure"] == "need_minus_settled", ["mean", "why"]] = (None, "no need was told")
    text = " ".join(_printed(print_single, study, 200).split())
    assert "89.96 % (2024)" in text
    assert "need not settled by 31 December: no need was told" in text


@pytest.mark.unit
def test_what_broke_before_the_shock_has_its_first_day_and_rows_stand_in_their_order(folder):
    study = Single(Results(folder), {"surge": dt.date(2024, 8, 1)})
    text = _printed(print_single, study)
    row = study.breaks.set_index(["plan", "criterion"]).loc[("lean", "no_roof")]
    assert row["after"] == 0
    day = ENGLISH.date(row["first_day"])
    assert re.search(r"\ncentres above their places +- +- +- +at most [\d.]+ % +- +0 +0 persons", text)
    assert re.search(rf"\npeople without a bed +- +6 of 6 +- +- +{day} +\d+ \* +[\d,]+ persons \*", text)

    class Later(Single):
        """A study in which the criterion that is first after the shock is not the first that broke."""

        @property
        def breaks(self):
            frame = Single(self.results).breaks.copy()
            frame.loc[frame["criterion"] == "no_roof", "first_day"] = dt.datetime(2024, 12, 1)
            return frame.sort_values("criterion", key=lambda names: names != "no_roof", kind="stable")

    lean = _printed(print_single, Later(Results(folder)))
    lean = lean[lean.index("Criterion") :]
    assert lean.index("too few places") < lean.index("people without a bed")


@pytest.mark.unit
@pytest.mark.parametrize("show", [print_single, print_comparison])
def test_what_was_never_back_tested_stands_first_and_once(folder, show):
    text = _printed(show, Comparison(Results(folder)))
    never = "Differences between plans, persons without a bed and costs were never back-tested."
    assert text.count(never) == 1
    assert text.splitlines()[2] == never


@pytest.mark.unit
def test_the_line_on_validation_ends_the_screen():
    file = io.StringIO()
    print_standing({"validated": {"lines": []}}, Console(file=file, width=110))
    assert file.getvalue().strip().startswith("Validated for nothing so far.")


def _narrow(shown, width):
    file = io.StringIO()
    console = make_console(file)
    console.width = width
    console.print(shown)
    return file.getvalue()


@pytest.mark.unit
@pytest.mark.parametrize("space", ["\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"])
@pytest.mark.parametrize("made", [str, Text])
def test_no_line_breaks_inside_a_number(space, made):
    number = f"39{space}743"
    for width in range(10, 40):
        text = _narrow(made(f"kostnaden er {number} til {number} mill. kr"), width)
        assert text.count(number) == 2, "and the space is the one that was given, so that it can be copied"
        table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
        for head in ("tall", "igjen"):
            table.add_column(made(head), justify="right", overflow="fold")
        table.add_row(made(f"−21 (−{number} til {number})"), made(number))
        if width >= 22:
            shown = _narrow(table, width)
            assert shown.count(number) == 3, shown
            assert all(letter.isprintable() or letter in f"\n{space}" for letter in shown)


@pytest.mark.unit
def test_no_head_of_a_table_breaks_inside_a_number():
    number = "39\N{NO-BREAK SPACE}743"
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column(f"av {number} i alt", overflow="fold")
    table.add_row("12")
    for width in range(8, 18):
        assert number in _narrow(table, width), width


@pytest.mark.unit
def test_a_table_is_printed_as_often_as_it_is_asked_for_and_stays_what_it_was():
    table = Table()
    table.add_column("tall\N{NO-BREAK SPACE}her")
    table.add_row("1\N{NO-BREAK SPACE}018")
    assert _narrow(table, 30) == _narrow(table, 30)
    assert list(table.columns[0].cells) == ["1\N{NO-BREAK SPACE}018"]
