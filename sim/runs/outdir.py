"""The folder of results: checked before anything runs, filled beside its place, put there whole or not.

Where nobody names a folder, a new one in `outputs/` of the current folder is taken.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.config.faults import BadConfig, Fault

MANIFEST = "manifest.json"
"""The file that marks a folder as written by Beredt."""
LOG = "fault.log"
"""Where a fault of the program is told; a folder that holds nothing else counts as empty."""


def folder_fault(out: Path, overwrite: bool) -> Fault | None:
    """Return why results cannot be put into `out`, or None.

    An existing folder is taken if it is empty, or if `overwrite` holds and Beredt wrote it.
    """
    try:
        return _folder_fault(out, overwrite)
    except (OSError, ValueError) as error:
        return Fault("out", str(out), f"cannot be used: {error.args[-1]}", "give another folder")


def _folder_fault(out: Path, overwrite: bool) -> Fault | None:
    if out.is_symlink() and not out.exists():
        return Fault("out", str(out), "is a link that leads nowhere")
    if out.exists():
        if not out.is_dir():
            return Fault("out", str(out), "is a file, not a folder", "give another folder")
        if not _empty(out):
            if not (out / MANIFEST).is_file():
                return Fault("out", str(out), "holds files that Beredt did not write", "give another folder")
            if not overwrite:
                way_out = "give another folder, or say overwrite=true to replace it"
                return Fault("out", str(out), "holds an earlier result", way_out)
    parent = out.absolute().parent
    if parent.exists() and not parent.is_dir():
        return Fault("out", str(out), f"{out.parent} is a file, not a folder", "give another folder")
    if not parent.is_dir():
        return Fault("out", str(out), f"{out.parent} is not there", "make that folder first, or give another")
    return unwritable(out, parent)


def unwritable(out: Path, within: Path) -> Fault | None:
    """Return why results for `out` cannot be written, or None.

    It is tried: a folder is made, as the work does first, and taken away.
    Permissions alone do not tell: they forbid the administrator nothing, and a place may be read-only all the same.

    Parameters
    ----------
    within : folder in which the work is begun; where it is not there, it is made in the nearest above it
    """
    place = _nearest_folder(within.absolute())
    try:
        with tempfile.TemporaryDirectory(prefix=".beredt-", dir=place):
            return None
    except OSError as error:
        rule = f"nothing can be written in {place}: {error.strerror}"
        return Fault("out", str(out), rule, "give another folder")


def default_folder(verb: str, now: dt.datetime) -> Path:
    """Return the folder of a result nobody named: outputs/VERB-DATE-TIME-XXXX below the current folder."""
    return Path("outputs") / f"{verb}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def make_parent(out: Path) -> None:
    """Make the folder above `out`, for a folder nobody named; raise BadConfig if that cannot be done."""
    try:
        out.parent.mkdir(exist_ok=True)
    except OSError as error:
        rule = f"cannot be made: {error.strerror}"
        raise BadConfig(
            [Fault("out", str(out.parent.absolute()), rule, "give a folder with out=DIR")]
        ) from error


def check_folder(out: Path, overwrite: bool) -> None:
    """Raise BadConfig if results cannot be put into `out`."""
    fault = folder_fault(out, overwrite)
    if fault is not None:
        raise BadConfig([fault])


def earlier(out: Path) -> str | None:
    """Return the command of the earlier result in `out`, empty if it is not told there; None if there is no result."""
    try:
        return shlex.join(json.loads((out / MANIFEST).read_text(encoding="utf-8"))["command"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return ""


@contextmanager
def results_folder(out: Path, overwrite: bool = False) -> Iterator[Path]:
    """Give a new folder beside `out` to write into; on leaving without an error it takes the place of `out`.

    After an error or an interrupt nothing is left behind and `out` is as it was.

    Raises
    ------
    BadConfig if `out` cannot be used, before or, because somebody else put something there, after the work.
    """
    check_folder(out, overwrite)
    place = out.absolute()
    work = place.parent / f".{place.name}.{secrets.token_hex(4)}.partial"
    try:
        work.mkdir()
    except OSError as error:
        rule = f"no folder can be made in {place.parent}: {error.strerror}"
        raise BadConfig([Fault("out", str(out), rule, "give another folder")]) from error
    try:
        yield work
        check_folder(out, overwrite)
        if place.exists():
            _replace(place, work)
        else:
            work.rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_log(out: Path, text: str) -> Path | None:
    """Write a fault of the program into `out`; return the file, or None if `out` cannot be written.

    A folder with results gets no log inside: there it is written beside the folder.
    """
    target = (
        out / LOG if not out.exists() or (out.is_dir() and _empty(out)) else out.parent / f"{out.name}.{LOG}"
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return target


def _replace(place: Path, work: Path) -> None:
    """Put `work` in the place of an existing folder; the old one goes only when the new one stands."""
    old = work.with_suffix(".old")
    place.rename(old)
    try:
        work.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old)


def _empty(folder: Path) -> bool:
    return all(entry.name == LOG for entry in folder.iterdir())


def _nearest_folder(path: Path) -> Path:
    while not path.is_dir():
        path = path.parent
    return path
