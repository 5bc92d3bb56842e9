"""Decisions that are given: so many persons on working days, in the queues' order, with the given share granted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.config.given import GivenConfig
from sim.data import GivenDecisions, given_decisions, series
from sim.data.given import read_given_decisions
from sim.data.reading import DataError
from sim.engine.books import AuditedBooks
from sim.institutions.given import Given
from sim.institutions.states import Case
from tests.support.casework_world import MONDAY, PLAIN, Some, World, casework_config, fixed, register, stamps

DAYS = 91  # the first quarter of 2024, of 65 working days
QUARTER = (dt.date(2024, 1, 1), dt.date(2024, 3, 31))
HALF = {"groups.individual.grants": {"ordinary": 0.5, "dublin": 0.0, "fast": 0.9, "forty_eight_hours": 0.0}}
THREE_TRACKS = {
    "groups.individual.tracks": {"forty_eight_hours": 0.1, "dublin": 0.2, "fast": 0.2, "ordinary": 0.5},
    "priority.sure": {"forty_eight_hours": 0.1, "dublin": 0.1, "fast": 0.1},
}


def row(
    decided: int, granted: int, withdrawn: int | None = None, kind: str = "individual",
    first: dt.date = QUARTER[0], last: dt.date = QUARTER[1],
) -> GivenDecisions:  # fmt: skip
    return GivenDecisions(kind, first, last, last, decided, granted, withdrawn, "a test", "official", "")


NO_TRANSFERS = row(0, 0, kind="transfer")


def world(*given: GivenDecisions, n: int = 2000, size: int = 1, days: int = DAYS, **changes: Any) -> World:
    config = casework_config(changes=PLAIN | HALF | {k.replace("__", "."): v for k, v in changes.items()})
    some = [Some(n=n, size=size), Some(n=n // 2, group="collective", size=size)]
    return World(register(some, books=AuditedBooks), days, config, given=given)


@pytest.mark.invariant
@pytest.mark.parametrize("rule", ["fifo", "collective_first", "quick_refusals_first"])
@pytest.mark.parametrize("size", [1, 4])
def test_the_persons_decided_are_those_given_whatever_the_staff(rule: str, size: int) -> None:
    for staff in (0, 1000):
        w = world(row(650, 300), row(390, 390, kind="collective"), NO_TRANSFERS, n=1000, size=size,
                  staff__caseworkers=staff, priority__rule=rule, **THREE_TRACKS)  # fmt: skip
        w.run(check=True)
        individual = np.array(stamps(w.population, "decided")) >= 0
        individual &= w.casework.track != w.casework.tracks.collective
        tracks = 1 if rule == "fifo" else 4  # whole households on each track that is worked on
        assert 650 <= size * individual.sum() < 650 + tracks * size
        assert 650 + 390 <= w.casework.decided_persons.sum() <= 650 + 390 + (tracks + 1) * size
        by_week = w.casework.decided_persons.reshape(-1, 7).sum(axis=1)
        assert np.abs(by_week[1:] - (50 + 30)).max() <= (tracks + 1) * size
        assert not w.casework.decided_persons.reshape(-1, 7)[:, 5:].any()


@pytest.mark.behaviour
def test_the_oldest_are_decided_first() -> None:
    w = World(
        register([Some(n=100, day=day) for day in range(0, 40, 10)], books=AuditedBooks),
        DAYS,
        casework_config(changes=PLAIN | HALF | THREE_TRACKS | {"priority.rule": "fifo"}),
        given=(row(160, 100), NO_TRANSFERS),
    )
    w.run(check=True)
    judged_here = ~w.casework.tracks.transfer[w.casework.track]
    decided = np.array(stamps(w.population, "decided"))[judged_here] >= 0
    came = w.population.arrival_day[judged_here]
    assert decided.sum() == 160
    assert came[decided].max() <= came[~decided].min()


@pytest.mark.invariant
@pytest.mark.parametrize("granted", [0, 100, 800, 1000])
def test_the_given_share_is_granted_and_luck_is_kept(granted: int) -> None:
    """Nobody who is granted at a lower share is refused at a higher one."""
    few, more = (world(row(1000, each)).run() for each in (granted // 2, granted))
    assert few.casework.decided_persons.sum() >= 1000
    here = more.population.group == 0
    yes = [np.isin(w.population.case.state, (Case.READY, Case.SETTLED)) & here for w in (few, more)]
    assert yes[1].sum() == pytest.approx(granted, abs=60)
    assert not (yes[0] & ~yes[1]).any()


@pytest.mark.behaviour
def test_tracks_keep_their_order_of_grants_when_the_share_is_given() -> None:
    w = World(
        register([Some(n=40, day=day) for day in range(60)], books=AuditedBooks), DAYS,
        casework_config(changes=PLAIN | HALF | THREE_TRACKS | {"priority.rule": "fifo"}), given=(row(1500, 900),),
    ).run()  # fmt: skip
    decided = (np.array(stamps(w.population, "decided")) >= 0) & (w.population.group == 0)
    granted = w.population.case.state == Case.READY
    share = {
        name: granted[decided & (w.casework.track == t)].mean()
        for t, name in enumerate(w.casework.tracks.names)
        if (decided & (w.casework.track == t)).any()
    }
    assert share["dublin"] == share["forty_eight_hours"] == 0.0
    assert share["fast"] > share["ordinary"] > 0.5
    assert (decided & granted).sum() == pytest.approx(900, abs=50)


@pytest.mark.behaviour
@pytest.mark.parametrize("transfers", [130, 1300])
def test_transfers_are_decided_apart_and_others_in_the_place_of_those_that_lack(transfers: int) -> None:
    some = [Some(n=40, day=day) for day in range(60)]
    config = casework_config(changes=PLAIN | HALF | THREE_TRACKS | {"priority.rule": "fifo"})
    w = World(register(some, books=AuditedBooks), DAYS, config,
              given=(row(650, 500), row(transfers, 0, kind="transfer"))).run(check=True)  # fmt: skip
    decided, dublin = np.array(stamps(w.population, "decided")) >= 0, w.casework.tracks.transfer[w.casework.track]
    granted = w.population.case.state == Case.READY
    assert not (granted & dublin).any()
    assert granted.sum() == pytest.approx(500, abs=40)
    assert decided.sum() == 650 + transfers
    there = int(dublin.sum())
    assert (decided & dublin).sum() == min(transfers, there)
    assert 400 < there < 600


@pytest.mark.behaviour
def test_few_are_granted_while_quick_refusals_come_first_and_more_later() -> None:
    """The period's grants are made up from those still undecided, not forced on whoever comes first."""
    grants = {"ordinary": 0.7, "dublin": 0.0, "fast": 0.7, "forty_eight_hours": 0.05}
    tracks = {"forty_eight_hours": 0.2, "dublin": 0.0, "fast": 0.0, "ordinary": 0.8}
    w = world(row(1950, 1200), n=2000, priority__rule="quick_refusals_first",
              groups__individual__grants=grants, groups__individual__tracks=tracks).run()  # fmt: skip
    track, granted = w.casework.track, w.population.case.state == Case.READY
    quick = track == w.casework.tracks.names.index("forty_eight_hours")
    ordinary = track == w.casework.tracks.names.index("ordinary")
    decided = np.array(stamps(w.population, "decided")) >= 0
    assert granted[quick & decided].mean() < 0.15
    assert granted[ordinary & decided].mean() == pytest.approx(0.75, abs=0.06)
    assert (granted & (quick | ordinary)).sum() == pytest.approx(1200, abs=60)


@pytest.mark.behaviour
def test_what_nobody_is_there_for_is_carried_on_and_told() -> None:
    late = World(
        register([Some(n=100), Some(n=500, day=60)], books=AuditedBooks), DAYS, casework_config(changes=PLAIN | HALF),
        given=(row(650, 300),),
    )  # fmt: skip
    given = late.casework.given
    assert given is not None
    late.run(check=True)
    decided = late.casework.decided_persons
    assert decided[:14].sum() == 100 - decided[14:60].sum() <= 100  # ten a day, until nobody is left
    assert decided[60] == 10 * 45 - 100  # on the Friday they come, all that was put off
    assert decided.sum() == 600
    assert given.behind(DAYS - 1) == 50
    assert given.behind(DAYS + 30) == 50


@pytest.mark.behaviour
def test_what_a_period_leaves_undone_is_done_in_the_next_with_its_grants() -> None:
    january, february = dt.date(2024, 1, 31), dt.date(2024, 2, 1)
    rows = row(230, 230, last=january), row(420, 0, first=february)
    some = [Some(n=100), Some(n=700, day=31)]
    w = World(register(some, books=AuditedBooks), DAYS, casework_config(changes=PLAIN | HALF), given=rows).run()
    decided = w.casework.decided_persons
    assert decided[:31].sum() == 100
    assert decided[31] == 130 + 420 * 1 // 42  # of the 42 working days from 1 February
    assert decided.sum() == 650
    assert w.casework.granted_persons.sum() == pytest.approx(230, abs=35)
    assert w.casework.given is not None
    assert w.casework.given.behind(DAYS - 1) == 0


@pytest.mark.behaviour
def test_cases_of_which_nothing_is_given_are_left_to_the_staff() -> None:
    w = world(row(390, 390, kind="collective"), n=1000, staff__caseworkers=10, priority__rule="fifo").run(check=True)
    under = w.casework.track == w.casework.tracks.collective
    decided = np.array(stamps(w.population, "decided"))
    assert (decided[under] >= 0).sum() == 390
    # a working day of ten staff: ten cases, of which six are the given ones
    assert (decided[~under] >= 0).sum() == pytest.approx(4 * 65, abs=15)


@pytest.mark.behaviour
def test_before_and_after_the_given_periods_staff_decide() -> None:
    first, last = dt.date(2024, 2, 5), dt.date(2024, 2, 29)
    w = world(row(0, 0, first=first, last=last), staff__caseworkers=7, n=3000).run(check=True)
    decided = w.casework.decided_persons
    assert decided[3] == decided[70] == 7
    during = slice((first - MONDAY).days, (last - MONDAY).days + 1)
    individual = np.array(stamps(w.population, "decided"))[w.casework.track != w.casework.tracks.collective]
    assert not np.isin(individual, np.arange(during.start, during.stop)).any()


@pytest.mark.behaviour
def test_the_staff_counted_are_those_that_the_given_decisions_take() -> None:
    few, many = (world(row(each, 0), row(0, 0, kind="collective"), staff__caseworkers=500).run() for each in (65, 650))
    minutes = [w.casework.staff.minutes_over(0, DAYS) for w in (few, many)]
    assert minutes == [65 * 100, 650 * 100]


@pytest.mark.invariant
def test_as_many_withdraw_as_are_given_those_of_least_patience_first() -> None:
    months = {f"groups.{name}.withdrawals_per_month": 0.02 for name in ("individual", "collective")}
    w = world(row(0, 0, withdrawn=130), **months).run(check=True)
    individual = w.population.group == 0
    left = np.isin(w.population.case.state, (Case.AWAITING_DECISION,), invert=True) & individual
    assert left.sum() == 130
    patience = w.casework.tracks.patience
    assert patience[left].max() <= patience[individual & ~left].min()
    # nothing is given of collective protection: the own clock holds
    gone = w.casework.withdrawn_persons.sum() - 130
    assert gone == pytest.approx((patience[~individual] < DAYS - 1).sum(), abs=3)


@pytest.mark.invariant
def test_a_start_inside_a_period_owes_only_the_rest() -> None:
    w = world(row(650, 300, first=dt.date(2023, 10, 2), last=QUARTER[1]), priority__rule="fifo").run()
    assert w.casework.decided_persons[w.casework.decided_persons > 0].size
    individual = (np.array(stamps(w.population, "decided")) >= 0) & (w.population.group == 0)
    assert individual.sum() == pytest.approx(650 / 2, abs=2)


@pytest.mark.invariant
def test_decisions_given_for_later_change_nothing_before() -> None:
    february = dt.date(2024, 2, 1)
    rows = (row(300, 200, last=dt.date(2024, 1, 31)), row(300, 100, 20, first=february))
    poisoned = (rows[0], dataclasses.replace(rows[1], decided=2000, granted=2000, withdrawn=500))
    one, two = (world(*each).run() for each in (rows, poisoned))
    until = (february - MONDAY).days
    for name in ("decided_persons", "granted_persons", "withdrawn_persons"):
        seen = [getattr(w.casework, name) for w in (one, two)]
        assert (seen[0][:until] == seen[1][:until]).all()
        assert (seen[0][until:] != seen[1][until:]).any()
    weeks = [world(*each, days=until).run().casework.permits_expected_90d for each in (rows, poisoned)]
    assert weeks[0] == weeks[1]


@pytest.mark.behaviour
def test_least_times_are_passed_over_only_where_the_queues_are_too_short() -> None:
    some = [Some(n=120), Some(n=500, day=21)]
    least = {f"tracks.{t}.minimum_days": fixed(20) for t in range(5)}
    w = World(register(some, books=AuditedBooks), DAYS, casework_config(changes=PLAIN | HALF | least),
              given=(row(650, 300),)).run(check=True)  # fmt: skip
    decided = w.casework.decided_persons
    assert decided[0] == 10  # nobody's least time is over yet
    assert decided[:18].sum() == 120  # until nobody is left
    assert decided[21] == 160 - 120
    first = np.array(stamps(w.population, "decided"))[120:]
    assert ((first < 0) | (first >= 21)).all()
    slow = world(row(130, 65), n=4000, tracks__3__minimum_days={"law": "uniform", "low": 1, "high": 200})
    slow.run(check=True)
    decided_day = np.array(stamps(slow.population, "decided"))
    some_decided = (decided_day > 14) & (slow.casework.track != slow.casework.tracks.collective)
    least_days = slow.casework.tracks.base_least
    assert some_decided.any()
    assert (decided_day >= least_days)[some_decided].all()  # enough are ready by then


@pytest.mark.unit
def test_the_published_decisions_sum_to_the_totals_of_udi() -> None:
    def of(year: int, name: str) -> float:
        return next(each.value for each in series("decisions_yearly", name) if each.date.year == year)

    def given(year: int, name: str) -> int:
        mine = [each for each in given_decisions() if each.kind != "collective" and each.first_day.year == year]
        return sum(getattr(each, name) or 0 for each in mine)

    for year in (2015, 2016):
        grants = sum(of(year, f"udi_grant_{what}") for what in ("convention_refugee", "humanitarian",
                                                                "other_refugee_status"))  # fmt: skip
        refusals = of(year, "udi_refusal_on_merits") + of(year, "udi_refusal_dublin_or_safe_third_country")
        assert given(year, "granted") == grants
        transfers = [each for each in given_decisions() if each.kind == "transfer" and each.first_day.year == year]
        assert sum(each.decided for each in transfers) == of(year, "udi_refusal_dublin_or_safe_third_country")
        assert not any(each.granted for each in transfers)
        assert given(year, "decided") == grants + refusals
    assert given(2016, "decided") + given(2016, "withdrawn") == of(2016, "udi_decisions_total")
    assert given(2017, "decided") + given(2017, "withdrawn") == of(2017, "udi_decisions_total")
    assert given(2017, "granted") == pytest.approx(0.59 * of(2017, "udi_decisions_total"), abs=1)
    for each in given_decisions():
        shape = [p for p in series("decisions_quarterly", "first_instance_decisions_total") if p.date == each.first_day]
        if each.kind == "individual":
            assert shape, each
            other = [e for e in given_decisions() if (e.kind, e.first_day) == ("transfer", each.first_day)]
            assert sum(e.decided for e in (each, *other)) == pytest.approx(shape[0].value, rel=0.25)


HEADER = "kind,first_day,last_day,published,decided,granted,withdrawn,source,confidence,note\n"
GOOD = "individual,2016-01-01,2016-03-31,2017-05-31,10,5,,a,official,\n"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("individual,2016-04-01,2016-03-31,2017-05-31,10,5,,a,official,", "last_day must not be before first_day"),
        ("individual,2016-04-01,2016-06-30,2016-06-29,10,5,,a,official,", "published must not be before last_day"),
        ("individual,2016-04-01,2016-06-30,2017-05-31,10,11,,a,official,", "granted 11 must not be above decided 10"),
        ("individual,2016-03-31,2016-06-30,2017-05-31,10,5,,a,official,", "the period overlaps another of individual"),
        ("individual,2016-04-01,2016-06-30,2017-05-31,10.5,5,,a,official,", "must be a whole number"),
        ("quota,2016-04-01,2016-06-30,2017-05-31,10,5,,a,official,", "must be one of transfer, individual, collective"),
    ],
)
def test_a_bad_row_of_decisions_is_named_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "given_decisions.csv").write_text(HEADER + GOOD + line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"given_decisions.csv, line 3") as caught:
        read_given_decisions(tmp_path)
    assert told in str(caught.value)


@pytest.mark.invariant
@pytest.mark.parametrize(
    ("origin", "individual", "collective"),
    [
        ("2016-01-01", [], []),  # all of 2015 is over, and nothing of it published
        ("2016-05-31", [], []),
        ("2016-06-01", [2015], []),
        ("2018-12-31", [2015, 2016, 2017], []),
        ("2022-06-01", [2015, 2016, 2017, 2018], [3]),
        ("2022-07-01", [2015, 2016, 2017, 2018, 2022], [3, 4]),
    ],
)
def test_of_the_decisions_a_run_with_an_origin_is_given_those_published_before(
    origin: str, individual: list[int], collective: list[int]
) -> None:
    config, day = GivenConfig(says="told", votes="modelled", decisions="published"), dt.date.fromisoformat(origin)
    found = Given.of(config, day).decisions
    assert sorted({each.first_day.year for each in found if each.kind == "individual"}) == individual
    assert [each.first_day.month for each in found if each.kind == "collective"] == collective
    assert all(each.published < day for each in found)
    assert Given.of(config).decisions == given_decisions()


@pytest.mark.invariant
def test_each_day_of_publication_follows_the_rule_of_the_data_dictionary_and_is_told_as_an_assumption() -> None:
    for each in given_decisions():
        year, month = each.last_day.year, each.last_day.month
        if year < 2019:
            rule = dt.date(year + 1, 6, 1)
        else:
            later = month + (2 if each.kind == "collective" else 3)
            rule = dt.date(year + later // 12, later % 12 + 1, 1)
        assert each.published == rule - dt.timedelta(days=1), each
        assert each.note.endswith("day of publication assumed")
