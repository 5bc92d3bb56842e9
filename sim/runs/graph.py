"""What has changed in an object and all it holds, as plain data.

A run is one object that holds others: institutions, queues, columns, lists by day. `Before` remembers them as
they are; `Before.changes` says later what has become different; `sim.runs.overlay` makes the same changes in
another object built alike, which may be longer (more days, more households), since what never changed is not
touched.

The rule of what is state: everything that is reached by attributes, items and what functions close over, and
that has changed. It holds for plain values, lists, dicts, sets, deques, tuples, arrays, and objects of Beredt's
own classes. Never state are functions, classes and configuration (the new run has its own), luck (`Chance` and
`Drawn`: it stands in the scenario), the code that counts (`Kernels`), and cached properties (worked out again
where they are wanted). Of anything else the walk says `UnknownKindError`, so that nothing is left out unseen.
"""

from __future__ import annotations

import array
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from sim.chance.draws import Chance
from sim.chance.shared import Drawn
from sim.engine.kernels import Kernels
from sim.runs.plain import VALUES, Plain, UnknownKindError, same_value

FIXED = (type, PurePath, ModuleType, BuiltinFunctionType, Chance, Drawn, Kernels)
Step = tuple[str, Any]
"""How one object is reached from another: attr, item, key, cell (closed over), self, part (of a partial), memory."""


class Node:
    """An object as it was: how it was reached first, and what it held."""

    def __init__(self, number: int, parent: Node | None, step: Step, thing: object) -> None:
        self.number, self.parent, self.step, self.thing = number, parent, step, thing
        self.held = _held(thing)

    @property
    def path(self) -> str:
        """Where it stands, as a programmer would write it."""
        if self.parent is None:
            return "run"
        return self.parent.path + _written(self.step)


class Before:
    """An object and all it holds, remembered.

    Raises
    ------
    UnknownKindError : for something of which nobody has said whether it is state
    """

    def __init__(self, root: object) -> None:
        self._nodes: dict[int, Node] = {}
        waiting: deque[tuple[Node | None, Step, object]] = deque([(None, ("root", None), root)])
        while waiting:
            parent, step, thing = waiting.popleft()
            if id(thing) in self._nodes:
                continue
            node = Node(len(self._nodes), parent, step, thing)
            self._nodes[id(thing)] = node
            for onward, child in _children(thing, node.path):
                if not isinstance(child, VALUES) and id(child) not in self._nodes:
                    waiting.append((node, onward, child))

    def changes(self) -> Changes:
        """Return what has become different since; the object remembered is only looked at."""
        return _Comparison(self._nodes).result()


class Changes:
    """What has become different, as plain data.

    Attributes
    ----------
    reached : (parent, step) of every old object that is spoken of, by number
    acts : what to do with them
    made : objects that are new
    plain : turns values into plain data; holds the arrays
    """

    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.reached: dict[int, tuple[int, Any]] = {}
        self.acts: list[list[Any]] = []
        self.made: list[list[Any]] = []


class _Comparison:
    """One comparison of what is with what was."""

    def __init__(self, nodes: Mapping[int, Node]) -> None:
        self._nodes = nodes
        self._plain = Plain()
        self._found = Changes(self._plain)
        self._new: dict[int, tuple[int, object]] = {}

    def result(self) -> Changes:
        """Compare all; whatever is new is described where it was put."""
        for node in self._nodes.values():
            self._compare(node)
        return self._found

    # -- old objects -------------------------------------------------------------------------------

    def _compare(self, node: Node) -> None:
        thing, held = node.thing, node.held
        if isinstance(thing, np.ndarray):
            if held is not None:
                where = _different(thing, held)
                if where.size:
                    self._act("cells", node, list(thing.shape), self._changed_cells(thing, where))
        elif isinstance(thing, array.array):
            if thing.tobytes() != held:
                self._act("numbers", node, self._plain.array(np.array(thing)))
        elif isinstance(thing, set):
            if thing != held:
                self._act("members", node, [self._value(each, node.path) for each in thing])
        elif isinstance(thing, (list, deque)):
            self._compare_list(node, list(thing), held)
        elif isinstance(thing, dict):
            self._compare_dict(node, thing, held)
        elif held is not None:
            now = dict(_parts(thing))
            self._slots(node, "cell" if isinstance(thing, FunctionType) else "attr", now, held)

    def _compare_list(self, node: Node, now: list[Any], held: list[Any]) -> None:
        if len(now) == len(held) and isinstance(node.thing, list):
            for place, (new, old) in enumerate(zip(now, held, strict=True)):
                if not same_value(new, old):
                    self._act("set", node, ["item", place], self._value(new, node.path, old))
            return
        same = 0
        while same < min(len(now), len(held)) and same_value(now[same], held[same]):
            same += 1
        if same < max(len(now), len(held)):
            values = [self._value(each, node.path) for each in now[same:]]
            self._act("tail", node, same, len(held), values)

    def _compare_dict(self, node: Node, now: dict[Any, Any], held: dict[Any, Any]) -> None:
        self._slots(node, "key", now, held)
        kept = [key for key in held if key in now]
        added = [key for key in now if key not in held]
        if list(now) != kept + added:
            self._act("order", node, [self._plain.value(key) for key in now])

    def _slots(self, node: Node, kind: str, now: dict[Any, Any], held: dict[Any, Any]) -> None:
        for name in held:
            if name not in now:
                self._act("drop", node, self._step((kind, name)))
        for name, new in now.items():
            if name not in held:
                self._act("set", node, self._step((kind, name)), self._value(new, f"{node.path}.{name}"))
            elif not same_value(new, held[name]):
                value = self._value(new, f"{node.path}.{name}", held[name])
                self._act("set", node, self._step((kind, name)), value)

    def _act(self, what: str, node: Node, *rest: Any) -> None:
        self._found.acts.append([what, self._number(node), *rest])

    def _number(self, node: Node) -> int:
        """Number of an old object, with all objects on the way to it."""
        if node.number not in self._found.reached:
            parent = -1 if node.parent is None else self._number(node.parent)
            self._found.reached[node.number] = (parent, self._step(node.step))
        return node.number

    def _step(self, step: Step) -> list[Any]:
        return [step[0], self._plain.value(step[1])]

    def _changed_cells(self, now: npt.NDArray[Any], where: npt.NDArray[np.int64]) -> list[Any]:
        return [self._plain.array(where), self._plain.array(now.reshape(-1)[where])]

    # -- values ------------------------------------------------------------------------------------

    def _value(self, thing: Any, path: str, old: Any = None) -> Any:
        """Describe a value: plain, an old object by its number, or a new one; `old` stood in its place."""
        if isinstance(thing, VALUES):
            return self._plain.value(thing)
        node = self._nodes.get(id(thing))
        if node is not None:
            return {"old": self._number(node)}
        if isinstance(thing, tuple):
            names = type(thing) if type(thing) is not tuple else None
            values = [self._value(each, path) for each in thing]
            return {"tuple": values} if names is None else {"named": [self._plain.class_of(names), values]}
        known = self._new.get(id(thing))
        if known is None:
            known = (len(self._found.made), thing)
            self._new[id(thing)] = known
            self._found.made.append([])
            self._found.made[known[0]] = self._description(thing, path, old)
        return {"new": known[0]}

    def _description(self, thing: Any, path: str, old: Any) -> list[Any]:
        """Describe a new object."""
        if isinstance(thing, np.ndarray):
            before = self._nodes.get(id(old)) if isinstance(old, np.ndarray) else None
            if before is not None and old.shape == thing.shape and old.dtype == thing.dtype:
                was = old if before.held is None else before.held
                cells = self._changed_cells(thing, _different(thing, was))
                return ["like", self._number(before), list(thing.shape), cells]
            return ["array", self._plain.array(thing)]
        if isinstance(thing, array.array):
            return ["numbers", thing.typecode, self._plain.array(np.array(thing))]
        if isinstance(thing, memoryview):
            return ["memory", self._value(thing.obj, path)]
        if type(thing) is list:
            return ["list", [self._value(each, path) for each in thing]]
        if type(thing) is deque:
            return ["deque", thing.maxlen, [self._value(each, path) for each in thing]]
        if type(thing) is dict:
            pairs = [[self._plain.value(k), self._value(v, path)] for k, v in thing.items()]
            return ["dict", pairs]
        if type(thing) is set:
            return ["set", [self._plain.value(each) for each in thing]]
        if isinstance(thing, BaseModel):
            of = self._plain.class_of(type(thing))
            return ["model", of, [[name, self._value(v, path)] for name, v in vars(thing).items()]]
        if _is_own(thing):
            of = self._plain.class_of(type(thing))
            return ["object", of, [[name, self._value(v, path)] for name, v in _parts(thing)]]
        raise UnknownKindError(path, thing)


def _is_own(thing: object) -> bool:
    return type(thing).__module__.split(".")[0] == "sim" and not isinstance(thing, (*FIXED, BaseModel, FunctionType))


def _parts(thing: object) -> Iterator[tuple[str, Any]]:
    """Attributes of an object by name, or what a function closes over; without cached properties."""
    if isinstance(thing, FunctionType):
        for name, cell in zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=True):
            yield name, cell.cell_contents
        return
    kind = type(thing)
    for name, value in getattr(thing, "__dict__", {}).items():
        if not isinstance(getattr(kind, name, None), cached_property):
            yield name, value
    for each in kind.__mro__:
        slots = vars(each).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                yield name, getattr(thing, name)


def _held(thing: object) -> Any:
    """Copy what an object holds and may exchange; None if it can exchange nothing."""
    if isinstance(thing, np.ndarray):
        return thing.copy() if thing.flags.writeable else None
    if isinstance(thing, array.array):
        return thing.tobytes()
    if isinstance(thing, (list, deque)):
        return list(thing)
    if isinstance(thing, (dict, set)):
        return thing.copy()
    if isinstance(thing, FunctionType) or _is_own(thing):
        return dict(_parts(thing))
    return None


def _children(thing: object, path: str) -> Iterator[tuple[Step, Any]]:
    """What an object holds, each with its step; UnknownKindError for a kind without a rule."""
    if isinstance(thing, (FIXED, array.array, frozenset)):
        return
    if isinstance(thing, np.ndarray):
        if thing.dtype.hasobject:
            raise UnknownKindError(path, thing)
    elif isinstance(thing, dict):
        for key, child in thing.items():
            if not isinstance(key, (*VALUES, tuple)):
                raise UnknownKindError(path, key)
            yield ("key", key), child
    elif isinstance(thing, (list, tuple, deque)):
        for place, child in enumerate(thing):
            yield ("item", place), child
    elif isinstance(thing, set):
        for child in thing:
            if not isinstance(child, (*VALUES, tuple)):
                raise UnknownKindError(path, child)
    elif isinstance(thing, MethodType):
        yield ("self", None), thing.__self__
    elif isinstance(thing, partial):
        yield ("part", 0), thing.func
        for place, child in enumerate(thing.args, start=1):
            yield ("part", place), child
        if thing.keywords:
            raise UnknownKindError(path, thing.keywords)
    elif isinstance(thing, memoryview):
        yield ("memory", None), thing.obj
    elif isinstance(thing, FunctionType):
        for name, child in _parts(thing):
            yield ("cell", name), child
    elif isinstance(thing, BaseModel):
        for name, child in vars(thing).items():
            yield ("attr", name), child
    elif _is_own(thing):
        for name, child in _parts(thing):
            yield ("attr", name), child
    else:
        raise UnknownKindError(path, thing)


def follow(thing: Any, kind: str, name: Any) -> Any:
    """Take one step; LookupError or AttributeError if there is none such."""
    if kind == "attr":
        return getattr(thing, name)
    if kind in ("item", "key"):
        return thing[name] if kind == "item" or name in thing else _nothing(name)
    if kind == "cell":
        return dict(_parts(thing))[name]
    if kind == "self":
        return thing.__self__
    if kind == "part":
        return (thing.func, *thing.args)[name]
    return thing.obj


def _nothing(name: Any) -> Any:
    """A dict that makes its entries is not to make one here."""
    raise KeyError(name)


def _different(now: npt.NDArray[Any], was: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Places, counted in the flattened array, of the cells whose bytes differ."""
    if now.dtype.itemsize in (1, 2, 4, 8):
        whole = np.dtype(f"u{now.dtype.itemsize}")
        new, old = np.ascontiguousarray(now).view(whole), np.ascontiguousarray(was).view(whole)
        return np.flatnonzero(new.reshape(-1) != old.reshape(-1))
    return np.flatnonzero(now.reshape(-1) != was.reshape(-1))


def _written(step: Step) -> str:
    kind, name = step
    if kind == "attr":
        return f".{name}"
    if kind in ("item", "key"):
        return f"[{name!r}]"
    return f".<{kind}>" if name is None else f".<{name}>"


__all__ = ["Before", "Changes", "follow"]
