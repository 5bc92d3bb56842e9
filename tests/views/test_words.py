import ast
import datetime as dt
import re
import string
from pathlib import Path

import pandas as pd
import pytest

import sim.views
from sim.statistics import share
from sim.views import standing
from sim.views.english import ENGLISH
from sim.views.units import OF_VALUE
from sim.views.words import small

FOLDER = Path(sim.views.__file__).parent
WHERE_SAID = tuple(
    path
    for room, kinds in (
        ("views", ("py",)),
        ("decisions", ("py",)),
        ("report", ("py", "html")),
        ("web", ("py",)),
        ("web/templates", ("html",)),
        ("runs", ("py",)),
    )
    for kind in kinds
    for path in (FOLDER.parent / room).glob(f"*.{kind}")
) + tuple(FOLDER.parent.glob("cli*.py"))
"""Views, studies, which say before the runs what would be run, the report, the page, progress and the command line."""


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "", "0"),
        (-0.0, "", "0"),
        (7, "", "7"),
        (3.14159, "days", "3.1"),
        (9.96, "", "10"),
        (0.0314, "", "0.031"),
        (27_000.4, "persons", "27,000"),
        (-1234.0, "", "-1,234"),
        (0.345, "share", "34 %"),
        (0.0345, "share", "3.5 %"),
        (1_234_567_890.0, "NOK", "1,235 m"),
    ],
)
def test_numbers_are_written_in_figures_that_fit_their_size(value, unit, text):
    assert ENGLISH.number(value, unit) == text


@pytest.mark.unit
def test_bare_numbers_leave_the_unit_to_the_heading():
    assert ENGLISH.bare(30e6, "NOK", sign=True) == "+30"
    assert ENGLISH.bare(-0.125, "share", sign=True) == "-12"
    assert ENGLISH.bare(0.0, "days", sign=True) == "0"
    assert ENGLISH.bare(42_919_023.0, "person-days") == "42,919"
    assert ENGLISH.bare_unit("NOK") == "million NOK"
    assert ENGLISH.metric_unit("person_days_without_place", "person-days").endswith(", thousands")
    named = ENGLISH.metric_unit("wait_allocated_to_settled", "days")
    assert named == "Mean days from allocated to moved, of those who got there"


@pytest.mark.unit
def test_a_range_is_left_out_only_where_every_run_agrees():
    assert ENGLISH.ranged(500.0, 500.0, 500.0) == "500"
    assert ENGLISH.ranged(500.0, 0.0, 0.0) == "500 (0 to 0)"
    assert ENGLISH.ranged(500.0, 0.0, 12_500.0) == "500 (0 to 12,500)"


@pytest.mark.unit
def test_dates_and_spans():
    days = [pd.Timestamp("2024-03-09"), pd.Timestamp("2024-02-29"), pd.Timestamp("2024-12-01")]
    assert ENGLISH.date(days[0]) == "9 Mar 2024"
    assert ENGLISH.date(pd.NaT) == ENGLISH.date(None) == "-"
    assert ENGLISH.span(*days) == "9 Mar 2024 (median; 29 Feb 2024 to 1 Dec 2024)"
    assert ENGLISH.span(days[0], days[0], days[0]) == "9 Mar 2024"


@pytest.mark.unit
def test_shares_say_what_is_known_of_the_chance():
    assert ENGLISH.share(share(0, 30)) == "in 0 of 30 runs (chance at most 10 %)"
    assert ENGLISH.share(share(30, 30)) == "in all 30 runs (chance at least 90 %)"
    assert ENGLISH.share(share(2, 2)) == "in all 2 runs (chance not known from so few runs)"
    assert ENGLISH.share(share(0, 3)) == "in 0 of 3 runs (chance not known from so few runs)"
    assert ENGLISH.share(share(1, 2)) == "in 1 of 2 runs (chance not known from so few runs)"
    assert ENGLISH.share(share(15, 30)) == "in 15 of 30 runs (chance 33 % to 67 %)"
    assert ENGLISH.chance(share(0, 600)) == "at most 0.5 %"
    assert ENGLISH.chance(share(600, 600)) == "at least 99.5 %"


@pytest.mark.unit
def test_a_year_of_which_the_period_holds_a_part_says_which():
    first, last = dt.date(2024, 8, 1), dt.date(2026, 3, 4)
    assert [ENGLISH.year(year, first, last) for year in (2024, 2025, 2026)] == [
        "2024 from 1 Aug",
        "2025",
        "2026 to 4 Mar",
    ]
    assert ENGLISH.year(2025, dt.date(2025, 2, 1), dt.date(2025, 5, 3)) == "2025 from 1 Feb to 3 May"
    assert ENGLISH.year(2025, dt.date(2025, 1, 1), dt.date(2025, 12, 31)) == "2025"


@pytest.mark.unit
def test_lists_stay_readable_whatever_stands_in_them():
    assert ENGLISH.listed([]) == ""
    assert ENGLISH.listed(["beds"]) == "beds"
    assert ENGLISH.listed(["beds", "homes", "cost"]) == "beds, homes and cost"
    assert ENGLISH.listed(["days, in all", "beds and homes"]) == "days, in all; and beds and homes"
    assert ENGLISH.listed(["agreement 2018", "options and frames"]) == "agreement 2018, and options and frames"
    assert ENGLISH.listed(["none", "options and frames", "lean"]) == "none, options and frames, and lean"


@pytest.mark.unit
def test_sizes_in_a_sentence_have_three_figures():
    sizes = [ENGLISH.about(value) for value in (0.0, 7.0, 35_031.0, 999_900.0, 12_345_678.0, 345_600_000.0)]
    assert sizes == ["0", "7", "35,000", "1.0 million", "12.3 million", "346 million"]


@pytest.mark.unit
def test_targets_have_words_and_the_worst_of_a_criterion_its_unit():
    assert ENGLISH.target("share_in_host_minors") == "minors settled in the host municipality"
    assert (
        ENGLISH.target("share_settled_within_target_all_6_months")
        == "settled within the limit, of those settled (all 6 months)"
    )
    assert ENGLISH.target("happiness_of_all") == "happiness of all"
    assert ENGLISH.worst("no_roof", 1200.0) == "1,200 persons"
    assert ENGLISH.worst("long_waits", 0.43) == "43 %"
    assert ENGLISH.worst("of_my_own", 5.0) == "5"


@pytest.mark.unit
def test_what_is_counted_is_told_of_one_where_there_is_one():
    def said(**counts: object) -> str:
        return ENGLISH.say("takes_minutes_between", **counts)

    assert said(low=1, high=2, workers=1) == "about 1 to 2 min with 1 process at work, longer on a busy machine"
    assert said(low=1, high=2, workers=11).startswith("about 1 to 2 min with 11 processes at work")
    left = [ENGLISH.say("robust_left_out", count=count) for count in (1, "1", 21)]
    assert [each.partition(" left out")[0] for each in left] == ["1 future was"] * 2 + ["21 futures were"]
    assert ENGLISH.worst("no_roof", 1.0) == "1 person"
    assert ENGLISH.worst("no_roof", 21.0) == "21 persons"


@pytest.mark.invariant
def test_every_word_that_has_a_singular_is_counted_in_some_sentence():
    units = [f"{{n}} {each}" for each in (*ENGLISH.names["criterion_unit"].values(), *OF_VALUE.values())]
    said = " ".join([*ENGLISH.sentences.values(), *units])
    assert [many for many in ENGLISH.names["one"] if not re.search(rf"\{{\w+\}} {many}\b", said)] == []


@pytest.mark.invariant
def test_every_measure_of_the_agreement_and_of_a_plan_has_words():
    """No code of the model meets the reader."""
    institutions = FOLDER.parent / "institutions"
    source = "".join(path.read_text(encoding="utf-8") for path in institutions.glob("clauses_*.py"))
    stems = re.findall(r'(?:figure|row|at_least|at_most)\(\s*(?:clause|"[^"]*"),\s*"([a-z_A-Z0-9]+)"', source)
    assert len(stems) > 30
    assert [stem for stem in stems if stem not in ENGLISH.names["target"]] == []
    plans = (FOLDER.parent.parent / "configs" / "plan").glob("*.yaml")
    measures = re.findall(r"- measure: (\w+)", "".join(path.read_text(encoding="utf-8") for path in plans))
    assert len(measures) > 30
    assert [name for name in measures if name not in ENGLISH.names["measure"]] == []


@pytest.mark.unit
def test_a_code_without_a_name_is_shown_all_the_same():
    assert ENGLISH.name("criterion", "no_buses") == "no buses"
    assert ENGLISH.metric("wait_ready_to_allocated") == "Mean days from mapped to allocated, of those who got there"
    assert ENGLISH.metric("cost_state_UDI") == "Cost to UDI"


def _said() -> list[tuple[str, str, set[str]]]:
    """Return (module, key, fields given) of every sentence that is said with a key written out."""
    found = []
    for path in WHERE_SAID:
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "say"
            ):
                key = node.args[0]
                if isinstance(key, ast.Constant) and all(word.arg for word in node.keywords):
                    found.append((path.name, key.value, {word.arg for word in node.keywords}))
    return found


@pytest.mark.invariant
def test_every_sentence_that_is_said_exists_and_gets_its_fields():
    said = _said()
    assert len(said) > 40
    for module, key, given in said:
        template = ENGLISH.sentences[key]
        wanted = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert wanted <= given, f"{module}: {key!r} lacks {wanted - given}"


@pytest.mark.invariant
def test_every_sentence_is_used():
    source = "".join(
        path.read_text(encoding="utf-8") for path in WHERE_SAID if not path.name.startswith(("english", "bokmal"))
    )
    built = (
        "chance_", "limit_", "metric_", "origin_", "verdict_", "shown_asked_", "shown_kind_", "shown_wait_",
        "web_study_", "web_view_", "files_",
    )  # fmt: skip
    told = {"start_says", "shock_says", "plan_says"}  # built from the kind of what is chosen
    told |= {f"valid_{verdict}{sample}" for verdict in standing.VERDICTS for sample in ("", "_sample")}
    told -= {"valid_yes_sample"}
    told |= {f"valid_few_{few}" for few in ("figures", "runs")}
    told |= {f"forms_help_{setting}" for setting in ("replications", "horizon_days", "seed")}
    told |= {f"web_{state}_title" for state in ("running", "waiting", "none", "cancelled")}  # of a job
    told |= {"web_none", "web_cancelled"}
    told |= {"web_gone", "web_memory", "web_overdue"}  # why it failed
    told |= {f"{what}_cost_{how}" for what in ("headline", "trade") for how in ("same", "one", "undecided")}
    told |= {f"bt_runs_{store}" for store in ("rules", "others", "known")}  # of a back-test
    told |= {f"console_{each}_{many}" for each in ("shock", "plan", "replication") for many in ("one", "many")}
    told |= {f"console_{row}" for row in ("verb", "runs", "seed", "workers", "facts", "results")}  # of a check
    quoted = source.replace("'", '"')
    unused = [key for key in ENGLISH.sentences if f'"{key}"' not in quoted and not key.startswith(built)]
    assert set(unused) == told


@pytest.mark.failure
def test_an_unknown_sentence_or_a_missing_field_is_an_error():
    with pytest.raises(KeyError, match="goodbye"):
        ENGLISH.say("goodbye")
    with pytest.raises(KeyError, match="plan"):
        ENGLISH.say("fig_timeline_none")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "limit", "unit", "text"),
    [
        (0.998, 1.0, "share", "99.8 %"),
        (0.99996, 1.0, "share", "99.996 %"),
        (0.8951, 0.9, "share", "89.5 %"),
        (0.101, 0.1, "share", "10.1 %"),
        (0.53, 1.0, "share", "53 %"),
        (30.04, 30.0, "days", "30.04"),
        (1.0, 1.0, "share", "100 %"),
        (0.998, None, "share", "100 %"),
    ],
)
def test_a_figure_is_never_rounded_to_the_limit_it_misses(value, limit, unit, text):
    assert ENGLISH.apart(value, limit, unit) == text


@pytest.mark.unit
def test_the_criterion_of_too_few_places_says_that_emergency_is_counted():
    assert ENGLISH.name("criterion", "without_place") == "too few places, emergency included"
    root = FOLDER.parents[1]
    for path in ("default", "strict"):
        text = (root / "configs" / "criteria" / f"{path}.yaml").read_text(encoding="utf-8")
        assert "More people than all places can hold, emergency included" in text
    rows = (FOLDER.parent / "data" / "dictionary.csv").read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in rows if line.startswith("weekly,without_place,")]
    assert "emergency included" in row
    assert not any("regular places" in line for line in rows)


@pytest.mark.unit
def test_a_name_in_a_sentence_begins_small_but_for_what_is_written_in_capitals():
    assert (small("Buffer"), small("UDI"), small("AMOT-pris"), small("")) == ("buffer", "UDI", "AMOT-pris", "")
