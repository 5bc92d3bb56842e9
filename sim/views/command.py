"""How a command is written where people read it, and paste it into a shell; and the days in what is said of it."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Sequence

from sim.views.words import Words

QUOTED = re.compile(r"[\w=.,:/@+ \[\](){}'-]*[ \[\](){}'][\w=.,:/@+ \[\](){}'-]*", re.ASCII)
"""A word that needs quotes and holds nothing that a shell looks for within double ones."""


HOW = ("progress", "language")
"""Settings that say how an answer is told, and not what is asked."""
LANGUAGE_FROM = ("language", "--config-dir")
"""Words of a command that may have set the language."""


def command_again(words_of_command: Sequence[str], words: Words) -> str:
    """Write the command that gives an answer again, in the language in which it is shown, wherever that is told.

    English is named where the command named a language, or folders of its user, which may name another.
    """
    keys = [(word, word.partition("=")[0].lstrip("+")) for word in words_of_command]
    asked = [word for word, key in keys if key not in HOW]
    named = words.code != "en" or any(key in LANGUAGE_FROM for _, key in keys)
    return command_line([*asked, *([f"language={words.code}"] if named else [])])


def command_line(words_of_command: Sequence[str]) -> str:
    """Join the words of a command, in double quotes where these do, which the shells of every system understand."""
    return " ".join(f'"{word}"' if QUOTED.fullmatch(word) else shlex.quote(word) for word in words_of_command)


def day(date: dt.date, words: Words) -> str:
    """Write a day as the command line takes it, in English, or as people write it in the language."""
    return date.isoformat() if words.code == "en" else words.date(date)
