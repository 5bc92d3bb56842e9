"""`beredt serve`: the page for planners, on this machine only."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.config.faults import NO_VALUE, BadConfig, Fault

HELP = """\
usage: beredt serve [port=8000] [boundaries=FILE] [out=DIR] [results_mb=N] [--config-dir DIR]

Answer a browser on this machine: choose a start, a shock and up to four plans, move their levers, and read what
breaks first, what each plan buys, what it costs whom, and what it means for each municipality; in Bokmål and English.
It needs the extra `web` (pip install 'beredt[web]'), binds to 127.0.0.1 only and asks nothing of any other host.

settings
  port=8000         where it listens; 0 takes any that is free
  boundaries=FILE   GeoJSON of your own with borders for the map (longitude and latitude, or UTM 33)
  out=DIR           folder of results and uploads (outputs/served); what is finished is found there again
  results_mb=10000  megabytes that all answers may take; beyond it those not looked at for longest are removed
  --config-dir DIR  your own YAML: plans, shocks, starts, and other values

Stop it with Ctrl-C; a job at work is given up, what is finished stays.
"""
ADDRESS = "127.0.0.1"
PORT, HIGHEST = 8000, 65535
MOST_HEAD = 65_536
"""Bytes of the address and the headers of a request that may come in pieces; uvicorn leaves 16,384, less than an
address of a long question."""
RESULTS_MB, MOST_MB, MEGABYTE = 10_000, 10_000_000, 1_000_000
"""Room for answers, our choice, and the most that can be asked for, megabytes; bytes of one."""
NEEDED = "needs libraries that are not installed: starlette, uvicorn, python-multipart, openpyxl"
INSTALL = "pip install 'beredt[web]'"


def serve(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Serve until Ctrl-C and return the exit code."""
    asked = _asked(words, config_dirs, early)
    try:
        import uvicorn

        from sim.web.app import application
        from sim.web.site import Limits, Site
    except ModuleNotFoundError as error:
        raise BadConfig([Fault("serve", error.name or NO_VALUE, NEEDED, INSTALL)]) from None
    listening = _listening(asked.port)
    limits = Limits(results_bytes=asked.results_mb * MEGABYTE)
    app = application(Site(asked.folder, tuple(config_dirs), asked.boundaries, limits))
    here = f"http://{ADDRESS}:{listening.getsockname()[1]}/"
    print(f"Beredt answers at {here}  (Ctrl-C stops it; results: {asked.folder})", flush=True)
    config = uvicorn.Config(app, log_level="warning", server_header=False, h11_max_incomplete_event_size=MOST_HEAD)
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    return 0 if server.started else 1


def _listening(port: int) -> socket.socket:
    """Return a socket of this machine alone; BadConfig if the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        listening.listen()  # who asks before all is ready waits
    except OSError as error:
        listening.close()
        hint = "give another, such as port=8001, or port=0 for any that is free"
        raise BadConfig([Fault("port", port, f"cannot be used: {error.strerror}", hint)]) from None
    return listening


class _Asked(NamedTuple):
    port: int
    folder: Path
    boundaries: Path | None
    results_mb: int


def _asked(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> _Asked:
    """Return what the server is asked for; BadConfig with every fault."""
    faults = list(early)
    named = {"port": str(PORT), "out": str(Path("outputs") / "served"), "results_mb": str(RESULTS_MB)}
    for word in words:
        key, equals, value = word.partition("=")
        if key not in (*named, "boundaries") or not equals or not value:
            hint = "serve takes port, boundaries, out and results_mb"
            faults.append(Fault(key, value or NO_VALUE, f"unknown key {key!r}", hint))
        else:
            named[key] = value
    if not named["port"].isdecimal() or int(named["port"]) > HIGHEST:
        faults.append(Fault("port", named["port"], f"must be a whole number from 0 to {HIGHEST}"))
    if not named["results_mb"].isdecimal() or not 1 <= int(named["results_mb"]) <= MOST_MB:
        faults.append(Fault("results_mb", named["results_mb"], f"must be a whole number from 1 to {MOST_MB}"))
    boundaries = Path(named["boundaries"]) if "boundaries" in named else None
    if boundaries is not None and not boundaries.is_file():
        faults.append(Fault("boundaries", str(boundaries), "no such file", "give a GeoJSON with borders"))
    folder = Path(named["out"])
    if folder.exists() and not folder.is_dir():
        faults.append(Fault("out", str(folder), "is a file, not a folder", "give another folder"))
    from sim.config.compose import Sources

    Sources.of(config_dirs, early=faults)
    if faults:
        raise BadConfig(faults)
    return _Asked(int(named["port"]), folder, boundaries, int(named["results_mb"]))
