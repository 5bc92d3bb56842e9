"""One small comparison that the tests of the page share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim import api
from sim.web.site import Site
from tests.support.staged import Stage, stage_of


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


@pytest.fixture
def stage(site: Site, small: Path) -> Iterator[Stage]:
    yield from stage_of(site, small)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Iterator[Stage]:
    """One server whose answer is there, for tests that only read."""
    for each in stage_of(Site(tmp_path_factory.mktemp("served")), small):
        each.answered()
        yield each
