"""What a planner hands over: a plan as YAML, or a start as CSV; checked, written anew from what is valid, and kept.

Nothing of the file itself is kept: what is written are the values that were found valid, so the same content has the
same digest, whatever its name, remarks and order. An upload is never removed by the server: its digest stands in links
and in commands of results, and nobody can tell who still holds one. When there is no more room for uploads, another
is refused, and the one who serves the page clears the folder.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.config.across import cross_faults
from sim.config.compose import Sources, compose_primary, forbidden_keys, resolve
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.fields import fields_of
from sim.config.files import bare
from sim.config.job import Settings
from sim.config.plainly import MAPPING, plain
from sim.config.plan import Plan
from sim.config.plan_faults import DAYS
from sim.config.schema import Scenario
from sim.config.start import START_COLUMNS, read_start_file
from sim.config.validate import validate
from sim.runs.files import write_whole
from sim.web.levers import told
from sim.web.plain_yaml import PACKAGE, read_plain, text_faults, write_plain
from sim.web.site import Site

UPLOADS, PLAN, START = "uploads", "plan", "start.csv"
DIGEST = re.compile(r"[0-9a-f]{16}")
BLOCK_BYTES = 4_096
"""What a file takes at least of the room for uploads, so that they cannot be without number."""
MOST_NAME = 60
"""Letters of the name of a plan, which names a file and stands in figures. Our choice."""
MOST_BASES = 10
"""Plans that one plan may build on. Our choice."""
OF_START = "start.file"
ARCHIVE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""With which workbooks of Excel begin."""
KILOBYTE = 1_000


@dataclass(frozen=True)
class Upload:
    """What is kept of a file that was handed over.

    Attributes
    ----------
    digest : 16 hexadecimal digits, of its content
    name : of the plan, by which it is chosen; empty for a start
    says : the plan in its own sentence; empty for a start
    folder : holds it; that of a plan is a folder of configuration
    file : the plan, or the start that `start.file` takes
    kind : plan or start
    """

    digest: str
    name: str
    says: str
    folder: Path
    file: Path
    kind: Literal["plan", "start"] = "plan"


def keep_plan(data: bytes, site: Site) -> Upload:
    """Keep a plan.

    Parameters
    ----------
    data : YAML of a whole plan, or of what it changes of those that its `defaults:` name

    Raises
    ------
    BadConfig : with every fault, by dotted key
    NoSpace : if the disk is full
    """
    text = _text(data, PLAN, site)
    plan = _checked(text, Sources.of(site.config_dirs))
    content = plan_text(plan).encode()
    digest = digest_of(PLAN, content)
    _keep(site, digest, f"{PLAN}/{plan.name}.yaml", content, PLAN)
    folder = _folder(site, digest)
    return Upload(digest, plan.name, plan.says, folder, folder / PLAN / f"{plan.name}.yaml")


def keep_start(data: bytes, site: Site) -> Upload:
    """Keep a start, as `start.file` takes it; columns may be parted by commas or, as Norwegian Excel does, semicolons.

    Raises
    ------
    BadConfig : with every fault of the file
    NoSpace : if the disk is full
    """
    text = _text(data, OF_START, site)
    content = _start(_by_commas(text)).encode()
    digest = digest_of(START, content)
    _keep(site, digest, START, content, OF_START)
    return Upload(digest, "", "", _folder(site, digest), _folder(site, digest) / START, "start")


def upload(digest: str, site: Site) -> Upload | None:
    """Return what is kept under a digest; None if there is none, or it is not what was kept."""
    if DIGEST.fullmatch(digest) is None:
        return None
    folder = _folder(site, digest)
    start = folder / START
    if start.is_file():
        same = digest_of(START, start.read_bytes()) == digest
        return Upload(digest, "", "", folder, start, "start") if same else None
    for file in folder.glob(f"{PLAN}/*.yaml"):
        content = file.read_bytes()
        if digest_of(PLAN, content) == digest:
            says = read_plain(content.decode(), PLAN)["says"]
            return Upload(digest, file.stem, str(says), folder, file)
    return None


def plan_text(plan: Plan) -> str:
    """Return a plan as YAML: every value that it has, none of it left to fill in."""
    return write_plain(plan.model_dump(mode="json", exclude_none=True))


def digest_of(kind: str, content: bytes) -> str:
    """Return the digest under which content of a kind is kept."""
    return hashlib.sha256(kind.encode() + b"\n" + content).hexdigest()[:16]


def _folder(site: Site, digest: str) -> Path:
    return site.folder.absolute() / UPLOADS / digest


def _text(data: bytes, path: str, site: Site) -> str:
    """Return the text of a file within the size that is taken."""
    most = site.limits.upload_bytes
    if len(data) > most:
        size = {"size": str(math.ceil(len(data) / KILOBYTE)), "most": str(most // KILOBYTE)}
        raise BadConfig([told(path, NO_VALUE, "forms_fault_file_large", **size)])
    if data.startswith(ARCHIVE):
        hint = "a plan is a text in YAML, a start a CSV; from a spreadsheet save as CSV UTF-8"
        raise BadConfig([Fault(path, NO_VALUE, "is a workbook or another archive, not a text", hint)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadConfig([Fault(path, NO_VALUE, f"line {line} is not UTF-8", "save the file as UTF-8")]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadConfig([Fault(path, NO_VALUE, f"line {line} holds a NUL, so this is no file of text")])
    return text


def _keep(site: Site, digest: str, place: str, content: bytes, path: str) -> None:
    """Write a file into the folder of its digest, unless it is there; refuse it if there is no more room."""
    file = _folder(site, digest) / place
    if file.is_file() and file.read_bytes() == content:
        return
    used = sum(max(BLOCK_BYTES, each.stat().st_size) for each in _files(site))
    if used + max(BLOCK_BYTES, len(content)) > site.limits.uploads_bytes:
        most = site.limits.uploads_bytes
        rule = f"there is no more room for uploads: {used:,} of {most:,} bytes are taken"
        hint = "whoever serves this page may clear the folder uploads; links to what is in it end then"
        raise BadConfig([Fault(path, NO_VALUE, rule, hint)])
    write_whole(file, content)


def _files(site: Site) -> Collection[Path]:
    return [each for each in (site.folder / UPLOADS).rglob("*") if each.is_file()]


def _checked(text: str, sources: Sources) -> Plan:
    """Return the plan of a text; raise BadConfig with every fault."""
    given = read_plain(text, PLAN)
    if not isinstance(given, dict):
        raise BadConfig([Fault(PLAN, NO_VALUE, MAPPING, "write `name: my_plan` and what else a plan has")])
    faults = [Fault(PLAN, NO_VALUE, "a line `# @package` is not taken", "take it out")] if PACKAGE.search(text) else []
    faults += [Fault(f"{PLAN}.{each.path}", each.value, each.rule, each.hint) for each in forbidden_keys(given)]
    for keys, fault in text_faults(given, PLAN):
        faults.append(fault)
        _put(given, keys, None)
    bases, of_bases = _bases(given.pop("defaults", None), sources)
    filled, of_facts = resolve({PLAN: given})
    own = filled[PLAN]
    faults += [*of_bases, *of_facts, *_of_name(own.get("name"), sources)]
    merged: Any = {}
    for base in bases:
        merged = _merged(merged, own if base is None else base)
    told = {fault.path for fault in faults}
    world = _world()
    try:
        checked = validate(Scenario, {**world, PLAN: merged}, fields_of(Scenario), [lambda: world])
        faults += [fault for fault in checked.faults if fault.path not in told]
        if checked.value is not None:
            found = [each for each in cross_faults(checked.value) if not checked.doubts(each)]
            faults += [each for each in found if each.path.startswith(f"{PLAN}.") and not set(DAYS) & set(each.reads)]
    except OverflowError as error:
        faults.append(Fault(PLAN, NO_VALUE, f"holds a number too large to reckon with: {error}"))
    if faults or checked.value is None:
        raise plain(BadConfig(faults or [Fault(PLAN, NO_VALUE, "cannot be used")]))
    return checked.value.plan


def _world() -> dict[str, Any]:
    """Return a scenario without fault for the plan to stand in; the days and the law of its own runs come later."""
    data, _ = resolve(compose_primary(Sources.of(), "run", {}).data)
    return {name: value for name, value in data.items() if name not in Settings.model_fields}


def _bases(entries: Any, sources: Sources) -> tuple[list[dict[str, Any] | None], list[Fault]]:
    """Return the plans that `defaults` name, in order, None for the file itself, and what is wrong with them."""
    path = f"{PLAN}.defaults"
    if entries is None:
        return [None], []
    if not isinstance(entries, list) or len(entries) > MOST_BASES:
        return [None], [Fault(path, NO_VALUE, f"must be a list of at most {MOST_BASES} names of plans")]
    found: list[dict[str, Any] | None] = []
    faults: list[Fault] = []
    for entry in entries:
        if entry == "_self_" and None not in found:
            found.append(None)
            continue
        if not isinstance(entry, str) or entry == "_self_":
            rule = "stands twice" if entry == "_self_" else "must be the name of a plan"
            faults.append(Fault(path, entry, rule, "defaults: [agreement_2018, _self_]"))
            continue
        unknown = sources.unknown_option(PLAN, bare(entry), path)
        if unknown is not None:
            faults.append(unknown)
            continue
        try:
            values, wrong = resolve(compose_primary(sources, "run", {PLAN: bare(entry)}).data)
        except BadConfig as bad:
            faults += bad.faults
            continue
        faults += wrong
        found.append(values[PLAN])
    return (found if None in found else [*found, None]), faults


def _merged(below: Any, above: Any) -> Any:
    """Lay one mapping over another: mappings join, all else is replaced, as Hydra does."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}


def _of_name(name: Any, sources: Sources) -> list[Fault]:
    """Return what is wrong with a name beside what the schema says of it."""
    path = f"{PLAN}.name"
    if name is None:
        return [Fault(path, NO_VALUE, "a name of its own must be given", "name: my_plan")]
    if not isinstance(name, str):
        return []
    if name in sources.options(PLAN):
        return [Fault(path, name, "a plan of that name is there already", f"such as my_{name}")]
    if len(name) > MOST_NAME:
        return [Fault(path, name, f"must have at most {MOST_NAME} letters")]
    return []


def _put(data: Any, keys: tuple[str | int, ...], value: Any) -> None:
    for key in keys[:-1]:
        data = data[key]
    data[keys[-1]] = value


def _by_commas(text: str) -> str:
    """Return a table whose columns are parted by semicolons with commas; any other as it is."""
    head = text.split("\n", 1)[0]
    if ";" not in head or "," in head:
        return text
    written = io.StringIO()
    try:
        csv.writer(written, lineterminator="\n").writerows(csv.reader(io.StringIO(text), delimiter=";"))
    except csv.Error as error:
        raise BadConfig([Fault(OF_START, NO_VALUE, f"is no CSV: {error}")]) from None
    return written.getvalue()


def _start(text: str) -> str:
    """Return a start written anew from what was read of it; raise BadConfig with its faults."""
    with tempfile.TemporaryDirectory(prefix="beredt-") as place:
        file = Path(place) / START
        file.write_text(text, encoding="utf-8", newline="")
        try:
            anchors, places = read_start_file(file)
        except csv.Error as error:
            raise BadConfig([Fault(OF_START, NO_VALUE, f"is no CSV: {error}")]) from None
        except ValueError as error:
            lines = str(error).replace(str(file), START).splitlines()
            raise BadConfig([Fault(OF_START, NO_VALUE, line) for line in lines]) from None
    written = io.StringIO()
    rows = csv.DictWriter(written, START_COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows({"kind": "stock", **anchor} for anchor in anchors)
    rows.writerows({"kind": "places", "where": name, "persons": count} for name, count in places.items())
    return written.getvalue()
