import pytest

from sim.studies.origin import origin


@pytest.mark.unit
@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ({"table": "2024-01-01", "file": None, "path": None}, ("estimate", "")),
        ({"table": "full_house"}, ("made_up", "")),
        ({"table": None}, ("made_up", "")),
        ({"table": "2024-01-01", "file": "/home/me/today.csv"}, ("file", "today.csv")),
        ({"table": "2024-01-01", "path": "/home/me/past"}, ("run", "")),
    ],
)
def test_a_start_is_told_for_what_it_is(start, kind):
    assert origin(start) == kind
