"""A folder of results as one HTML file: its summary, its figures with their numbers, its assumptions, where it is from.

The words are those of `summary.md`; nothing is reckoned here. The file asks nothing of any other file or host.
"""

from __future__ import annotations

import base64
import csv
import html
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from sim.config.faults import BadConfig, Fault
from sim.run_result import KINDS, open_result
from sim.runs import manifest as manifests
from sim.runs.files import write_whole
from sim.runs.outdir import MANIFEST
from sim.views.command import command_again
from sim.views.english import ENGLISH
from sim.views.languages import told_in
from sim.views.picture import SUFFIXES
from sim.views.said import is_said, said
from sim.views.words import Words
from sim.views.write import write_views

SUMMARY = "summary.md"
MOST_ROWS = 120
"""Rows of a figure's numbers that are shown; the rest stands in its CSV. Our choice."""
MOST_BYTES = 400_000
"""Size from which a drawing stands in the page as an image of dots, such as a map. Our choice."""
DIGITS = 6
"""Significant digits of those numbers. Our choice."""
LANGUAGE_NAMES = {"en": "English", "nb": "Bokmål"}
LOADER = PackageLoader("sim.report", ".")
_TITLE = re.compile(r"\A# (.+)\n")


@dataclass(frozen=True)
class Assumption:
    """A value that was used and carries a warning, written with its unit and range.

    Attributes
    ----------
    foreign : whether the source stands in English where the page is in another language
    """

    key: str
    value: str
    source: str
    foreign: bool


@dataclass(frozen=True)
class Warned:
    """Values that carry the same warning.

    Attributes
    ----------
    foreign : whether the warning stands in English where the page is in another language
    """

    warning: str
    foreign: bool
    assumptions: Sequence[Assumption]


@dataclass(frozen=True)
class Contents:
    """What a report tells, for a template: `main.html` shows it.

    Attributes
    ----------
    body : HTML of the summary, with figures and their numbers
    warned : values that were used and carry a warning, those of the same warning together
    rows : where it is from: names and values
    """

    title: str
    body: Markup
    warned: Sequence[Warned]
    rows: Sequence[tuple[str, str]]
    words: Words


def contents(folder: Path, words: Words | None = None, link: str = "") -> Contents:
    """Return what the report of a folder tells; parameters and errors as of `page`."""
    _there(folder, MANIFEST, SUMMARY)
    manifest, summary = manifests.read(folder), (folder / SUMMARY).read_text(encoding="utf-8")
    words = told_in(manifest) if words is None else words
    title = _TITLE.match(summary)
    body = summary[title.end() :] if title else summary
    return Contents(
        title[1] if title else folder.name,
        Markup(_html(body, folder, words, _foreign(manifest, words))),
        _warned(manifest, words),
        [*([(words.say("report_link"), link)] if link else []), *_provenance(manifest, words)],
        words,
    )


def page(folder: Path, words: Words | None = None, link: str = "") -> str:
    """Return the report of a folder that a verb wrote.

    Parameters
    ----------
    words : the language of its summary; None: the one that its manifest names
    link : address at which the question can be asked again; empty for none

    Raises
    ------
    BadConfig : if the folder holds no manifest or no summary
    """
    found = contents(folder, words, link)
    environment = Environment(loader=LOADER, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("page.html").render(report=found, say=found.words.say)


def retold(folder: Path, words: Words, link: str = "") -> str:
    """Return the report in a language: run and compare are told anew from their tables, others as they stand there.

    Raises
    ------
    BadConfig : as `page`, or if another verb wrote the folder, and in another language
    """
    manifest = _manifest(folder)
    if manifest["verb"] not in KINDS:
        if told_in(manifest) is not words:
            raise BadConfig([_told_otherwise(manifest, words)])
        return page(folder, words, link)
    with tempfile.TemporaryDirectory(prefix="beredt-") as place:
        write_views(open_result(folder).study, manifest, Path(place), words)
        manifests.write(Path(place), dict(manifest))
        return page(Path(place), words, link)


def _told_otherwise(manifest: Mapping[str, Any], words: Words) -> Fault:
    """Say that an answer was written down in another language, and how to have it in this one."""
    rule = f"what beredt {manifest['verb']} found was written down in {LANGUAGE_NAMES[told_in(manifest).code]}"
    if "language" not in manifest:
        return Fault("language", words.code, rule, "leave it out: run, compare and studies can be told in others")
    hint = f"ask again in {LANGUAGE_NAMES[words.code]}, no run is done anew: "
    return Fault("language", words.code, rule, hint + command_again(manifest["command"], words))


def write(folder: Path, out: Path, words: Words | None = None) -> Path:
    """Write the report of a folder to a file, whole or not at all, and return its path.

    Parameters
    ----------
    words : the language; None: that of what stands in the folder
    """
    text = page(folder) if words is None or words is told_in(_manifest(folder)) else retold(folder, words)
    try:
        write_whole(out, text.encode())
    except OSError as error:
        raise BadConfig([Fault("out", str(out), f"cannot be written: {error.strerror}", "give another file")]) from None
    return out


def _manifest(folder: Path) -> Mapping[str, Any]:
    _there(folder, MANIFEST)
    return manifests.read(folder)


def _there(folder: Path, *names: str) -> None:
    """Raise the fault of every file that a folder lacks."""
    hint = "give the folder that a verb such as compare wrote"
    lacking = [name for name in names if not (folder / name).is_file()]
    if lacking:
        raise BadConfig(Fault("DIR", str(folder), f"holds no {name}", hint) for name in lacking)


def _html(text: str, folder: Path, words: Words, foreign: Sequence[str] = ()) -> str:
    """Turn Markdown into HTML: figures inline with their numbers, tables that scroll by themselves.

    Parameters
    ----------
    foreign : sentences that stand in English, and are marked so
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    heading, tables = "", 0

    def image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return _figure(folder, str(tokens[index].attrs["src"]), tokens[index].content, words)

    def heading_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        nonlocal heading
        heading = tokens[index + 1].content
        return f"<{tokens[index].tag}>"

    def table_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        nonlocal tables
        tables += 1
        name = html.escape(words.say("report_table", heading=heading, number=tables), quote=True)
        return f'<div class="wide" role="region" tabindex="0" aria-label="{name}"><table>'

    def table_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</table></div>"

    def plain(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        found = html.escape(tokens[index].content)
        for each in map(html.escape, foreign):
            found = found.replace(each, f'<span lang="en">{each}</span>')
        return found

    def th_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        style = tokens[index].attrGet("style")
        return f'<th scope="col" style="{style}">' if style else '<th scope="col">'

    for name, rule in {
        "image": image, "heading_open": heading_open, "table_open": table_open, "table_close": table_close,
        "th_open": th_open, "text": plain,
    }.items():  # fmt: skip
        markdown.add_render_rule(name, rule)
    return str(markdown.render(text))


def _figure(folder: Path, path: str, text: str, words: Words) -> str:
    """Return a figure: the drawing, what it shows, and its numbers."""
    place = PurePosixPath(path)
    drawing, image, numbers = (folder / place.with_suffix(suffix) for suffix in SUFFIXES)
    if place.is_absolute() or ".." in place.parts or not (drawing.is_file() and image.is_file()):
        return f'<p class="missing">{html.escape(text)}</p>'
    name = place.stem
    if image.stat().st_size > MOST_BYTES:
        data = base64.b64encode(drawing.read_bytes()).decode()
        drawn = f'<img src="data:image/png;base64,{data}" aria-describedby="{name}-text" alt="{html.escape(name)}">'
    else:
        described = f'<svg role="img" aria-labelledby="{name}-text" '
        drawn = image.read_text(encoding="utf-8").replace("<svg ", described, 1)
    rows = _numbers(numbers, name, words) if numbers.is_file() else ""
    return f'<figure>{drawn}<figcaption id="{name}-text">{html.escape(text)}</figcaption>{rows}</figure>'


def _numbers(file: Path, name: str, words: Words) -> str:
    """Return the numbers of a figure as a table that opens."""
    with file.open(encoding="utf-8", newline="") as lines:
        head, *rows = list(csv.reader(lines)) or [[]]
    cells = "".join(f'<th scope="col">{html.escape(each.replace("_", " "))}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_short(cell))}</td>" for cell in row) + "</tr>" for row in rows[:MOST_ROWS]
    )
    label = words.say("report_numbers", rows=len(rows))
    own = "" if words is ENGLISH else ' lang="en"'  # codes and numbers as in the CSV
    more = ""
    if len(rows) > MOST_ROWS:
        more = f"<p>{html.escape(words.say('report_more', rows=len(rows) - MOST_ROWS, file=f'figures/{name}.csv'))}</p>"
    return (
        f'<details><summary>{html.escape(label)}</summary><div class="wide" role="region" tabindex="0" '
        f'aria-label="{html.escape(label, quote=True)}: {name}"><table{own}><thead><tr>{cells}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{more}</details>"
    )


def _short(cell: str) -> str:
    """Write a number with few digits; other text as it is."""
    try:
        value = float(cell)
    except ValueError:
        return cell
    return cell if len(cell) <= DIGITS else f"{value:.{DIGITS}g}"


def _warned(manifest: Mapping[str, Any], words: Words) -> list[Warned]:
    """Return the values that carry a warning, the warning of most values first."""
    found: dict[str, list[Assumption]] = {}
    for each in manifest.get("warned_facts", []):
        low, high = each.get("low"), each.get("high")
        band = f" ({words.figures_of(low)} - {words.figures_of(high)})" if low is not None and high is not None else ""
        unit, source = (str(each[name]) for name in ("unit", "source"))
        value = f"{words.figures_of(each['value'])}{band} {words.name('unit', unit) or unit}".rstrip()
        one = Assumption(str(each["key"]), value, said("source", source, words), not is_said("source", source, words))
        found.setdefault(str(each["warn"]), []).append(one)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    return [
        Warned(said("warning", warn, words), not is_said("warning", warn, words), some) for warn, some in ranked
    ]


def _foreign(manifest: Mapping[str, Any], words: Words) -> list[str]:
    """Return what files say of themselves and stands in English, for want of words, the longest first."""
    found = {("warning", str(each["warn"])) for each in manifest.get("warned_facts", [])}
    for scenario in manifest.get("scenarios", []):
        config = scenario.get("config", {})
        told = {kind: config.get(kind, {}) for kind in ("start", "shock", "plan")}
        found |= {(f"says_{kind}", str(each["says"]).rstrip(".")) for kind, each in told.items() if each.get("says")}
        criteria = config.get("criteria", {}).get("criteria", {})
        found |= {("says_criterion", str(each["says"])) for each in criteria.values() if each.get("says")}
    return sorted((text for kind, text in found if not is_said(kind, text, words)), key=lambda each: (-len(each), each))


def _provenance(manifest: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """Say where the result is from: command, seed, runs, versions, digests."""
    yield words.say("report_command"), command_again(manifest["command"], words)
    seeds = {manifest["seed"]} if "seed" in manifest else set()
    seeds |= {each["config"]["seed"] for each in manifest.get("scenarios", []) if "config" in each}
    if seeds:
        yield words.say("report_seed"), ", ".join(map(str, sorted(seeds)))
    runs = manifest.get("runs", manifest.get("replications"))
    if isinstance(runs, int):
        yield words.say("report_runs" if "runs" in manifest else "report_replications"), str(runs)
    for name, digest in manifest.get("digests", {}).items():
        yield words.say("report_digest", name=name), str(digest)[:12]
    versions = manifest.get("versions", {})
    yield words.say("report_versions"), ", ".join(f"{name} {version}" for name, version in versions.items())
