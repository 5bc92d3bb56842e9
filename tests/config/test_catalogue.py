"""Whatever can be chosen can be shown whole, each value with what is known of it."""

from __future__ import annotations

from pathlib import Path

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


@pytest.mark.unit
def test_a_file_named_with_what_it_ends_in_gives_its_remarks(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "ours.yaml").write_text("defaults: [reactive.yaml, _self_]\nname: ours\n", encoding="utf-8")
    ours = catalogue.whole(Sources.of([tmp_path]), "plan", "ours")[1]
    notes = {value.key: value.note for value in ours}
    assert any(notes.values())
    assert notes == {value.key: value.note for value in catalogue.whole(SOURCES, "plan", "reactive")[1]}
