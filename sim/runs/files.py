"""Put a file in its place whole or not at all, also where the process is killed or the disk is full."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp"
STALE_SECONDS = 3600.0
"""Age from which a temporary file of another machine, whose processes cannot be asked, counts as left over."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoSpace(Exception):  # noqa: N818 - the name says what is wrong
    """There is no room for a file; what was written before it stays."""


@contextmanager
def room_for(path: Path) -> Iterator[None]:
    """Turn a disk, a quota or a size of file that is reached while `path` is written into NoSpace."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoSpace(
            f"no room for {path} ({error.strerror}): what was done before it is kept; "
            "make room and give the same command again"
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file by a temporary one beside it, which takes its place only when it is on the disk.

    Its folder is made if it is not there.

    Raises
    ------
    NoSpace : if there is no room; nothing is left of the attempt
    """
    part = path.parent / f".{path.name}~{_host()}~{os.getpid()}~{secrets.token_hex(4)}{TEMPORARY}"
    with room_for(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
            sync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; systems that cannot open a folder do it by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_left_over(folder: Path) -> list[Path]:
    """Remove temporary files of writers that are dead, in `folder` and below; return what was removed."""
    removed = []
    for path in folder.rglob(f".*~*{TEMPORARY}"):
        try:
            if _left_over(path):
                path.unlink()
                removed.append(path)
        except FileNotFoundError:  # its writer has just put it in its place
            continue
    return removed


def _left_over(path: Path) -> bool:
    host, process = path.name.split("~")[-3:-1]
    if host == _host():
        return not _alive(int(process))
    return time.time() - path.stat().st_mtime > STALE_SECONDS


def _alive(process: int) -> bool:
    """Tell whether a process can still write; one that has ended and only waits to be asked after (a zombie) cannot."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # no such table on this system, or ended since
        return not Path("/proc/self/stat").exists()
    return state not in ("Z", "X")


def _host() -> str:
    return socket.gethostname().replace("~", "-").replace("/", "-")
