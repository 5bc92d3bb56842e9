"""What makes a question another one, of back-tests and of studies alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.backtests import question_of
from sim.config.load_backtest import CARRIED, OWN_DRAWS, load_backtest
from sim.decisions import study
from sim.runs.question import question_digest
from tests.support import breaking


def of(*added: str, dirs: tuple[str, ...] = (), **settings: object) -> str:
    return question_digest("toy", settings, added, dirs, None)


@pytest.mark.unit
def test_the_episode_of_fitted_parameters_counts_and_not_where_they_lie(tmp_path: Path) -> None:
    settings = load_backtest(["grades=[rules]", "episodes=[2015]", "transfer=[]"]).settings
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        for name in (OWN_DRAWS, CARRIED):
            (tmp_path / place / name).write_text("a", encoding="utf-8")
    one, two = str(tmp_path / "one"), str(tmp_path / "two")

    def asked(**frozen: str | None) -> str:
        mine = {name.removeprefix("of_"): folder for name, folder in frozen.items()}
        return question_of(settings.model_copy(update={"frozen": mine}), (), ())

    first = asked(of_2015=one, of_2022=None)
    assert first != asked(of_2015=None, of_2022=one)
    assert first == asked(of_2015=two, of_2022=None)
    (tmp_path / "two" / CARRIED).write_text("b", encoding="utf-8")
    assert first != asked(of_2015=two, of_2022=None)


@pytest.mark.unit
def test_the_place_of_a_history_does_not_count_but_its_content(tmp_path: Path) -> None:
    settings = load_backtest(["grades=[rules]", "episodes=[2015]", "transfer=[]"]).settings
    found = []
    for name, text in (("a.csv", "1"), ("b.csv", "1"), ("c.csv", "2")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found.append(question_of(settings.model_copy(update={"data": str(tmp_path / name)}), (), ()))
    assert found[0] == found[1] != found[2]
    assert question_of(settings, (), ()) not in found


@pytest.mark.unit
def test_the_content_of_files_in_the_folders_of_a_user_counts_and_not_where_they_lie(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place / "casework").mkdir(parents=True)
        (tmp_path / place / "casework" / "mine.yaml").write_text("a: 1\n", encoding="utf-8")
    one, two = ((str(tmp_path / place),) for place in ("one", "two"))
    before = of(dirs=one)
    assert before == of(dirs=two) != of()
    (tmp_path / "one" / "toy.yaml").write_text("workers: 2\n", encoding="utf-8")
    assert of(dirs=one) == before, "its settings count by themselves"
    (tmp_path / "one" / "casework" / "mine.yaml").write_text("a: 2\n", encoding="utf-8")
    assert of(dirs=one) != before
    assert of(dirs=one + two) == of(dirs=one) != of(dirs=two + one), "of two the first is taken"
    toy = replace(breaking.asked(), config_dirs=two)
    there = study.question_of(toy)
    settings = load_backtest(["grades=[rules]", "episodes=[2015]", "transfer=[]"]).settings
    tested = question_of(settings, (), two)
    (tmp_path / "two" / "casework" / "mine.yaml").write_text("a: 3\n", encoding="utf-8")
    assert study.question_of(toy) != there
    assert question_of(settings, (), two) != tested


@pytest.mark.unit
def test_the_content_of_files_that_words_settings_and_files_name_counts(tmp_path: Path) -> None:
    draws, folder = tmp_path / "draws.csv", tmp_path / "own" / "start"
    folder.mkdir(parents=True)
    saved = tmp_path / "saved"
    saved.mkdir()
    (folder / "mine.yaml").write_text(f"file: {draws}\n", encoding="utf-8")

    def asked() -> list[str]:
        return [
            of(f"parameters.path={draws}"), of(f"start.file='{draws}'"), of(dirs=(str(folder.parent),)),
            of(words=[f"parameters.path={draws}"]), of(f"start.path={saved}"), of(f"seed={draws}"),
        ]  # fmt: skip

    before = asked()
    draws.write_text("a", encoding="utf-8")
    (saved / "manifest.json").write_text("{}", encoding="utf-8")
    assert [old == new for old, new in zip(before, asked(), strict=True)] == [False] * 5 + [True]


@pytest.mark.unit
def test_the_order_of_words_does_not_count_but_the_last_of_a_key() -> None:
    assert of("seed=4", "horizon_days=400") == of("horizon_days=400", "seed=4")
    assert of("seed=4", "seed=5") == of("seed=5") != of("seed=5", "seed=4")
    assert of("seed=4", a=1) != of("seed=4", a=2)
