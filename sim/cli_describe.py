"""`beredt describe`: pages about the model, filled from what the program uses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.config.faults import NO_VALUE, BadConfig, Fault

HELP = """\
usage: beredt describe [model|parameters|dictionary] [out=FILE] [overwrite=true]

Write a page in Markdown about the model as it is, filled from its configuration, facts and code.

pages
  model             the model after STRESS-DES; this one, if none is named
  parameters        every parameter with value, range, unit, year, source and warning
  dictionary        every stored table, column and series with unit and meaning

settings
  out=FILE          the file; without it the page is printed
  overwrite=true    replace the file

example
  beredt describe dictionary out=data_dictionary.md
"""


def describe(words: Sequence[str], early: Sequence[Fault]) -> int:
    """Print or write a page and return the exit code."""
    from sim.describe.pages import page

    name, out = _asked(words, early)
    text = page(name)
    if out is None:
        print(text, end="")
        return 0
    from sim.runs.files import write_whole

    try:
        write_whole(out, text.encode())
    except OSError as error:
        raise BadConfig([Fault("out", str(out), f"cannot be written: {error.strerror}", "give another file")]) from None
    print(f"{name}: {out}")
    return 0


def _asked(words: Sequence[str], early: Sequence[Fault]) -> tuple[str, Path | None]:
    """Return the page and the file to write, None to print it."""
    from sim.config.faults import nearest
    from sim.describe.pages import DOCUMENTS

    faults, pages, named = list(early), [], {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            pages.append(word)
            if word not in DOCUMENTS:
                hint = nearest(word, DOCUMENTS) or f"known: {', '.join(DOCUMENTS)}"
                faults.append(Fault(word, NO_VALUE, "there is no such page", hint))
        elif key not in ("out", "overwrite") or not value:
            faults.append(Fault(key, value, f"unknown key {key!r}", "describe takes out=FILE and overwrite=true"))
        elif key == "overwrite" and value not in ("true", "false"):
            faults.append(Fault(key, value, "must be true or false"))
        else:
            named[key] = value
    if len(pages) > 1:
        faults.append(Fault(" ".join(pages), NO_VALUE, "one page at a time"))
    out = Path(named["out"]) if "out" in named else None
    if out is not None and out.exists() and (out.is_dir() or named.get("overwrite") != "true"):
        hint = "give a file" if out.is_dir() else "give another file, or say overwrite=true to replace it"
        faults.append(Fault("out", str(out), "is a folder" if out.is_dir() else "is there already", hint))
    if faults:
        raise BadConfig(faults)
    return (pages[0] if pages else "model"), out
