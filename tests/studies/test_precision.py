import math

import numpy as np
import pytest

from sim.config.precision import Precision
from sim.results import Results
from sim.runs.keys import RunKey
from sim.statistics import mean_interval
from sim.studies import metrics
from sim.studies.precision import Figure, Rules, Tally, Verdict, decide, report
from sim.studies.rounds import rules_of
from tests.support import synthetic

PEAK = Figure("peak_need")


def _sequentially(values, rules):
    """Ask after each round, as a driver does; return the verdict at which it ended."""
    done = rules.first_round
    while True:
        verdict = decide({figure: row[:done] for figure, row in values.items()}, rules)
        assert verdict.replications == done
        if not verdict.next:
            return verdict
        done += verdict.next


@pytest.mark.unit
def test_the_look_ahead_grows_with_the_replications():
    rules = Rules(look_ahead=5)
    assert [rules.ahead(n) for n in (30, 100, 101, 139, 140, 200, 1000)] == [5, 5, 5, 6, 7, 10, 50]
    assert Rules(look_ahead=0).ahead(1000) == 0
    assert Rules(minimum=30).first_round == 35
    assert Rules(minimum=30, cap=32).first_round == 32


@pytest.mark.unit
def test_narrow_enough_is_the_t_interval_against_a_share_of_the_mean():
    row = np.random.default_rng(1).normal(100.0, 20.0, 400)
    verdict = _sequentially({PEAK: row}, Rules(cap=400))
    (peak,) = verdict.figures
    assert verdict.enough
    mean, half = mean_interval(row[: verdict.replications])
    assert (peak.mean, peak.half_width) == pytest.approx((mean, half))
    assert peak.wanted == pytest.approx(0.05 * mean)
    assert half <= 0.05 * mean
    since = peak.since
    assert all(mean_interval(row[:n])[1] <= 0.05 * mean_interval(row[:n])[0] for n in range(since, since + 6))
    before = mean_interval(row[: since - 1])
    assert since == 30 or before[1] > 0.05 * before[0]
    assert (peak.reached, peak.why, verdict.decided_by) == (True, "share", peak)


@pytest.mark.unit
def test_a_figure_must_stay_narrow_for_the_look_ahead():
    row = np.tile([99.0, 101.0], 20)
    row[32] = 400.0  # narrow at 30 and 32 replications, wide from 33 on
    short = decide({PEAK: row[:32]}, Rules())
    assert (short.enough, short.next, short.figures[0].since, short.figures[0].why) == (False, 3, 30, "look_ahead")
    wide = decide({PEAK: row[:35]}, Rules())
    assert (wide.enough, wide.figures[0].since, wide.figures[0].why) == (False, None, "wide")
    assert decide({PEAK: np.tile([99.0, 101.0], 20)[:35]}, Rules()).enough


@pytest.mark.unit
def test_near_zero_a_half_width_in_the_unit_is_enough():
    rare = np.zeros(60)
    rare[::10] = 2.0  # mean 0.2, half-width 0.16
    figure = Figure("churn_centres")
    assert not decide({figure: rare}, Rules()).enough
    enough = decide({figure: rare}, Rules(absolute={"centres": 0.5}))
    assert (enough.enough, enough.figures[0].why, enough.figures[0].wanted) == (True, "absolute", 0.5)
    assert not decide({figure: rare}, Rules(absolute={"persons": 0.5})).enough


@pytest.mark.unit
def test_near_zero_a_share_of_the_largest_figure_of_the_unit_is_enough():
    few = np.tile([0.0, 1.0, 0.0, 5.0], 15)
    large = np.tile([9_999.0, 10_001.0], 30)
    values = {Figure("peak_without_place", "s", "p"): few, Figure("peak_need", "s", "p"): large}
    verdict = decide(values, Rules(of_scale=0.001))
    assert [(each.wanted, each.why) for each in verdict.figures] == [(10.0, "scale"), (500.0, "share")]
    assert verdict.enough
    elsewhere = {Figure("peak_without_place", "s", "p"): few, Figure("peak_need", "t", "p"): large}
    assert not decide(elsewhere, Rules(of_scale=0.001)).enough


@pytest.mark.unit
def test_every_figure_and_every_difference_counts():
    luck = np.random.default_rng(2)
    base = luck.normal(100.0, 5.0, 200)
    plan = base + luck.normal(3.0, 10.0, 200)
    difference = Figure("peak_need", "s", "b", "a")
    levels = {Figure("peak_need", "s", "a"): base, Figure("peak_need", "s", "b"): plan}
    assert decide(levels, Rules()).enough
    verdict = decide({**levels, difference: plan - base}, Rules(cap=1000))
    assert not verdict.enough
    assert [each.figure for each in verdict.missed] == [difference]
    assert verdict.decided_by.figure == difference
    assert 0 < verdict.next <= 200


@pytest.mark.unit
def test_a_small_difference_may_be_known_by_the_level_of_its_figures():
    base = np.random.default_rng(9).normal(100.0, 5.0, 60)
    a, b = Figure("peak_need", "s", "a"), Figure("peak_need", "s", "b")
    change = np.tile([-2.0, 4.0], 30)  # mean 1, half-width 0.78
    values = {a: base, b: base + change, Figure("peak_need", "s", "b", "a"): change}
    assert not decide(values, Rules()).enough
    assert not decide(values, Rules(of_level=0.005)).enough
    verdict = decide(values, Rules(of_level=0.02))
    assert [each.why for each in verdict.figures] == ["share", "share", "level"]
    assert verdict.figures[2].wanted == pytest.approx(0.02 * max(base.mean(), (base + change).mean()))
    assert verdict.enough


@pytest.mark.unit
def test_at_the_cap_it_ends_and_says_what_fell_short():
    values = {PEAK: np.random.default_rng(3).normal(10.0, 100.0, 300), Figure("settled"): np.full(300, 7.0)}
    verdict = _sequentially(values, Rules(cap=150))
    assert (verdict.enough, verdict.replications, verdict.next) == (False, 150, 0)
    assert [(each.figure, each.why) for each in verdict.missed] == [(PEAK, "wide")]
    told = report(verdict, Rules(cap=150))
    assert told["decided_by"]["metric"] == "peak_need"
    assert [row["reached"] for row in told["figures"]] == [False, True]


@pytest.mark.unit
def test_runs_without_a_value_do_not_count_and_one_value_is_not_enough():
    row = np.full(60, np.nan)
    row[4] = 3.0
    verdict = decide({PEAK: row}, Rules())
    assert (verdict.figures[0].runs, verdict.figures[0].why, verdict.figures[0].half_width) == (1, "few", math.inf)
    assert report(verdict, Rules())["figures"][0]["half_width"] is None
    row[::2] = np.tile([3.0, 3.1], 15)
    assert decide({PEAK: row}, Rules()).figures[0].runs == 30
    assert decide({PEAK: row}, Rules(minimum=20)).enough


@pytest.mark.failure
def test_without_any_figure_it_ends_at_once():
    assert decide({}, Rules()) == Verdict(False, 0, 0, ())
    nothing = decide({PEAK: np.full(35, np.nan)}, Rules())
    assert nothing == Verdict(False, 35, 0, ())
    assert nothing.decided_by is None
    assert report(nothing, Rules())["decided_by"] is None


@pytest.mark.failure
def test_figures_of_different_length_are_refused():
    with pytest.raises(ValueError, match=r"\[40, 50\] replications"):
        decide({PEAK: np.ones(40), Figure("settled"): np.ones(50)}, Rules())


@pytest.mark.unit
def test_values_that_do_not_differ_have_no_known_width_and_are_enough_once_seldom_is_seldom():
    values = {PEAK: np.full(70, 0.1), Figure("settled"): np.zeros(70)}
    early = decide({figure: row[:35] for figure, row in values.items()}, Rules())
    assert [(each.half_width, each.why, each.since) for each in early.figures] == [(math.inf, "alike", None)] * 2
    assert early.figures[0].unseen == pytest.approx(3 / 35, rel=0.05)
    assert (early.enough, early.next) == (False, 29)  # 59 runs, and 5 more of look-ahead
    assert report(early, Rules())["figures"][0]["half_width"] is None
    verdict = _sequentially(values, Rules())
    assert (verdict.enough, verdict.replications, verdict.figures[0].since) == (True, 64, 59)
    assert verdict.figures[0].unseen < 0.05
    assert _sequentially(values, Rules(unseen=0.1)).replications == 35
    one = decide({PEAK: np.concatenate([np.zeros(63), [1e5]])}, Rules())
    assert (one.enough, one.figures[0].why, one.figures[0].unseen) == (False, "wide", None)


@pytest.mark.theory
@pytest.mark.parametrize("often", [0.01, 0.03, 0.1])
def test_what_happens_seldom_is_told_with_its_level(often):
    """A figure is 0 but in a few runs: where studies end, what they say of it holds in 19 of 20 of them."""
    luck = np.random.default_rng(int(1000 * often))
    rules = Rules(cap=300, absolute={"person-days": 0.02 * 1e5})
    true = 0
    for _ in range(400):
        drawn = {Figure("person_days_without_place"): (luck.random(300) < often) * 1e5}
        (said,) = _sequentially(drawn, rules).figures
        true += often <= said.unseen if said.unseen is not None else abs(said.mean - often * 1e5) <= said.half_width
    assert true / 400 >= 0.94


@pytest.mark.theory
def test_intervals_at_the_end_hold_their_level_over_a_thousand_studies():
    """Persons in an Mt/M/infinity station that starts empty are Poisson with a known mean at every time.

    That mean solves m' = rate(t) - m / stay. Each study stops by its own rule; for a figure the means of
    19 of 20 studies must lie within their interval, and they do so although the stopping looks at them.
    """
    days, stay = 120, 12.0
    mean, path = 0.0, []
    for day in range(days):
        rate = 1.0 + 0.8 * math.sin(2.0 * math.pi * day / 60.0)
        mean = mean * math.exp(-1.0 / stay) + rate * stay * (1.0 - math.exp(-1.0 / stay))
        path.append(mean)
    figures = {Figure("peak_need"): path[75], Figure("waiting_at_end"): path[-1], Figure("settled"): path[40]}
    rules = Rules(half_width=0.05, cap=2000)
    luck = np.random.default_rng(20)
    inside = dict.fromkeys(figures, 0)
    used = []
    for _ in range(1000):
        values = {figure: luck.poisson(true, 700).astype(float) for figure, true in figures.items()}
        verdict = _sequentially(values, rules)
        assert verdict.enough
        used.append(verdict.replications)
        for each in verdict.figures:
            inside[each.figure] += abs(each.mean - figures[each.figure]) <= each.half_width
    assert 100 < np.median(used) < 600
    for figure, count in inside.items():
        assert 0.93 <= count / 1000 <= 0.97, figure


@pytest.mark.repeat
def test_the_figures_tallied_are_those_of_the_stored_runs(tmp_path):
    plans = ("lean", "buffer")
    stored = metrics.run_metrics(Results(synthetic.write(tmp_path / "made", plans, 4)))
    tally = Tally([("surge", plan) for plan in plans])
    for r in (2, 0, 3, 1):
        for plan in plans:
            tally.add(RunKey("surge", plan, r), synthetic.run_tables(plan, r))
    values = tally.values(4)
    names = [each.name for each in metrics.METRICS]
    for (plan, name), rows in stored[stored["metric"].isin(names)].groupby(["plan", "metric"]):
        assert values[Figure(name, "surge", plan)] == pytest.approx(rows.sort_values("replication")["value"].to_numpy())
    assert {figure.metric for figure in values} == set(names) & set(stored["metric"])


@pytest.mark.unit
def test_a_tally_pairs_plans_run_for_run_whatever_the_order():
    tally = Tally([("surge", "lean"), ("surge", "buffer")])
    for plan, r in [("buffer", 3), ("lean", 3), ("lean", 0), ("buffer", 0), ("lean", 1), ("buffer", 1), ("buffer", 2)]:
        tally.add(RunKey("surge", plan, r), synthetic.run_tables(plan, r))  # replication 2 of lean failed
    values = tally.values(4)
    lean, buffer = (values[Figure("person_days_without_place", "surge", plan)] for plan in ("lean", "buffer"))
    assert np.isnan(lean).tolist() == [False, False, True, False]
    assert not np.isnan(buffer).any()
    difference = values[Figure("person_days_without_place", "surge", "buffer", "lean")]
    assert np.array_equal(difference, buffer - lean, equal_nan=True)
    assert not np.isnan(difference[[0, 1, 3]]).any()


@pytest.mark.unit
def test_rules_come_from_the_settings_by_unit():
    given = {"persons": None, "person_days": 9.0, "place_days": None, "days": 3, "share": 0.01}
    given |= {"centres": 0, "nok": 1e6}
    shares = {"half_width": 0.1, "of_scale": 0.002, "of_level": 0.02, "unseen": 0.1}
    counts = {"minimum": 10, "cap": 50, "look_ahead": 4}
    precision = Precision.model_validate({**shares, **counts, "absolute": given})
    by_unit = {"person-days": 9.0, "days": 3.0, "share": 0.01, "centres": 0.0, "NOK": 1e6}
    assert rules_of(precision) == Rules(absolute=by_unit, **shares, **counts)
    units = {each.unit for each in metrics.METRICS}
    every = Precision.model_validate({**precision.model_dump(), "absolute": dict.fromkeys(given, 1.0)})
    assert set(every.absolute.by_unit) == units
