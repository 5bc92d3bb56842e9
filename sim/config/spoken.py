"""Words of the command line, made of plain values: the other way round from `overrides`, which reads them.

Text is always quoted, so that nothing in it is taken for grammar.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.config.faults import NO_VALUE, BadConfig, Fault

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
"""A dotted key, such as `plan.reception.buffer_places`."""


def spoken(changes: Mapping[str, Any]) -> Iterator[str]:
    """Yield a word for each change, such as `plan.reception.buffer_places=500`.

    Parameters
    ----------
    changes : values by dotted key: numbers, true or false, None, text, dates, lists and mappings of these

    Raises
    ------
    BadConfig : with every key or value that no word can say
    """
    words, faults = [], []
    for key, value in changes.items():
        if not KEY.fullmatch(key):
            faults.append(Fault(key, NO_VALUE, "is no dotted key", "write plan.reception.buffer_places"))
            continue
        try:
            words.append(f"{key}={_written(value)}")
        except ValueError as error:
            faults.append(Fault(key, value, str(error)))
    if faults:
        raise BadConfig(faults)
    yield from words


def _written(value: Any) -> str:
    """Write a value in Hydra's grammar; raise ValueError if it has no place there."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("must be a finite number")
        return repr(float(value))
    if isinstance(value, dt.date):
        return f"'{value.isoformat()[:10]}'"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_name(key)}:{_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(map(_written, value)) + "]"
    raise ValueError(f"must be a number, text, a date, a list or a mapping, not {type(value).__name__}")


def _quoted(text: str) -> str:
    if "\\" in text or "\n" in text or "${" in text:
        raise ValueError("text must hold no backslash, no line break and no ${")
    return "'" + text.replace("'", "\\'") + "'"


def _name(key: object) -> str:
    if isinstance(key, int) or (isinstance(key, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", key)):
        return str(key)
    raise ValueError(f"{key!r} is no name of a mapping")
