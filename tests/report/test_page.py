"""The report of a folder of results: one page that is whole, safe and true to the summary."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path

import pytest

from sim import api, cli
from sim.config.faults import BadConfig
from sim.report.page import page, retold
from sim.runs.execute import Model
from sim.views.english import ENGLISH
from tests.support import synthetic


class Read(html.parser.HTMLParser):
    """Takes note of names, links, tags that stand open, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            if name in ("src", "href", "xlink:href", "action"):
                self.links.append(str(value))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "result"
    api.carry_out(synthetic.made_up_job(), folder, model=Model(synthetic.prepare, synthetic.run))
    return folder


@pytest.mark.unit
def test_the_page_says_what_the_summary_says_and_needs_nothing_else(result: Path) -> None:
    read = Read(page(result))
    said = " ".join(" ".join(read.text).split())
    summary = (result / "summary.md").read_text(encoding="utf-8")
    assert summary.splitlines()[0].removeprefix("# ") in said
    for part in ("In short", "What does each plan buy", "Nobody", "Where this is from", "Seed of all chance"):
        assert (part in summary or part.startswith(("Where", "Seed"))) == (part in said)
    assert len(read.ids) == len(set(read.ids)), "two figures share a name"
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in read.links)
    assert read.tags.count("figure") == len(list((result / "figures").glob("*.png")))
    drawn = {"arrivals", "need_against_places", "waiting_by_stage", "cost_by_payer_and_year", "timeline_of_measures",
             "municipalities", "regret"}  # fmt: skip
    assert {path.stem for path in (result / "figures").glob("*.png")} == drawn
    assert read.tags.count("svg") + read.tags.count("img") == len(drawn)
    assert read.tags.count("details") == len(drawn)
    assert "script" not in read.tags


@pytest.mark.repeat
def test_the_same_folder_gives_the_same_page(result: Path) -> None:
    assert page(result) == page(result)


@pytest.mark.unit
def test_assumptions_stand_with_source_and_warning(result: Path, tmp_path: Path) -> None:
    manifest = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    warned = {
        "key": "a.b", "value": 2.5, "low": 1.0, "high": 4.0, "unit": "days", "source": "a <letter>", "warn": "assumed",
    }  # fmt: skip
    others = [{**warned, "key": f"c.{k}", "warn": "old <one>"} for k in range(2)]
    facts = {**manifest, "warned_facts": [warned, *others]}
    (tmp_path / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    (tmp_path / "summary.md").write_text("# A title\n\nText.\n", encoding="utf-8")
    text = page(tmp_path)
    cells = ("a.b", "2.5 (1 - 4) days", "a &lt;letter&gt;")
    assert "".join(f"<td>{cell}</td>" for cell in cells) in text
    heads = re.findall(r'colspan="3">Warning: <span>(.*?)</span>', text)
    assert heads == ["old &lt;one&gt;", "assumed"], "a warning is told once, that of most values first"
    assert text.index("old &lt;one&gt;") < text.index("c.0") < text.index("c.1") < text.index(">assumed<")


@pytest.mark.failure
def test_what_a_summary_or_a_table_holds_is_never_taken_for_html(result: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes((result / "manifest.json").read_bytes())
    (tmp_path / "figures").mkdir()
    for suffix in (".png", ".svg"):
        (tmp_path / "figures" / f"bad{suffix}").write_text("<svg ></svg>", encoding="utf-8")
    (tmp_path / "figures" / "bad.csv").write_text("a\n<script>alert(1)</script>\n", encoding="utf-8")
    evil = "<script>alert(1)</script>"
    text = f"# {evil}\n\n{evil} [link](javascript:alert(1))\n\n![{evil}](figures/bad.png)\n\n![up](../secret.png)\n"
    (tmp_path / "summary.md").write_text(text, encoding="utf-8")
    (tmp_path.parent / "secret.svg").write_text("secret", encoding="utf-8")
    (tmp_path.parent / "secret.png").write_text("secret", encoding="utf-8")
    found = page(tmp_path)
    assert "<script" not in found
    assert "secret" not in found
    assert not re.search(r'href="javascript', found)
    assert found.count("&lt;script&gt;") >= 4


@pytest.mark.failure
def test_a_folder_without_results_and_a_file_that_is_there_are_refused(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadConfig, match="holds no manifest"):
        page(tmp_path)
    assert cli.main(["report", str(tmp_path)]) == cli.INPUT_FAULT
    assert "holds no summary.md" in capsys.readouterr().err
    mine = tmp_path / "mine.html"
    mine.write_text("mine", encoding="utf-8")
    assert cli.main(["report", str(result), f"out={mine}"]) == cli.INPUT_FAULT
    assert "is there already" in capsys.readouterr().err
    assert cli.main(["report", str(result), str(tmp_path), "size=3", f"out={tmp_path}"]) == cli.INPUT_FAULT
    told = capsys.readouterr().err
    assert all(part in told for part in ("unknown key 'size'", "one folder of results", "is a folder"))
    assert mine.read_text(encoding="utf-8") == "mine"
    assert cli.main(["report", str(result), f"out={mine}", "overwrite=true"]) == cli.DONE
    assert mine.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.unit
def test_without_a_file_the_report_stands_in_the_folder(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", str(result)]) == cli.DONE
    assert capsys.readouterr().out == f"report: {result / 'report.html'}\n"
    assert cli.main(["report", str(result)]) == cli.DONE, "it may be made again"


@pytest.mark.unit
def test_a_comparison_is_told_in_bokmal_too(result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "nb.html"
    assert cli.main(["report", str(result), "language=nb", f"out={out}"]) == cli.DONE
    read = Read(out.read_text(encoding="utf-8"))
    said = " ".join(read.text)
    assert '<html lang="nb">' in out.read_text(encoding="utf-8")
    assert "Kort sagt" in said
    assert "In short" not in said
    assert read.tags.count("figure") == 7
    assert re.search(r"\d\N{NO-BREAK SPACE}\d{3}\b", said), "thousands are set apart as in Norwegian"
    capsys.readouterr()


@pytest.mark.failure
def test_what_was_written_down_in_english_is_not_told_in_bokmal(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"verb": "brief"}), encoding="utf-8")
    (tmp_path / "summary.md").write_text("# A brief\n", encoding="utf-8")
    assert cli.main(["report", str(tmp_path), "language=nb"]) == cli.INPUT_FAULT
    assert "det beredt brief fant, ble skrevet ned på engelsk" in capsys.readouterr().err, "in the language asked for"
    assert cli.main(["report", str(result), "language=sv"]) == cli.INPUT_FAULT
    assert "must be one of en, nb" in capsys.readouterr().err


@pytest.mark.failure
def test_how_to_have_it_in_another_language_is_the_command_without_what_only_tells_how(tmp_path: Path) -> None:
    command = ["beredt", "brief", "seed=5", "+language=nb", "progress=false", "--config-dir=cfg"]
    manifest = {"verb": "brief", "language": "nb", "command": command}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "summary.md").write_text("# En lageorientering\n", encoding="utf-8")
    with pytest.raises(BadConfig) as bad:
        retold(tmp_path, ENGLISH)
    assert bad.value.faults[0].hint.endswith(": beredt brief seed=5 --config-dir=cfg language=en")


@pytest.mark.unit
def test_what_has_no_bokmal_is_marked_as_english_and_the_rest_is_not(result: Path, tmp_path: Path) -> None:
    mine = "assumed: by me"
    manifest = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    fact = {"key": "a.b", "value": 2500.5, "low": 1.5, "high": 4.0, "unit": "days", "source": "a letter"}
    warned = [{**fact, "warn": mine}, {**fact, "key": "a.c", "warn": "assumed: not for budgets"}]
    folder = tmp_path / "result"
    folder.mkdir()
    (folder / "manifest.json").write_text(
        json.dumps({**manifest, "language": "nb", "warned_facts": warned}), encoding="utf-8"
    )
    summary = f"# Tittel\n\n- {mine}: `a.b`\n- antatt: ikke for budsjetter: `a.c`\n"
    (folder / "summary.md").write_text(summary, encoding="utf-8")
    text = page(folder)
    assert f'<span lang="en">{mine}</span>: <code>a.b</code>' in text
    assert f'<span lang="en">{mine}</span></th>' in text
    assert "<span>antatt: ikke for budsjetter</span></th>" in text
    assert "<li>antatt: ikke for budsjetter: " in text
    assert "<td>2500,5 (1,5 - 4) dager</td>" in text
    (folder / "manifest.json").write_text(json.dumps({**manifest, "warned_facts": warned}), encoding="utf-8")
    assert page(folder).count('lang="en"') == 1, "an English page is English as a whole"
