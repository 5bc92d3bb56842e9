"""The answers that are kept: which there are, what was asked, how large they are; taken away by a button, or for room.

Beside the folder of an answer lies a note of the address that asked for it, written anew whenever the answer is shown:
its time says how long the answer was not used. Nothing but folders of answers of this server, and their notes, is
ever removed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sim.runs.files import NoSpace, write_whole
from sim.runs.outdir import MANIFEST
from sim.views.languages import LANGUAGES
from sim.views.words import Words
from sim.web.queue import Queue

ASKED = "asked"
KEY = re.compile(r"[0-9a-f]{16}|[a-z]+-[0-9a-f]{8,64}-(?:en|nb)")
"""Names of folders of answers: of a comparison its digest, of a study its verb, digest and language."""
SHOWN_SECONDS = 600.0
"""Time since it was last asked for in which an answer counts as shown now, and is not taken for room; our choice."""


@dataclass(frozen=True)
class Kept:
    """An answer that is kept.

    Attributes
    ----------
    key : name of its folder
    language : in which it is told; empty where it is told in any
    address : that asks for it, in no language; empty where that is not known
    told : what was asked, by language
    made : when it was done, or last worked at
    used : when it was last asked for, seconds
    size : bytes
    whole : whether it is done; else it holds runs from which the work goes on
    """

    key: str
    language: str
    address: str
    told: Mapping[str, str]
    made: dt.datetime
    used: float
    size: int
    whole: bool


class Shelf:
    """The answers of a server.

    Parameters
    ----------
    folder : of the server; notes lie in `asked/` in it
    most_bytes : that all answers may take together
    """

    def __init__(self, folder: Path, queue: Queue, most_bytes: int) -> None:
        self._notes, self._queue, self._most_bytes = folder / ASKED, queue, most_bytes

    def note(self, key: str, address: str, told: Callable[[Words], str]) -> None:
        """Note that an answer is asked for now, and of what, unless that is noted already or the disk is full."""
        file = self._notes / key
        try:
            os.utime(file)
        except FileNotFoundError:
            lines = {code: told(words) for code, words in LANGUAGES.items()}
            with suppress(NoSpace, OSError):  # the answer is shown all the same
                write_whole(file, json.dumps({"address": address, "told": lines}).encode())

    def all(self) -> list[Kept]:
        """Return the answers, those made last first."""
        return sorted(self._found(), key=lambda each: (each.made, each.key), reverse=True)

    def remove(self, key: str) -> bool:
        """Take an answer away and return whether that was done: not where it is made or shown now, or is not there."""
        if KEY.fullmatch(key) is None or not self._queue.take_away(key):
            return False
        with suppress(OSError):  # a note that stays tells of nothing
            (self._notes / key).unlink()
        return True

    def make_room(self) -> None:
        """Take away answers that were not used for longest until the others have room, and notes of none."""
        found = list(self._found())
        total, latest = sum(each.size for each in found), time.time() - SHOWN_SECONDS
        for each in sorted(found, key=lambda each: each.used):
            if total > self._most_bytes and each.used < latest and self.remove(each.key):
                total -= each.size
        self._forget()

    def _forget(self) -> None:
        """Remove the notes of what is neither there nor asked for."""
        used = self._queue.in_use()
        for file in self._notes.glob("*"):
            old = KEY.fullmatch(file.name) and not self._queue.folder(file.name).exists() and file.name not in used
            with suppress(OSError):  # as above
                if old and file.stat().st_mtime < time.time() - SHOWN_SECONDS:
                    file.unlink()

    def _found(self) -> Iterator[Kept]:
        results = self._queue.folder("")
        for folder in results.iterdir():
            if KEY.fullmatch(folder.name) is None or folder.is_symlink() or not folder.is_dir():
                continue
            with suppress(FileNotFoundError):  # taken away while it is looked at
                yield self._one(folder)

    def _one(self, folder: Path) -> Kept:
        manifest = folder / MANIFEST
        whole = manifest.is_file()
        made = (manifest if whole else folder).stat().st_mtime
        address, told, used = self._noted(folder.name)
        _, _, language = folder.name.partition("-")[2].rpartition("-")
        day = dt.datetime.fromtimestamp(made)
        return Kept(folder.name, language, address, told, day, max(used, made), size_of(folder), whole)

    def _noted(self, key: str) -> tuple[str, Mapping[str, str], float]:
        """Return what is noted of an answer; nothing where that is no note of ours."""
        file = self._notes / key
        try:
            found, used = json.loads(file.read_bytes()), file.stat().st_mtime
            return str(found["address"]), {code: str(found["told"][code]) for code in LANGUAGES}, used
        except (OSError, ValueError, KeyError, TypeError):
            return "", {}, 0.0


def size_of(folder: Path) -> int:
    """Return what lies in a folder, bytes; what it links to is not in it."""
    total = 0
    for place, _, files in os.walk(folder):
        for name in files:
            with suppress(FileNotFoundError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total
