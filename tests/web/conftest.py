"""One small comparison that the tests of the page share."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import api
from sim.web.site import Site


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a comparison of two plans under a mass flight, two runs of 200 days."""
    out = tmp_path_factory.mktemp("small") / "result"
    plans = ["do_nothing", "agreement_2018"]
    api.compare(plans, "mass_flight", replications=2, horizon_days=200, workers=1, out=out)
    return out


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "served")
