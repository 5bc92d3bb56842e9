"""Lay saved changes over another run of the same build: the reverse of `sim.runs.graph`."""

from __future__ import annotations

import array
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from sim.runs.graph import follow
from sim.runs.plain import Unplain


class OverlayError(ValueError):
    """The saved changes do not fit the run they are laid over."""


_GONE = object()
"""Stands for an old object that the new run does not have and need not have."""


class Overlay:
    """Saved changes on their way into a run.

    Parameters
    ----------
    root : the run
    reached, acts, made : as `graph.Changes` has them
    arrays : the long arrays by type
    elsewhere : given the names on the way to an old object (attributes, items, keys), says where it is now: None
        for the same place, the changed names, or an empty tuple if it has no place in this run

    Raises
    ------
    OverlayError : if the changes do not fit
    """

    def __init__(
        self,
        root: object,
        reached: Mapping[int, tuple[int, Any]],
        acts: list[list[Any]],
        made: list[list[Any]],
        arrays: Mapping[str, npt.NDArray[Any]],
        elsewhere: Callable[[tuple[Any, ...]], tuple[Any, ...] | None] = lambda names: None,
    ) -> None:
        self._plain = Unplain(arrays)
        self._acts, self._described = acts, made
        self._made: dict[int, Any] = {}
        self._places: dict[int, str] = {}
        self._old: dict[int, Any] = {}
        names: dict[int, tuple[Any, ...]] = {}
        for number in sorted(reached):  # whoever holds comes before what it holds
            parent, (kind, plain) = reached[number]
            if parent < 0:
                self._old[number], names[number], self._places[number] = root, (), "run"
                continue
            name = self._plain.value(plain)
            names[number] = (*names[parent], name)
            place = elsewhere(names[number])
            if place is not None:
                name = place[-1] if place else name
            self._places[number] = f"{self._places[parent]}.{name}"
            if self._old[parent] is _GONE or place == ():
                self._old[number] = _GONE
                continue
            try:
                self._old[number] = follow(self._old[parent], kind, name)
            except (LookupError, AttributeError, TypeError) as error:
                raise OverlayError(f"the run has no {self._places[number]}") from error
        self._was = {
            number: thing.copy() for number, thing in self._old.items() if isinstance(thing, np.ndarray)
        }

    def lay(self) -> None:
        """Make all changes."""
        for what, number, *rest in self._acts:
            thing = self._old[number]
            if thing is _GONE:
                continue
            try:
                _ACTS[what](self, thing, *rest)
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                raise OverlayError(f"{self._places[number]} does not fit: {what}: {error}") from error

    # -- changes in old objects ----------------------------------------------------------------------

    def _cells(self, thing: npt.NDArray[Any], shape: list[int], cells: list[Any]) -> None:
        where, values = (self._plain.array(each) for each in cells)
        if values.dtype != thing.dtype:
            raise ValueError(f"an array of {values.dtype} over one of {thing.dtype}")
        thing[np.unravel_index(where, shape)] = values

    def _numbers(self, thing: array.array[Any], reference: list[Any]) -> None:
        thing[:] = array.array(thing.typecode, self._plain.array(reference).tobytes())

    def _members(self, thing: set[Any], members: list[Any]) -> None:
        thing.clear()
        for each in members:
            thing.add(self._plain.value(each))

    def _tail(self, thing: Any, same: int, length: int, values: list[Any]) -> None:
        if len(thing) != length:
            raise ValueError(f"a list of {length} has {len(thing)} here")
        kept = [thing[place] for place in range(same)]
        thing.clear()
        thing.extend([*kept, *(self._value(each) for each in values)])

    def _order(self, thing: dict[Any, Any], keys: list[Any]) -> None:
        wanted = [self._plain.value(key) for key in keys]
        held = dict(thing)
        thing.clear()
        thing.update({key: held.pop(key) for key in wanted if key in held})
        thing.update(held)

    def _set(self, thing: Any, step: list[Any], value: Any) -> None:
        kind, name = step[0], self._plain.value(step[1])
        new = self._value(value)
        if kind == "attr":
            object.__setattr__(thing, name, new)
        elif kind in ("item", "key"):
            thing[name] = new
        else:
            names = thing.__code__.co_freevars
            thing.__closure__[names.index(name)].cell_contents = new

    def _drop(self, thing: Any, step: list[Any]) -> None:
        kind, name = step[0], self._plain.value(step[1])
        if kind == "key":
            thing.pop(name, None)
        else:
            object.__delattr__(thing, name)

    # -- values --------------------------------------------------------------------------------------

    def _value(self, data: Any) -> Any:
        """Return what is described: a plain value, an old object of this run, or a new one, made once."""
        if isinstance(data, dict):
            ((kind, of),) = data.items()
            if kind == "old":
                if self._old[of] is _GONE:
                    raise ValueError(f"{self._places[of]} is wanted and is not in this run")
                return self._old[of]
            if kind == "new":
                if of not in self._made:
                    self._make(of)
                return self._made[of]
            if kind == "tuple":
                return tuple(self._value(each) for each in of)
            if kind == "named":
                return self._plain.class_of(of[0])(*(self._value(each) for each in of[1]))
        return self._plain.value(data)

    def _make(self, number: int) -> None:
        """Make a new object; what it holds is put in when it is there, so that it may hold itself."""
        kind, *of = self._described[number]
        if kind == "array":
            self._made[number] = self._plain.array(of[0])
        elif kind == "like":
            self._made[number] = self._was[of[0]].copy()
            self._cells(self._made[number], of[1], of[2])
        elif kind == "numbers":
            self._made[number] = array.array(of[0], self._plain.array(of[1]).tobytes())
        elif kind == "memory":
            self._made[number] = self._value(of[0]).data
        elif kind == "list":
            filled: list[Any] = []
            self._made[number] = filled
            filled.extend(self._value(each) for each in of[0])
        elif kind == "deque":
            queue: deque[Any] = deque(maxlen=of[0])
            self._made[number] = queue
            queue.extend(self._value(each) for each in of[1])
        elif kind == "dict":
            table: dict[Any, Any] = {}
            self._made[number] = table
            for key, value in of[0]:
                table[self._plain.value(key)] = self._value(value)
        elif kind == "set":
            self._made[number] = {self._plain.value(each) for each in of[0]}
        elif kind == "model":
            model = self._plain.class_of(of[0], BaseModel)
            self._made[number] = model.model_construct(**{name: self._value(value) for name, value in of[1]})
        elif kind == "object":
            thing = object.__new__(self._plain.class_of(of[0]))
            self._made[number] = thing
            for name, value in of[1]:
                object.__setattr__(thing, name, self._value(value))
        else:
            raise ValueError(f"no object is described by {kind!r}")


_ACTS: dict[str, Callable[..., None]] = {
    "cells": Overlay._cells,
    "numbers": Overlay._numbers,
    "members": Overlay._members,
    "tail": Overlay._tail,
    "order": Overlay._order,
    "set": Overlay._set,
    "drop": Overlay._drop,
}
