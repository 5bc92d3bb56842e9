import datetime as dt
import re

import pandas as pd
import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.studies.compare import Comparison
from sim.studies.metrics import METRICS
from sim.studies.single import Single
from sim.views import broken, pairs
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.headline import headline
from tests.support import synthetic

PLANS = ("lean", "buffer", "twin")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Comparison(Results(synthetic.write(tmp_path_factory.mktemp("made") / "up", PLANS, 6)))


@pytest.mark.unit
def test_three_questions_are_answered_in_few_words(study):
    text = " ".join(headline(study, "surge", ENGLISH))
    row = study.breaks.set_index(["plan", "criterion"]).loc[("lean", "no_roof")]
    date, days, worst = ENGLISH.date(row["median_date"]), row["days_mean"], row["worst_mean"]
    assert text.startswith(
        f"Without a bed (averages of the runs): lean from {date}, "
        f"{days:,.0f} days, at worst {worst:,.0f} (4 Aug 2024); "
    )
    assert "; buffer never; " in text
    assert "Most often first to break: people without a bed (lean, twin" in text
    assert "Against lean: buffer buys " in text
    assert "Your municipality: its name or number (0301) in municipalities.csv." in text
    assert text.count("averages of the runs") == 1
    assert len(text.split()) <= 120


@pytest.mark.unit
def test_a_shock_that_is_not_over_when_the_runs_end_is_told_first(study):
    cut = {"surge": (dt.date(2024, 8, 4), dt.date(2024, 12, 18))}
    told = list(headline(Comparison(study.results, cut=cut), "surge", ENGLISH))
    assert told[0].startswith("The run ends on 4 Aug 2024, before the shock is over (")
    assert "to 18 Dec 2024" in told[0]
    assert told[1:] == list(headline(study, "surge", ENGLISH))


@pytest.mark.unit
def test_a_break_that_some_runs_are_spared_says_in_how_many(study):
    class Spared(Comparison):
        """A study in which two of six runs keep everyone in a bed."""

        @property
        def breaks(self):
            frame = Comparison(self.results).breaks.copy()
            frame.loc[frame["hits"] > 0, ["hits", "after"]] = 4
            return frame

    assert " (in 4 of 6 runs), " in " ".join(headline(Spared(study.results), "surge", ENGLISH))


@pytest.mark.unit
def test_the_bedless_have_the_week_in_which_they_are_most(study):
    weekly = study.results.weekly("no_roof")
    lean = weekly[(weekly["plan"] == "lean") & (weekly["replication"] == 2)].set_index("date")["value"]
    row = study.bedless.set_index("plan").loc["lean"]
    assert row["earliest"] <= lean.idxmax() <= row["latest"]
    assert row["hits"] == 6
    assert "buffer" not in set(study.bedless["plan"])


@pytest.mark.invariant
def test_payers_add_up_to_the_total_that_is_shown():
    noks = {"cost_total": 20.4e6, "cost_state_UDI": 9.6e6, "cost_state_IMDi": 8.4e6, "cost_municipalities": -1.4e6}
    for most in (None, 1, 0):
        text = pairs.payers(noks, ENGLISH, sign=True, most=most)
        assert sum(int(number) for number in re.findall(r"[+-]\d+", text)) == 20
    told = "UDI +10, IMDi (grants) +8, others +3 and municipalities less grants -1"
    assert pairs.payers(noks, ENGLISH, sign=True) == told


@pytest.mark.unit
def test_one_plan_alone_tells_what_it_costs(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "one", ("lean",), 2)))
    text = " ".join(headline(study, "surge", ENGLISH))
    total = study.side_by_side.set_index("metric")["mean"]["cost_total"] / 1e6
    assert f"It costs {total:,.0f} million NOK in the period (UDI " in text
    assert "Against" not in text


@pytest.mark.unit
def test_amounts_are_one_statistic_through_the_document(study):
    """The figure, the table and the sentence tell the same number of one thing."""
    rows = study.side_by_side.set_index(["metric", "plan"])["mean"]
    assert study.peaks.set_index("plan")["mean"]["lean"] == pytest.approx(rows["peak_need", "lean"])
    money = study.cost_by_payer_and_year
    money = money[(money["plan"] == "lean") & (money["year"] != "committed")]
    assert money["nok"].sum() == pytest.approx(rows["cost_total", "lean"])
    assert isinstance(study.bedless["median_date"].iloc[0], pd.Timestamp)


@pytest.mark.unit
def test_a_plan_that_buys_something_else_is_not_said_to_buy_nothing(study, tmp_path):
    class Other(Comparison):
        """A study in which nothing of what is told first can be told apart, but a shorter stay in emergency can."""

        @property
        def differences(self):
            frame = Comparison(self.results).differences.copy()
            emergency = frame["metric"] == "emergency_person_days"
            frame["told_apart"] = emergency
            frame.loc[emergency, ["verdict", "difference"]] = ("better", -2_000_000.0)
            return frame

    text = " ".join(headline(Other(study.results), "surge", ENGLISH))
    assert "buffer buys 2.0 million fewer person-days in emergency accommodation at a cost" in text


@pytest.mark.unit
def test_where_no_plan_leaves_anyone_without_a_bed_that_is_said_once(tmp_path):
    plans = Comparison(Results(synthetic.write(tmp_path / "up", ("buffer",), 2)))
    assert next(iter(headline(plans, "surge", ENGLISH))).startswith("Nobody is without a bed for long")


def _told(study, verdicts):
    """Return the short answer of a study in which only these differences are told apart: {metric: (verdict, size)}."""
    return " ".join(headline(_with_verdicts(study, verdicts), "surge", ENGLISH))


def _with_verdicts(study, verdicts):

    class Told(Comparison):
        @property
        def differences(self):
            frame = Comparison(self.results).differences.copy()
            frame["told_apart"] = frame["metric"].isin(verdicts)
            for name, (verdict, difference) in verdicts.items():
                frame.loc[frame["metric"] == name, ["verdict", "difference"]] = (verdict, difference)
            return frame

    return Told(study.results)


@pytest.mark.unit
def test_what_a_plan_worsens_is_told_beside_what_it_buys(study):
    worse = {
        "person_days_without_place": ("worse", 500_000.0),
        "settled": ("worse", -4_000.0),
        "empty_place_days": ("better", -300_000.0),
        "cost_total": ("better", -2e9),
    }
    text = _told(study, worse)
    assert (
        "buffer buys 300,000 fewer empty place-days and brings 500,000 more person-days without a place (first of 2 "
        "losses) for 2,000 million NOK less" in text
    )


@pytest.mark.unit
def test_a_plan_that_only_worsens_is_not_said_to_do_nothing(study):
    text = _told(study, {"settled": ("worse", -4_000.0), "cost_total": ("better", -2e9)})
    assert (
        "buffer buys nothing, money aside, that can be told from chance in a headline figure and brings 4,000 fewer "
        "persons settled by agreement for 2,000 million NOK less" in text
    )
    none = _told(study, {"cost_total": ("better", -2e9)})
    assert "can be told from chance in a headline figure for 2,000 million NOK less" in none


@pytest.mark.unit
@pytest.mark.parametrize("name", [each.name for each in METRICS if each.better != "neither" and each.unit != "NOK"])
def test_a_gain_in_any_headline_figure_is_a_gain(study, name):
    """No figure that the table tells as better is left out where a plan is said to buy nothing."""
    size = 0.3 if name == "settled_within_183" else 4_000.0
    study = _with_verdicts(study, {name: ("better", size)})
    text = " ".join(headline(study, "surge", ENGLISH))
    buffer = next(iter(pairs.trades(study, "surge", ENGLISH)))
    what = ENGLISH.names["trade"][name]
    assert f"buffer buys {'30' if size < 1.0 else '4,000'} more {what}" in text
    assert what in buffer
    assert "o gain" not in buffer
    assert name in set(pairs.COMPARED) or not name.startswith("peak_without")


@pytest.mark.unit
def test_the_first_day_told_is_that_of_most_runs(study, tmp_path):
    """Four of five runs are broken at the start, one later: the start is told, here and in the table."""
    keys = [RunKey("surge", "lean", r) for r in range(5)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            day = dt.date(2024, 2, 3) if key.replication == 4 else dt.date(2024, 1, 1)
            breaks = {"criterion": ["no_roof"], "first_date": [day], "days": [400], "worst": [900.0]}
            writer.add(key, synthetic.with_columns(synthetic.run_tables("lean", key.replication), breaks=breaks))
    found = Single(Results(tmp_path))
    assert next(iter(headline(found, "surge", ENGLISH))).startswith(
        "Without a bed (averages of the runs): lean from 1 Jan 2024, 400 days, at worst 900 ("
    )
    (row,) = broken.rows(found, "surge", ENGLISH)
    assert row[2:5] == ["4 of 5", "1 of 5", "1 Jan 2024"]
    assert "Most often first to break: people without a bed (lean in 1 of 5 runs)." in " ".join(
        headline(found, "surge", ENGLISH)
    )


@pytest.mark.unit
def test_a_cost_that_cannot_be_told_from_zero_has_its_mean_and_interval(study):
    class Undecided(Comparison):
        """A study in which the cost of buffer may be anything."""

        @property
        def differences(self):
            frame = Comparison(self.results).differences.copy()
            cost = (frame["metric"] == "cost_total") & (frame["plan"] == "buffer")
            columns = ["verdict", "told_apart", "difference", "low", "high"]
            frame.loc[cost, columns] = ("undecided", False, 39_115e6, -3_577e6, 81_806e6)
            return frame

    told = "cannot be told apart from zero: +39,115 (-3,577 to 81,806) million NOK"
    undecided = Undecided(study.results)
    text = " ".join(headline(undecided, "surge", ENGLISH))
    assert f"at a cost that {told};" in text
    assert " at the same cost in every run. Your municipality" in text
    buffer = next(iter(pairs.trades(undecided, "surge", ENGLISH)))
    assert f"Its cost in the period {told}" in buffer


@pytest.mark.unit
def test_criteria_stand_in_the_order_in_which_they_first_break(study):
    class Later(Comparison):
        """A study in which people lose their beds last."""

        @property
        def breaks(self):
            frame = Comparison(self.results).breaks.copy()
            frame.loc[(frame["criterion"] == "no_roof") & (frame["hits"] > 0), "first_day"] = pd.Timestamp(2024, 12, 1)
            return frame

    names = [row[0] for row in broken.rows(Later(study.results), "surge", ENGLISH) if row[0]]
    assert names == ["too few places, emergency included", "people without a bed"]


@pytest.mark.unit
def test_the_table_of_breaks_says_from_when_the_shock_is_there(study):
    shocked = Comparison(study.results, {"surge": dt.date(2024, 7, 1)})
    assert broken.note(shocked, "surge", ENGLISH).startswith("The shock is there from 1 Jul 2024 on, ")
    assert "The shock is there" not in broken.note(study, "surge", ENGLISH)


@pytest.mark.unit
def test_days_and_worst_of_what_was_broken_before_the_shock_are_said_to_be_of_the_whole_run(study):
    """lean and twin break on 30 June, before a shock of July; buffer and a shock of May have nothing before it."""
    shocked = Comparison(study.results, {"surge": dt.date(2024, 7, 1)})
    for row in broken.rows(shocked, "surge", ENGLISH):
        assert [cell.endswith(" *") for cell in row[-2:]] == [row[2] != "-"] * 2
    assert "*: broken before the shock in one run or more." in broken.note(shocked, "surge", ENGLISH)
    early = Comparison(study.results, {"surge": dt.date(2024, 5, 1)})
    assert not any("*" in cell for row in broken.rows(early, "surge", ENGLISH) for cell in row)
    assert "*:" not in broken.note(early, "surge", ENGLISH)


def _harmed(tmp_path, worst, plans=PLANS):
    """Return a study in which criteria are at the worst as given: {criterion: {plan: worst}}; run r has r more."""
    keys = [RunKey("surge", plan, r) for plan in plans for r in range(3)]
    with TableWriter(tmp_path / "harmed", keys) as writer:
        for key in keys:
            rows = [(name, dt.date(2024, 9, 1), 40, of[key.plan] + key.replication) for name, of in worst.items()]
            names = ("criterion", "first_date", "days", "worst")
            breaks = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
            tables = synthetic.run_tables("lean", key.replication)
            writer.add(key, synthetic.with_columns(tables, breaks=breaks))
    return Comparison(Results(tmp_path / "harmed"))


@pytest.mark.unit
def test_what_is_worst_for_people_is_told_though_every_plan_shares_it_the_gravest_first(tmp_path):
    study = _harmed(
        tmp_path,
        {
            "long_waits": {"lean": 1.0, "buffer": 1.0, "twin": 1.0},
            "over_arrival_limit": {"lean": 900.0, "buffer": 900.0, "twin": 900.0},
            "minors_in_adult_centre": {"lean": 100.0, "buffer": 101.0, "twin": 400.0},
            "children_in_emergency": {"lean": 1_846.0, "buffer": 7_118.0, "twin": 6_815.0},
        },
    )
    assert (
        "Worst for those with a bed (averages of the runs): "
        "children in emergency, at worst 1,847 under lean, but 7,119 under "
        "buffer and 6,816 under twin; minors in adult centres, at worst 101 under lean, 102 under buffer "
        "and 401 under twin. "
    ) in " ".join(headline(study, "surge", ENGLISH)), "a plan whose runs overlap those of the first is no worse"
    told = " ".join(headline(study, "surge", BOKMAL))
    assert "på det verste 1\u00a0847 med lean, men 7\u00a0119 med buffer" in told


@pytest.mark.unit
def test_of_many_plans_the_least_and_the_most_harm_is_told_and_of_none_nothing(tmp_path, study):
    plans = ("lean", "buffer", "twin", "fourth")
    sizes = {"lean": 500.0, "buffer": 900.0, "twin": 400.0, "fourth": 700.0}
    many = _harmed(tmp_path, {"children_in_emergency": sizes}, plans)
    assert "children in emergency, at worst from 401 under twin to 901 under buffer." in " ".join(
        headline(many, "surge", ENGLISH)
    )
    assert "Worst for" not in " ".join(headline(study, "surge", ENGLISH))
