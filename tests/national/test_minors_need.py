"""The shock's revision of the need for minors reaches the committee, from its month on and not before."""

from __future__ import annotations

import pytest

from sim.national import Nation, prepare
from tests.support.scenarios import load_scenario


@pytest.mark.behaviour
def test_the_need_for_minors_is_cut_from_the_month_of_the_revision() -> None:
    """Shock minors: less 36 % eight months after 1 September 2024, that is from 1 May 2025 (2017: 1,100 to 700)."""
    cut, kept = (
        Nation(scenario, 0, prepare(scenario))
        for scenario in (
            load_scenario(("start=2024-01-01", "shock=minors", "plan=do_nothing", "horizon_days=500", *more))
            for more in ((), ("shock.minors_need_factor=1.0",))
        )
    )
    before, after = 484, 486  # 29 April and 1 May 2025
    assert str(cut.calendar.date(after)) == "2025-05-01"
    assert cut.need.estimate(before, 2025).minors == kept.need.estimate(before, 2025).minors > 0.0
    assert cut.need.estimate(after, 2025).minors == pytest.approx(
        0.64 * kept.need.estimate(after, 2025).minors, rel=1e-12
    )
