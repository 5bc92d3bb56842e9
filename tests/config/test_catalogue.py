"""Whatever can be chosen can be shown whole, each value with what is known of it."""

from __future__ import annotations

import pytest

from sim.cli_show import print_option
from sim.config import catalogue
from sim.config.compose import Sources, compose_primary, fact_key
from sim.config.fields import leaves

SOURCES = Sources.of()


@pytest.mark.slow
@pytest.mark.unit
@pytest.mark.parametrize(
    ("group", "option"), [(group, option) for group in SOURCES.groups for option in SOURCES.options(group)]
)
def test_every_option_is_shown_with_unit_source_and_warning_of_its_facts(
    group: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_option(SOURCES, group, option)
    shown = " ".join(capsys.readouterr().out.split())
    known = [value.fact for value in catalogue.whole(SOURCES, group, option)[1] if value.fact is not None]
    data = compose_primary(SOURCES, "run", {group: option}).data
    used = {fact_key(value) for _, value in leaves(data[group])} - {None}
    assert {each.key for each in known} == used, "a fact is lost on the way to the reader"
    for each in known:
        told = [f"fact {each.key}: {each.unit}", f"source: {each.source}"]
        told += [f"warning: {each.warn}"] if each.warn else []
        for text in told:
            assert " ".join(text.split()) in shown
