"""The page of a brief: each sentence by the tables it is made from, and figures that hold what they show."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from sim.config.criteria import Criterion
from sim.studies import brief
from sim.views import brief as views
from sim.views.brief_shown import Seen, cost_picture, orders_table, places_picture, places_table
from sim.views.english import ENGLISH

DAY = dt.date(2024, 8, 1)
MANIFEST = {"validated": {"lines": []}}
CRITERIA = {
    "no_roof": Criterion(says="x", series="no_roof", above=0, for_days=3),
    "children_in_emergency": Criterion(says="x", series="children_in_emergency", above=200, for_days=14),
    "minors_in_adult_centre": Criterion(says="x", series="minors_in_adult_centre", above=10, for_days=7),
}
TENDER = brief.Openable("open_tender", "UDI", 70.0, 500.0, None)
NONE = pd.DataFrame({"replication": [], "measure": [], "size": [], "opens": pd.to_datetime([])})
FRAMES = brief.Openable("emergency_frames", "UDI", 5.0, 500.0, 2000)


def weekly(need: list[float], places: float, bedless: list[float]) -> pd.DataFrame:
    """Two runs, weeks from 28 July on."""
    rows = []
    for at, date in enumerate(pd.date_range("2024-07-28", periods=len(need), freq="7D")):
        series = {
            "residents": need[at] - bedless[at], "no_roof": bedless[at],
            "places": places - 100, "places_arrival": 100.0,
            "residents_emergency": 70.0 - 70.0 * (at > 0), "children_in_emergency": 300.0 * (at > 1),
        }  # fmt: skip
        rows += [(run, date, name, value) for run in range(2) for name, value in series.items()]
    return pd.DataFrame(rows, columns=["replication", "date", "series", "value"])


def seen(frame: pd.DataFrame, roof: str | None, measures=(FRAMES, TENDER), minors="", **changes: object) -> Seen:
    """A page of two runs; `roof` is the first day without a bed in both, children broke on New Year's Day.

    `minors` is the first day in both of minors in centres for adults.
    """
    breaks = pd.DataFrame(
        [
            row
            for run in range(2)
            for row in (
                (run, "no_roof", roof, 9 if roof else 0, 50.0 + 20 * run if roof else 0.0),
                (run, "children_in_emergency", "2024-01-01", 40, 300.0),
                *([(run, "minors_in_adult_centre", minors, 30, 20.0)] if minors else []),
            )
        ],
        columns=["replication", "criterion", "first_date", "days", "worst"],
    )
    places = brief.need_and_places(frame, measures, brief.Supply(1e9, 1e9, 1e9), DAY, 13, NONE)
    money = pd.DataFrame(
        [
            (run, month, "state_UDI", item, nok * 1e6)
            for run in range(2)
            for month, item, nok in (("2024-03", "places", 29_000.0), ("2025-01", "places", 8000.0),
                                     ("2024-09", "exit_cost", 3.0), ("committed", "exit_cost", 40.0))
        ],
        columns=["replication", "month", "payer", "item", "nok"],
    )  # fmt: skip
    made = {
        "summary": "director", "plan": "agreement_2018", "shock": "autumn_surge", "day": DAY, "runs": 2,
        "most_weeks": 104, "weeks": 13, "roof": "no_roof", "roof_days": 3, "children": (), "places": places,
        "openable": brief.openable_table(measures), "order_by": brief.order_by(places, measures),
        "minors": brief.openable_table(()), "minors_by": brief.order_by(places.iloc[:0], ()),
        "breaks": brief.told_breaks(breaks, frame, CRITERIA, DAY, 2), "emergency": brief.emergency_use(frame, DAY),
        "peak": brief.bedless_peak(frame, DAY),
        "cost": brief.yearly_cost(money, "committed", [0, 1]), "cost_since": 3e6,
        "exits": brief.exit_costs(money, "exit", "committed", [0, 1]), "first": dt.date(2024, 1, 1),
        "last": dt.date(2025, 3, 25), "political": pd.DataFrame(),
    }  # fmt: skip
    return Seen(**(made | changes))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("last", "said"),
    [
        (dt.date(2024, 10, 30), None),
        (dt.date(2024, 10, 29), "the last day is"),
        (dt.date(2024, 10, 26), "the last 4 days are"),
    ],
)
def test_weeks_that_end_after_the_run_are_told_by_how_much(last, said) -> None:
    told = [each for each in says(seen(SHORT, "2024-08-09", last=last)) if "not seen" in each]
    assert bool(told) == (said is not None)
    if said:
        assert told[0].startswith(f"Of the 13 weeks looked ahead {said} not seen, since the runs end on")


@pytest.mark.unit
def test_the_table_says_that_its_rows_need_not_add_up_and_what_it_counts() -> None:
    note = places_table(seen(SHORT, "2024-08-09"), "range", ENGLISH).note
    assert "a row need not add up" in note
    assert "those of the arrival centre included" in note


@pytest.mark.unit
@pytest.mark.parametrize("summary", ["director", "minister"])
def test_who_must_order_places_for_minors_is_told_or_that_the_plan_has_none(summary) -> None:
    cost = {"political": pd.DataFrame()}
    page = {"summary": summary, "minors": "2024-08-20", **cost}
    told = " ".join(says(seen(SHORT, "2024-08-09", **page)))
    lacks = "No measure of this plan adds places for unaccompanied minors"
    assert f"{lacks}: minors in adult centres in 2 of 2 futures" in told
    mine = (brief.Openable("minors_places", "UDI", 40.0, 120.0, None),
            brief.Openable("care_reserve", "Bufdir", 14.0, 40.0, 300))  # fmt: skip
    misplaced = pd.DataFrame({"replication": 0, "date": pd.to_datetime(["2024-08-04", "2024-08-18"]), "value": [0, 30]})
    table, by = brief.openable_table(mine), brief.minors_by(misplaced, mine, DAY, 10.0)
    full = seen(SHORT, "2024-08-09", summary=summary, minors="2024-08-20", **cost)
    full = dataclasses.replace(full, minors=table, minors_by=by)
    assert (
        "Minors live in centres for adults from the week to 18 Aug 2024 on (upper end of the range). First beds of "
        "their own by then take an order of UDI by 9 Jul 2024 (places for minors, 40 days ahead: too late); Bufdir by "
        "4 Aug 2024 (care reserve opened, 14 days ahead)."
    ) in says(full)
    apart = "those under 15 (care places) and those of 15 to 17 are not told apart"
    assert apart in " ".join(says(full)), "whose order it takes is not known"
    assert apart not in " ".join(says(dataclasses.replace(full, minors_by=by[by["decided_by"] == "UDI"])))
    rows = {row[0]: row[1:] for row in orders_table(full, ENGLISH).rows}
    assert rows["Care reserve opened"] == ("Bufdir", "14", "40", "300", "4 Aug 2024")
    calm = " ".join(says(dataclasses.replace(seen(SHORT, "2024-08-09", summary=summary, **cost), minors=table)))
    assert "Minors live" not in calm
    assert "unaccompanied minors" not in calm


def says(page: Seen) -> list[str]:
    """Return the sentences of a page."""
    return list(views.answer(page, MANIFEST).says)


SHORT = weekly([900, 1000, 1050, 1300], 1000, [0, 0, 50, 300])


@pytest.mark.unit
def test_the_first_sentence_of_the_director_is_whether_people_lack_a_bed() -> None:
    first, second, third, *rest = says(seen(SHORT, "2024-08-09"))
    assert first == (
        "Not all have a roof: people without a bed in 2 of 2 futures (chance not known from so few runs), from 9 Aug "
        "2024; at the worst 60 persons at a time and 9 days in all, means of those futures over the whole run (worst "
        "future: 70 persons)."
    )
    assert second.startswith(
        "The places that could stand would cover the need of every week from 1 Aug 2024 to 18 Aug 2024 in each of 2 "
        "futures, reckoned one by one"
    )
    assert "1,000 places stand under this plan, too few in 2 of 2 futures (300 persons without a bed, median)" in second
    assert "up to 2,000 could stand (median) had every measure on places been ordered on 1 Aug 2024" in second
    assert third == (
        "On 28 Jul 2024 1,000 places stand, the arrival centre included. In the week to 11 Aug 2024 the upper end of "
        "the need (1,050) first passes those that are left without a new order (1,000)."
    )
    assert rest[0].startswith("Open tender (UDI) comes too late for 11 Aug 2024")  # a sentence begins with a capital
    assert any(each.startswith("Places given up before their notice ends cost NOK 3 m") for each in rest)
    assert any("NOK 40 m (40 to 40) would still fall due" in each for each in rest)


@pytest.mark.unit
def test_places_that_would_not_cover_and_a_break_after_the_weeks_are_told() -> None:
    assert says(seen(SHORT, "2024-08-09", (TENDER,)))[1].startswith(
        "Not even all places that could stand would cover the need: had every measure on places been ordered on "
        "1 Aug 2024, at most 1,000 could stand (median) in the week to 11 Aug 2024, the first in which the need "
        "passes them, in 2 of 2 futures."
    )
    calm = weekly([900, 910, 920, 905], 1000, [0, 0, 0, 0])
    first, second, third, *_ = says(seen(calm, "2024-09-03"))
    assert first.startswith("Not all have a roof: ")
    assert second.startswith(
        "In the weeks from 1 Aug 2024 to 18 Aug 2024 no future has anybody without a bed at a week's end. At the "
        "tightest, in the week to 11 Aug 2024, 1,000 places stand under this plan for a need of 920"
    )
    assert "before the roofs first fail (3 Sep 2024, median): a brief of 6 weeks looks as far" in third
    later = says(seen(SHORT, "2024-08-09", peak=(pd.Timestamp("2024-09-08"), 400.0)))
    assert (
        "That reckoning ends on 18 Aug 2024; most are without a bed later, in the week to 8 Sep 2024 (400, median): "
        "a brief of 6 weeks looks as far."
    ) in later
    assert "That reckoning ends" not in " ".join(says(seen(SHORT, "2024-08-09")))
    none = says(seen(calm, None))
    assert none[0].startswith("All have a roof: people without a bed in none of 2 futures")
    assert "for 3 days on end" in none[0]
    assert "the roofs first fail" not in " ".join(none)


@pytest.mark.unit
def test_weeks_beyond_those_that_can_be_looked_ahead_are_not_advised_but_a_later_day_is() -> None:
    long = {"last": dt.date(2027, 12, 31)}
    for then, said in (
        ("2026-07-26", "a brief of 104 weeks looks as far."),
        ("2026-07-27", "further than a brief looks (104 weeks); one of a later day does, such as of 16 Jul 2026."),
    ):
        told = says(seen(SHORT, "2024-08-09", peak=(pd.Timestamp(then), 400.0), **long))
        assert said in next(each for each in told if each.startswith("That reckoning ends"))
        calm = says(seen(weekly([900, 910, 920, 905], 1000, [0, 0, 0, 0]), then, **long))
        assert said in next(each for each in calm if each.startswith("That reckoning ends"))


@pytest.mark.unit
def test_one_week_that_is_looked_ahead_is_told_as_one() -> None:
    assert (
        "On 28 Jul 2024 1,000 places stand, the arrival centre included. Those that are left without a new order, "
        "1,000 in the week to 4 Aug 2024, "
        "hold the upper end of the need of that week, 910."
    ) in says(seen(weekly([900, 910], 1000, [0, 0]), None))


@pytest.mark.unit
def test_what_was_broken_before_is_told_with_what_became_of_it_and_where_it_may_come_from() -> None:
    told = " ".join(says(seen(SHORT, "2024-08-09")))
    assert (
        "Broken before 1 Aug 2024: children in emergency in 2 of 2, at the earliest on 1 Jan 2024, still so on 1 Aug "
        "2024 in 0, and over by then but back later in 2, from the week to 11 Aug 2024 (median)."
    ) in told
    assert "70 persons lived there in the week to 28 Jul 2024" in told
    none = weekly([900, 1000], 1000, [0, 0])
    none.loc[none["series"] == "residents_emergency", "value"] = 0.0
    assert "lived there" not in " ".join(says(seen(none, None)))


@pytest.mark.unit
def test_axes_reach_above_what_they_show_and_a_year_run_in_part_is_marked() -> None:
    page = seen(SHORT, "2024-08-09")
    places = places_picture(page, "range", "text", MANIFEST, views.ENGLISH).figure.axes[0]
    assert places.get_ylim()[1] == max(places.get_yticks()) >= page.places["openable"].max()
    costs = cost_picture(page, MANIFEST, views.ENGLISH).figure.axes[0]
    assert costs.get_ylim()[1] == max(costs.get_yticks()) >= 29_000
    assert [bar.get_hatch() or "" for bar in costs.patches] == ["", "///"]
    assert [each.get_text() for each in costs.get_xticklabels()] == ["2024", "2025 to 25 Mar\n(84 of 365 days)"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2024, 8, 1), "m (29,003 to 29,003) in 2024 (of it NOK 3 m from Aug 2024 on), and NOK 8,000 m in 2025"),
        (dt.date(2025, 3, 1), "in 2024, and NOK 8,000 m in 2025 to 25 Mar (of it NOK 3 m from Mar 2025 on)."),
        (dt.date(2025, 1, 20), "in 2024, and NOK 8,000 m in 2025 to 25 Mar."),
    ],
)
def test_what_is_paid_from_the_day_on_is_told_of_the_year_of_that_day(day, said) -> None:
    page = seen(SHORT, "2024-08-09", summary="minister", day=day, political=pd.DataFrame({"measure": []}))
    (cost,) = [each for each in says(page) if each.startswith("The state pays ")]
    assert said in cost


@pytest.mark.unit
def test_orders_of_the_day_are_not_held_against_the_week_before_it() -> None:
    page = seen(weekly([1100, 950, 900, 900], 1000, [100, 0, 0, 0]), "2024-07-25")
    told = says(page)
    assert told[1] == (
        "In the week to 28 Jul 2024, before anything ordered on 1 Aug 2024 can stand, 1,000 places stand for a need of "
        "1,100 (1,100 to 1,100), too few in 2 of 2 futures (100 persons without a bed, median)."
    )
    assert told[2].startswith("In the weeks from 1 Aug 2024 to 18 Aug 2024 no future has anybody without a bed")
    assert "Not even all places" not in " ".join(told)
    table = places_table(page, "range", views.ENGLISH)
    assert [row[-2:] for row in table.rows[:2]] == [("-", "-"), ("1,000", "0/2")]


@pytest.mark.unit
def test_a_future_with_fewer_places_than_the_median_is_not_told_as_covered() -> None:
    frame = weekly([900, 950, 950, 950], 1000, [0, 0, 10, 10])
    more = frame[frame["replication"] == 0].assign(replication=2)
    frame = pd.concat([frame, more], ignore_index=True)
    assert says(seen(frame, None, (TENDER,)))[1].startswith("The places that could stand would cover")
    frame.loc[(frame["series"] == "places") & (frame["replication"] == 1), "value"] -= 60.0
    told = " ".join(says(seen(frame, None, (TENDER,))))
    assert "would cover the need of every week" not in told
    assert "the first in which the need passes them, in 1 of 3 futures" in told
