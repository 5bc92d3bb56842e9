"""One driver a folder: a lock that the system gives back when the process that holds it ends, however it ends."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.runs.files import room_for

LOCK = "lock.json"
"""Says who holds the folder, and since when. The file stays; what counts is the lock on it."""
BUSY = (errno.EWOULDBLOCK, errno.EACCES)
TRIES, LOOKS, PAUSE_SECONDS = 4, 20, 0.05
"""Tries to take the lock, looks at who holds it, and the pause between them.

The holder writes its name just after it has the lock."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder.

    Raises
    ------
    BadConfig : if another process holds it, with its process, machine and since when
    NoSpace : if there is not even room to say who holds it
    """
    with room_for(folder / LOCK):
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _take(handle, folder)
        with room_for(folder / LOCK):
            _tell(handle, {"pid": os.getpid(), "host": socket.gethostname(), "since": now()})
        try:
            yield
        finally:
            _tell(handle, None)
    finally:
        os.close(handle)


def holder(folder: Path) -> dict[str, Any] | None:
    """Return {pid, host, since} of who holds the folder; None if nobody does; {} if it does not say."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return None
    except PermissionError:
        return _read(folder) or None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except OSError:
        return _read(folder)
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        _try(handle)
    except OSError as error:
        if error.errno not in BUSY:
            rule = f"cannot be locked on this file system: {error.strerror}"
            raise BadConfig([Fault("out", str(folder), rule, "give a folder on a local disk")]) from error
        who = _read(folder)
        by = "process {pid} on {host} since {since}".format(**who) if who else "another process"
        hint = "wait for it or stop it; beredt status tells how far it is"
        raise BadConfig([Fault(f"sweep {folder.name}", NO_VALUE, f"is being run by {by}", hint)]) from error


def _try(handle: int) -> None:
    """Take the lock; who only looks at it (see `holder`) has it for a moment, so more than one try is made."""
    for _ in range(TRIES - 1):
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in BUSY:
                raise
            time.sleep(PAUSE_SECONDS)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _tell(handle: int, who: Mapping[str, Any] | None) -> None:
    os.ftruncate(handle, 0)
    if who is not None:
        os.pwrite(handle, json.dumps(who).encode(), 0)


def _read(folder: Path) -> dict[str, Any]:
    for _ in range(LOOKS):
        try:
            who = json.loads((folder / LOCK).read_text(encoding="utf-8"))
            return {name: who[name] for name in ("pid", "host", "since")}
        except (ValueError, KeyError, OSError):
            time.sleep(PAUSE_SECONDS)
    return {}


def now() -> str:
    """Return the time, to be read by machines and people."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
