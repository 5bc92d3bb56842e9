"""What tests of sweeps have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import swept


@pytest.fixture(scope="session")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the small sweep, done in one go in this process."""
    result = swept.sweep(tmp_path_factory.mktemp("unbroken"), "executor.kind=serial")
    assert (result.done, result.exit_code) == (swept.RUNS, 0)
    return result.folder
