"""What a back-test says in short of what is given, of its bands and of derived figures."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.views.backtest import LABELS, summary
from sim.views.backtest_short import given_series, short_lines
from sim.views.english import ENGLISH
from tests.views.test_backtest import found as found  # the made-up back-test


def gate(label: str, met: str, measured: float, limit: float = 0.3, series: str = "undecided", year: int = 2015):
    return {
        "label": label, "episode": "2015", "series": series, "statistic": "worst_relative", "met": met, "n": 3,
        "measured": measured, "limit": limit, "years": f"{year}",
    }  # fmt: skip


def point(
    label: str, observed: float, runs: int, low: float = 1.0, high: float = 9.0, series: str = "residents", **more
):
    return {
        "label": label, "episode": "2015", "series": series, "use": "score", "observed": observed, "median": 5.0,
        "low90": low, "high90": high, "n": runs, "unit": "months", "derived": False, "origin": pd.NaT,
        "date": pd.Timestamp(2015, 12, 31),
    } | more  # fmt: skip


def short(gates, points):
    keys = pd.DataFrame(points)[["label", "episode", "series"]]
    tables = {"gates": pd.DataFrame(gates), "points": pd.DataFrame(points), "scores": keys}
    return list(short_lines(tables, LABELS, ENGLISH))


@pytest.mark.unit
def test_a_poor_reconstruction_is_told_though_it_is_given():
    gates = [gate("reconstruction", "given", 0.45), gate("rules", "given", 0.2), gate("rules", "no", 0.9)]
    (heading, parts), *_ = short(gates, [point("rules", 2.0, 20)])
    assert heading == "Given to the runs, so that it tests nothing; a large miss says that the books do not close:"
    assert parts == [
        "reconstruction, undecided 2015 (n = 3): worst point 2015 45 %, further off than the 30 % wanted",
        "rules, undecided 2015 (n = 3): worst point 2015 20 %, within the 30 % wanted",
    ]


@pytest.mark.unit
def test_the_short_answer_tells_how_many_figures_bands_hold_and_on_how_few_runs_they_rest():
    points = [point("rules", value, 40) for value in (0.0, 0.5, 2.0)]
    points += [point("transfer_free", 2.0, 20), point("transfer_free", 10.0, 20)]
    points += [point("as_known", 2.0, 3, float("nan"), float("nan"))]
    points += [point("reconstruction", 2.0, 20, series=name) for name in ("decisions", "undecided")]
    gates = [gate("reconstruction", "given", float("nan"))]
    (bands, _), (runs, _), *_ = short(gates, points)
    assert bands == (
        "Figures inside their band of 90 %, where nine of ten should lie, what is given left out: rules 1 of 3 (runs "
        "of each case: 40); as known has no band (runs of each case: 3, too few); transfer, free 1 of 2 (runs of each "
        "case: 20)."
    )
    assert "too narrow" in runs
    assert "They rest on few runs: 20 leave none beyond either end." in runs


@pytest.mark.unit
def test_bands_of_more_runs_leave_some_beyond_their_ends():
    _, (runs, _), *_ = short([gate("rules", "no", 0.9)], [point("rules", 2.0, 200)])
    assert "200 leave 9 beyond either end" in runs


@pytest.mark.unit
def test_a_series_is_given_where_all_targets_on_it_are_and_in_part_where_some_are():
    gates = pd.DataFrame(
        [
            gate("reconstruction", "given", 0.1),
            gate("rules", "given", 0.1, series="settled", year=2015),
            gate("rules", "yes", 0.1, series="settled", year=2016),
            gate("rules", "yes", 0.1),
        ]
    )
    keys = [("reconstruction", "2015", "permits"), ("rules", "2015", "permits")]
    scores = pd.DataFrame(keys, columns=["label", "episode", "series"])
    assert given_series(gates, scores) == {
        ("reconstruction", "2015", "undecided"): "given",
        ("rules", "2015", "settled"): "partly",
        ("reconstruction", "2015", "permits"): "given",
    }


@pytest.mark.unit
def test_scores_and_targets_mark_what_is_given_and_what_is_derived(found):
    tables, manifest = found
    scores = tables["scores"].replace({"label": {"as_known": "reconstruction"}, "series": {"residents": "permits"}})
    gates = tables["gates"].copy()
    gates.loc[(gates["series"] == "settled_from_reception") & (gates["met"] == "given"), "measured"] = 0.31
    points = tables["points"].copy()
    points["derived"] = points["series"] == "settled_from_reception"
    points.loc[points["date"] == pd.Timestamp(2015, 12, 31), "derived"] = True
    text = summary({**tables, "scores": scores, "gates": gates, "points": points}, manifest)
    assert "|   reconstruction, all, given | 24" in text
    assert "|   rules, all | 24" in text
    assert "given 31 % NO" in text
    assert "| settled from reception 2015, derived |" in text
    assert "| residents of UDI centres 2015, partly derived |" in text
    assert "peak 32,300 (27 Dec 2015), derived from published figures 30,000 (31 Dec 2015)" in text
    plain = summary(*found)
    assert "peak 32,300 (27 Dec 2015), published 30,000" in plain
    assert ", derived |" not in plain


@pytest.mark.unit
def test_the_worst_misses_without_a_target_on_the_level_are_told():
    october = pd.Timestamp(2015, 10, 1)

    def known(series, observed, median, **more):
        return point("as_known", observed, 20, series=series, median=median, unit="persons", origin=october, **more)

    points = [
        known("residents", 13_500.0, 34_240.0),
        known("residents", 13_500.0, 20_000.0),
        known("permit_not_moved", 6_490.0, 37_900.0, derived=True, use="band"),
        known("undecided", 4_700.0, 4_600.0),
        known("waiting", 850.0, 900.0),
        known("settled", 1.0, 90_000.0),
        point("rules", 12_200.0, 20, series="places", median=18_200.0, unit="places"),
        point("rules", 12_200.0, 20, series="residents", median=99_000.0, unit="persons"),
        point("rules", 0.0, 20, series="permits", median=99_000.0, unit="persons", use="path"),
        point("transfer_free", 90_000.0, 20, series="places", median=99_000.0, unit="places"),
        point("transfer_free", 99_000.0, 20, series="residents", median=98_000.0, unit="persons"),
        point("transfer_free", 0.83, 20, series="share_within_six_months", median=0.35, unit="share"),
        point("transfer_free", 4.9, 20, series="wait_permit_to_move", median=14.4),
        point("reconstruction", 1.0, 20, series="permits", median=99_000.0, unit="persons"),
    ]
    gates = [gate("rules", "no", 0.9, series="residents"), gate("as_known", "no", 0.9, series="settled")]
    gates.append(gate("as_known", "no", 0.9, series="residents") | {"statistic": "skill_persistence_3"})
    *_, (heading, (rules_far, known_far, carried_far)) = short(gates, points)
    assert heading == "Furthest off where there is no target on the level:"
    assert known_far == (
        "as known: permit but not moved 2015 on 31 Dec 2015, seen from 1 Oct 2015: median 37,900, derived 6,490; "
        "residents of UDI centres 2015 on 31 Dec 2015, seen from 1 Oct 2015: median 34,200, published 13,500; "
        "undecided 2015 on 31 Dec 2015, seen from 1 Oct 2015: median 4,600, published 4,700"
    )
    assert rules_far == "rules: places 2015 on 31 Dec 2015: median 18,200, published 12,200"
    assert carried_far == (
        "transfer, free: places 2015 on 31 Dec 2015: median 99,000, published 90,000; mean wait, permit to move 2015 "
        "on 31 Dec 2015: median 14 months, published 4.9 months; share within six months 2015 on 31 Dec 2015: median "
        "35 %, published 83 %"
    ), "of other columns one count, and each of what is no count; what the runs are told is left out"
