"""How a command is written where people read it, and paste it into a shell; and the days in what is said of it."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Sequence

from sim.views.words import Words

QUOTED = re.compile(r"[\w=.,:/@+ \[\](){}'-]*[ \[\](){}'][\w=.,:/@+ \[\](){}'-]*", re.ASCII)
"""A word that needs quotes and holds nothing that a shell looks for within double ones."""


def command_line(words_of_command: Sequence[str]) -> str:
    """Join the words of a command, in double quotes where these do, which the shells of every system understand."""
    return " ".join(f'"{word}"' if QUOTED.fullmatch(word) else shlex.quote(word) for word in words_of_command)


def day(date: dt.date, words: Words) -> str:
    """Write a day as the command line takes it, in English, or as people write it in the language."""
    return date.isoformat() if words.code == "en" else words.date(date)
