"""`beredt report`: a folder of results as one page for the meeting and for print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.config.faults import NO_VALUE, BadConfig, Fault

HELP = """\
usage: beredt report DIR [language=nb] [out=FILE] [overwrite=true]

Write what a verb put into DIR (compare, run, backtest or any study) as one HTML file that needs nothing else:
sentences, tables, figures with their numbers, assumptions with sources and warnings, for what the model is
validated, seeds, versions and the command. It opens without a network, and prints to PDF from the browser.

settings
  language=nb       Bokmål (nb) or English (en): what run and compare wrote is told in either; the answer of a study
                    in the one that it was asked in (asked again with language=nb, no run is done anew)
  out=FILE          the file (DIR/report.html); it is not replaced unless overwrite=true, but for DIR/report.html

example
  beredt report outputs/breakpoint/breakpoint-1a2b3c4d
"""
NAME = "report.html"


def report(words: Sequence[str], early: Sequence[Fault]) -> int:
    """Write the report and return the exit code."""
    from sim.report.page import write
    from sim.views.languages import LANGUAGES, language

    folder, out, code = _asked(words, early)
    told = language(code) if code else None
    written = write(folder, out, told)
    print((told or LANGUAGES["en"]).say("console_report", file=written))
    return 0


def _asked(words: Sequence[str], early: Sequence[Fault]) -> tuple[Path, Path, str]:
    """Return the folder of results, the file to write, and the language; empty for that of what stands there."""
    from sim.views.languages import LANGUAGES

    faults, folders, named = list(early), [], {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or Path(word).exists():
            folders.append(Path(word))
        elif key not in ("language", "out", "overwrite") or not value:
            hint = "report takes language=nb, out=FILE and overwrite=true"
            faults.append(Fault(key, value, f"unknown key {key!r}", hint))
        elif key == "language" and value not in LANGUAGES:
            faults.append(Fault(key, value, f"must be one of {', '.join(LANGUAGES)}"))
        elif key == "overwrite" and value not in ("true", "false"):
            faults.append(Fault(key, value, "must be true or false"))
        else:
            named[key] = value
    if len(folders) != 1:
        faults.append(Fault("DIR", NO_VALUE, "one folder of results is needed", "beredt report outputs/NAME"))
    out = Path(named["out"]) if "out" in named else None
    if out is not None and out.exists() and (out.is_dir() or named.get("overwrite") != "true"):
        folder = out.is_dir()
        hint = "give a file" if folder else "give another file, or say overwrite=true to replace it"
        faults.append(Fault("out", str(out), "is a folder" if folder else "is there already", hint))
    elif out is not None and not out.absolute().parent.is_dir():
        faults.append(Fault("out", str(out), f"{out.absolute().parent} is not there", "make that folder first"))
    if faults:
        raise BadConfig(faults)
    return folders[0], out or folders[0] / NAME, named.get("language", "")
