"""Start files of the user that cannot be read are told with their path and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.start import read_start_file

COLUMNS = "kind,status,where,group,persons,elapsed_days"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{COLUMNS}\nplaces,,r\xe5d,,1,\n".encode("latin-1"), "is not UTF-8 text; save it as CSV UTF-8"),
        (COLUMNS.replace(",", ";").encode(), "parted by semicolons: commas are needed"),
        (COLUMNS.encode(), "holds no rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_way_out(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "start.csv"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=said) as told:
        read_start_file(file)
    assert str(file) in str(told.value)


@pytest.mark.failure
def test_a_folder_is_no_start_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is a folder"):
        read_start_file(tmp_path)
