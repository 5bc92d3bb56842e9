"""Compiled kernels give the same bits as the plain ones, and are never there unless asked for."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chance.draws import Chance
from sim.engine.delays import DelayError
from sim.engine.kernels import PLAIN, Kernels, KernelsError, kernels

ROOT = Path(__file__).resolve().parents[2]
COMPILED = kernels("compiled")
PURPOSE = "reference_workload"

unit_interval = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)
uniforms = st.lists(unit_interval, min_size=1, max_size=40).map(np.array)
relaxed = settings(deadline=None)  # the first call compiles


def same(name: str, *arguments: object) -> None:
    """Call both kernels, each on its own copies: same types, same bits, same writing to the arguments."""
    seen = []
    for chosen in (PLAIN, COMPILED):
        own = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
        answer = getattr(chosen, name)(*own)
        seen.append([answer, *own])
    for plain, compiled in zip(*seen, strict=True):
        if isinstance(plain, np.ndarray):
            assert plain.dtype == compiled.dtype
            assert plain.shape == compiled.shape
            assert plain.tobytes() == compiled.tobytes()
        else:
            assert plain == compiled


@pytest.mark.repeat
@relaxed
@given(st.integers(0, 2**40), st.integers(0, 50), st.integers(-(2**31), 2**32 - 1), st.integers(1, 60))
def test_uniforms(seed: int, replication: int, first: int, n: int) -> None:
    plain = Chance(seed, replication)
    compiled = Chance(seed, replication, COMPILED.halves)
    rows = np.arange(n)
    for words in ((rows, first, 0), (rows, rows[::-1], 7), (first, rows, rows + 3), (rows[:, None], rows, first)):
        for use in (0, 3, rows % 3):
            one, two = plain.uniform(PURPOSE, *words, use), compiled.uniform(PURPOSE, *words, use)
            assert one.shape == two.shape
            assert one.tobytes() == two.tobytes()
        for one, two in zip(
            plain.uniform_pair(PURPOSE, *words, 2), compiled.uniform_pair(PURPOSE, *words, 2), strict=True
        ):
            assert one.tobytes() == two.tobytes()


@pytest.mark.repeat
@pytest.mark.parametrize("chosen", [PLAIN, COMPILED])
def test_many_pairs_are_the_same_uniforms(chosen: Kernels) -> None:
    chance, rows = Chance(5, 2, chosen.halves), np.arange(10_000)
    for words in ((rows, rows[::-1], 1), (3, 4, 5), (rows, 2, rows)):
        block = chance.uniform_pairs(PURPOSE, *words, 3)
        for use in range(6):
            assert block[use].tobytes() == Chance(5, 2).uniform(PURPOSE, *words, use).tobytes()
    one = np.empty((1, 10))
    columns = [rows[:10].astype(np.uint32)] * 4
    chosen.halves(columns, 10, chance.key, (1,), one)
    assert one[0].tobytes() == PLAIN.halves(columns, 10, chance.key, (0, 1))[1].tobytes()


@pytest.mark.repeat
@relaxed
@given(uniforms, st.floats(0.01, 1e4), st.floats(0.0, 4.0))
def test_laws(u: np.ndarray, mean: float, cv: float) -> None:
    same("normal_inverse", u)
    same("lognormal", u, mean, cv)
    same("whole_days", mean * u, u[::-1].copy())
    same("poisson_count", u, mean / 20.0)
    same("poisson_count", u[:, None], np.linspace(0.0, min(mean, 500.0), 5))


@pytest.mark.repeat
def test_laws_on_long_batches() -> None:
    u = Chance(3, 1).uniform(PURPOSE, np.arange(30_000))
    u[:4] = (2.0**-53, 1.0 - 2.0**-53, 0.075, 0.925)
    same("normal_inverse", u)
    same("normal_inverse", u[:9_000].reshape(90, 100))
    same("lognormal", u, 20.0, 0.5)
    same("whole_days", 1e10 * u, u)
    for choices in (2, 31, 32, 357):
        same("pick", u, np.cumsum(u[:choices] ** 4))
        same("pick", u[:50], np.cumsum(u[:choices]))
    same("pick", u, np.repeat(np.cumsum(u[:40]), 3))


@pytest.mark.failure
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("normal_inverse", ([0.0],)),
        ("normal_inverse", ([0.5, 1.0],)),
        ("lognormal", ([0.5], 0.0, 1.0)),
        ("lognormal", ([0.5], 1.0, -1.0)),
        ("poisson_count", ([0.5], 501.0)),
        ("pick", ([0.5], [0.0])),
        ("serve", (np.arange(1), np.ones(1, dtype=np.int32), -1)),
    ],
)
def test_both_refuse_the_same(name: str, arguments: tuple[object, ...]) -> None:
    answers = []
    for chosen in (PLAIN, COMPILED):
        call: Callable[..., object] = getattr(chosen, name)
        with pytest.raises(ValueError, match=r".+") as refused:
            call(*arguments)
        answers.append(str(refused.value))
    assert answers[0] == answers[1]


@pytest.mark.repeat
@relaxed
@given(st.data(), st.integers(0, 80), st.integers(0, 3_000), st.sampled_from([np.int32, np.int64]))
def test_serve(data: st.DataObject, n: int, minutes: int, dtype: type[np.generic]) -> None:
    left = np.array(data.draw(st.lists(st.integers(0, 90), min_size=n, max_size=n)), dtype=dtype)
    rows = np.array(data.draw(st.permutations(range(n))), dtype=np.int64)
    same("serve", rows, left, minutes)


@pytest.mark.repeat
@relaxed
@given(st.data(), st.integers(0, 40), st.integers(0, 12))
def test_place(data: st.DataObject, n: int, ring: int) -> None:
    def numbers(low: int, high: int, size: int) -> np.ndarray:
        return np.array(data.draw(st.lists(st.integers(low, high), min_size=size, max_size=size)), dtype=np.int64)

    sizes = numbers(1, 6, n).astype(np.int16)
    same("place", sizes, numbers(0, 10**9, n), numbers(0, 10**6, n), 3 * np.arange(ring) + 5, numbers(0, 9, ring))


@pytest.mark.repeat
@relaxed
@given(st.data(), st.integers(1, 30))
def test_free_places(data: st.DataObject, sites: int) -> None:
    def column(low: int, high: int) -> np.ndarray:
        return np.array(data.draw(st.lists(st.integers(low, high), min_size=sites, max_size=sites)))

    ring = np.array(data.draw(st.lists(st.integers(0, sites - 1), unique=True)), dtype=np.int64)
    places, occupied = column(0, 9).astype(np.int32), column(0, 9).astype(np.int32)
    same("free_places", ring, places, occupied, column(0, 1) > 0, column(0, 1) > 0)


@pytest.mark.repeat
@relaxed
@given(st.data(), st.integers(0, 40), st.integers(1, 7), st.integers(1, 4))
def test_allocate(data: st.DataObject, n: int, areas: int, width: int) -> None:
    def numbers(low: int, high: int, *shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        drawn = data.draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
        return np.array(drawn, dtype=np.int64).reshape(shape)

    order = np.array(data.draw(st.permutations(range(areas))), dtype=np.int64)
    same(
        "allocate",
        numbers(1, 5, n).astype(np.int32),
        numbers(0, 1, n).astype(np.bool_),
        numbers(0, 2, n).astype(np.int8),
        numbers(-1, areas - 1, n, width).astype(np.int16),
        numbers(0, 20, areas),
        numbers(0, 5, areas, 3),
        numbers(0, 1, areas).astype(np.bool_),
        order[: data.draw(st.integers(0, areas))],
    )


@pytest.mark.repeat
@relaxed
@given(st.data(), st.integers(0, 60), st.integers(1, 8))
def test_first_in_lane(data: st.DataObject, n: int, lanes: int) -> None:
    def numbers(high: int, size: int) -> np.ndarray:
        return np.array(data.draw(st.lists(st.integers(0, high), min_size=size, max_size=size)), dtype=np.int16)

    lane, quota, priority = numbers(lanes - 1, n), numbers(6, lanes).astype(np.int64), numbers(1, n)
    same("first_in_lane", lane, quota)
    same("first_in_lane", lane, quota, priority)


@pytest.mark.repeat
@relaxed
@given(st.data())
def test_delays(data: st.DataObject) -> None:
    days, names = 12, ("talk", "move")
    both = PLAIN.delays(days, names), COMPILED.delays(days, names)
    for today in range(days + 1):
        for name in names:
            rows = np.array(data.draw(st.lists(st.integers(0, 10**6), max_size=60)), dtype=np.int64)
            if data.draw(st.booleans()):
                due: int | np.ndarray = data.draw(st.integers(today - 2, days + 3))
            else:
                due = np.array([data.draw(st.integers(today - (i == 30), days + 3)) for i in range(len(rows))], int)
            messages = []
            for delays in both * data.draw(st.sampled_from([1, 30])):
                try:
                    delays.later(name, rows, due)
                except DelayError as refused:
                    messages.append(str(refused))
            assert messages[::2] == messages[1::2]
            if data.draw(st.booleans()):
                one, two = (delays.due(name, today) for delays in both)
                assert one.dtype == two.dtype
                assert one.tolist() == two.tolist()
    for delays in both:
        with pytest.raises(DelayError, match="already emptied"):
            delays.due("talk", delays._emptied["talk"])


@pytest.mark.failure
def test_without_numba_the_error_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(KernelsError, match=r"pip install 'beredt\[fast\]'"):
        kernels("compiled")
    assert kernels("auto") is PLAIN
    assert kernels("plain") is PLAIN


@pytest.mark.failure
def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="plain, compiled, auto, got 'fast'"):
        kernels("fast")


@pytest.mark.failure
def test_compiles_where_no_folder_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core import caching

    from sim.chance.compiled import stored

    def doubled(x: int) -> int:
        return 2 * x

    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    assert stored(doubled)(21) == 42


@pytest.mark.unit
def test_numba_is_imported_only_when_asked_for() -> None:
    script = (
        "import sys\n"
        "from sim.engine.kernels import kernels\n"
        "import benchmarks.workload\n"
        "first = kernels('plain'), 'numba' in sys.modules\n"
        "print(first[1], kernels('auto').name, 'numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "compiled", "True"]
