"""How a command is written where people read it, and paste it into a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

QUOTED = re.compile(r"[\w=.,:/@+ \[\](){}'-]*[ \[\](){}'][\w=.,:/@+ \[\](){}'-]*", re.ASCII)
"""A word that needs quotes and holds nothing that a shell looks for within double ones."""


def command_line(words_of_command: Sequence[str]) -> str:
    """Join the words of a command, in double quotes where these do, which the shells of every system understand."""
    return " ".join(f'"{word}"' if QUOTED.fullmatch(word) else shlex.quote(word) for word in words_of_command)
