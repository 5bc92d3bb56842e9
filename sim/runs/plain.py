"""Values as plain data that JSON can hold, with their arrays beside it, and back again; nothing is ever run.

Arrays of one type lie end to end in one long array, and a reference is [type, first, shape].
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from fractions import Fraction
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt

VALUES = (NoneType, bool, int, float, str, bytes, np.generic, dt.date, Enum, Fraction)
"""Kinds that hold nothing and cannot change."""


class UnknownKindError(TypeError):
    """Something of a kind of which nobody has said how it is saved."""

    def __init__(self, path: str, thing: object) -> None:
        kind = f"{type(thing).__module__}.{type(thing).__qualname__}"
        super().__init__(
            f"{path} is a {kind}, which cannot be saved as state; "
            "hold plain values, arrays, lists, dicts or objects of classes of Beredt there"
        )


def same_value(new: Any, old: Any) -> bool:
    """Whether nothing was exchanged: the same object, or an equal value of the same type."""
    if new is old:
        return True
    if type(new) is not type(old):
        return False
    if isinstance(new, float):  # signs of zero and NaN count too
        return new.hex() == float(old).hex()
    if isinstance(new, tuple) and len(new) == len(old):
        return all(same_value(a, b) for a, b in zip(new, old, strict=True))
    if not isinstance(new, VALUES):
        return False
    equal: bool = new == old
    return bool(equal)


class Plain:
    """Turns values into plain data and gathers their arrays."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[npt.NDArray[Any]]] = {}
        self._length: dict[str, int] = {}

    def array(self, values: npt.NDArray[Any]) -> list[Any]:
        """Keep an array; return the reference to it."""
        kind = values.dtype.str
        first = self._length.get(kind, 0)
        self._pieces.setdefault(kind, []).append(values.reshape(-1).copy())
        self._length[kind] = first + values.size
        return [kind, first, list(values.shape)]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the long arrays by type."""
        return {kind: np.concatenate(pieces) for kind, pieces in self._pieces.items()}

    def value(self, value: Any) -> Any:
        """Describe a value that holds nothing, or a tuple of such."""
        if type(value) in (NoneType, bool, int, float, str):
            return value
        if isinstance(value, Enum):
            return {"enum": [self.class_of(type(value)), value.name]}
        if isinstance(value, np.generic):
            return {"numpy": self.array(np.asarray(value))}
        if type(value) is dt.date:
            return {"date": value.isoformat()}
        if type(value) is Fraction:
            return {"fraction": [value.numerator, value.denominator]}
        if type(value) is bytes:
            return {"bytes": value.hex()}
        if type(value) is tuple:
            return {"tuple": [self.value(each) for each in value]}
        raise UnknownKindError("a value", value)

    @staticmethod
    def class_of(kind: type) -> str:
        """Name a class of Beredt whose objects are records."""
        if kind.__module__.split(".")[0] != "sim":
            raise UnknownKindError("a value", kind)
        return f"{kind.__module__}:{kind.__qualname__}"


class Unplain:
    """Turns plain data back into values."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._arrays = arrays

    def array(self, reference: list[Any]) -> npt.NDArray[Any]:
        """Return a copy of an array."""
        kind, first, shape = reference
        size = int(np.prod(shape, dtype=np.int64))
        return self._arrays[kind][first : first + size].reshape(shape).copy()

    def value(self, data: Any) -> Any:
        """Return the value; LookupError or ValueError if the description makes none."""
        if not isinstance(data, dict):
            return data
        ((kind, of),) = data.items()
        if kind == "enum":
            return self.class_of(of[0], Enum)[of[1]]
        if kind == "numpy":
            return self.array(of)[()]
        if kind == "date":
            return dt.date.fromisoformat(of)
        if kind == "fraction":
            return Fraction(*of)
        if kind == "bytes":
            return bytes.fromhex(of)
        if kind == "tuple":
            return tuple(self.value(each) for each in of)
        raise ValueError(f"no value is described by {kind!r}")

    @staticmethod
    def class_of(name: str, base: type | None = None) -> Any:
        """Find a record of Beredt that is loaded already: a data class, a named tuple or, as `base`, an Enum."""
        module, _, path = name.partition(":")
        found: Any = sys.modules.get(module) if module.split(".")[0] == "sim" else None
        for part in path.split("."):
            found = getattr(found, part, None)
        if isinstance(found, type):
            if base is not None and issubclass(found, base):
                return found
            if base is None and (is_dataclass(found) or issubclass(found, tuple)):
                return found
        raise ValueError(f"{name} is no record of Beredt")
