"""A command is written so that it gives the answer again, in the language in which it is shown."""

from __future__ import annotations

import pytest

from sim.views.bokmal import BOKMAL
from sim.views.command import command_again
from sim.views.english import ENGLISH

ASKED = ("beredt", "run", "seed=5")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("more", "english", "bokmal"),
    [
        ((), "", " language=nb"),
        (("progress=false",), "", " language=nb"),
        (("language=nb",), " language=en", " language=nb"),
        (("language=en",), " language=en", " language=nb"),
        (("+language=nb", "++progress=false"), " language=en", " language=nb"),
        (("--config-dir", "cfg"), " --config-dir cfg language=en", " --config-dir cfg language=nb"),
        (("--config-dir=cfg",), " --config-dir=cfg language=en", " --config-dir=cfg language=nb"),
        (
            ("language=en", "--config-dir", "cfg"),
            " --config-dir cfg language=en",
            " --config-dir cfg language=nb",
        ),
    ],
)
def test_a_command_names_the_language_where_it_may_be_another(
    more: tuple[str, ...], english: str, bokmal: str
) -> None:
    told = [command_again([*ASKED, *more], words) for words in (ENGLISH, BOKMAL)]
    assert told == [f"beredt run seed=5{english}", f"beredt run seed=5{bokmal}"]
