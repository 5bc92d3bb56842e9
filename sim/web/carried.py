"""A question as a file, for another server: its address, and the plans and the start that only this server keeps.

What is opened is checked as if it was handed over piece by piece: nothing of the file is used but values found valid.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.web import uploads
from sim.web.levers import told
from sim.web.question import Question, query
from sim.web.reading import FILES
from sim.web.site import Site
from sim.web.uploads import Upload

FIELD = "question_upload"
MARK, VERSION = "beredt_question", 1
"""Key by which such a file is known, and the version of what it holds."""
MOST_QUERY = 20_000
"""Characters of a question; none that is asked is as long."""
MOST_FILES = 20
"""Plans and a start, those among them that are offered and not chosen; our choice."""
KEPT = ("own_plan", "start_file")
"""Fields that name what is kept of an upload."""
KILOBYTE = 1_000


def packed(asked: Question, site: Site) -> bytes:
    """Return a question as a file; raises BadConfig if an upload of it is gone."""
    texts = {}
    for name, digest in [*(("own_plan", each) for each in asked.own_plans), ("start_file", asked.start_file)]:
        if not digest:
            continue
        kept = uploads.upload(digest, site)
        if kept is None:
            raise BadConfig([told(name, digest, "forms_fault_upload")])
        texts[digest] = {"kind": kept.kind, "text": kept.file.read_text(encoding="utf-8")}
    return json.dumps({MARK: VERSION, "query": query(asked), "files": texts}, indent=1, ensure_ascii=False).encode()


def opened(data: bytes, site: Site) -> list[tuple[str, str]]:
    """Keep the files of a question and return its fields.

    Raises
    ------
    BadConfig : with every fault; paths are those of the form
    NoSpace : if the disk is full
    """
    asked, files = _read(data, site)
    pairs = parse_qsl(asked, keep_blank_values=True)
    named = {text for name, text in pairs if name in KEPT}
    kept: dict[str, str] = {}
    faults: list[Fault] = []
    for digest in named & files.keys():
        each = files[digest]
        keep: Callable[[bytes, Site], Upload] = uploads.keep_plan if each["kind"] == "plan" else uploads.keep_start
        try:
            kept[digest] = keep(each["text"].encode(), site).digest
        except BadConfig as bad:
            faults += [Fault(FIELD, fault.value, f"{fault.path}: {fault.rule}", fault.hint) for fault in bad.faults]
    if faults:
        raise BadConfig(faults)
    return [(name, kept.get(text, text) if name in KEPT else text) for name, text in pairs if name not in FILES]


def _read(data: bytes, site: Site) -> tuple[str, dict[str, Any]]:
    """Return the address and the files; raise BadConfig where this is no question."""
    if len(data) > site.limits.upload_bytes:
        size = {"size": str(len(data) // KILOBYTE + 1), "most": str(site.limits.upload_bytes // KILOBYTE)}
        raise BadConfig([told(FIELD, NO_VALUE, "forms_fault_file_large", **size)])
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get(MARK) != VERSION or not _whole(found):
        raise BadConfig([told(FIELD, NO_VALUE, "forms_fault_question")])
    return found["query"], found["files"]


def _whole(found: dict[str, Any]) -> bool:
    """Whether a file holds what a question has, and nothing but text in it that can be written."""
    asked, files = found.get("query"), found.get("files")
    if not isinstance(asked, str) or len(asked) > MOST_QUERY or not isinstance(files, dict) or len(files) > MOST_FILES:
        return False
    texts = [asked]
    for each in files.values():
        if not isinstance(each, dict) or each.get("kind") not in ("plan", "start"):
            return False
        if not isinstance(each.get("text"), str):
            return False
        texts.append(each["text"])
    return all(_written(text) for text in texts)


def _written(text: str) -> bool:
    """Whether a text is made of letters that can be written; half a letter cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
