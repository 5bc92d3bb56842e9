"""Shared rules of the tests: each declares exactly one kind."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True)  # the same examples on every machine, every time
settings.load_profile("fixed")

KINDS = ("unit", "invariant", "theory", "behaviour", "pairing", "repeat", "failure", "snapshot", "backtest")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that does not carry exactly one kind."""
    wrong = []
    for item in items:
        kinds = [kind for kind in KINDS if item.get_closest_marker(kind)]
        if len(kinds) != 1:
            wrong.append(f"{item.nodeid}: {kinds or 'no kind'}")
    if wrong:
        raise pytest.UsageError(f"each test carries exactly one of {KINDS}:\n" + "\n".join(wrong))
