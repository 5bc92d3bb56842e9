"""Keyed uniforms: uniform, uncorrelated, and a function of the key alone."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from sim.chance.draws import Chance
from sim.chance.purposes import CODES, PURPOSES, code

P, Q = PURPOSES[0], PURPOSES[1]
MILLION = 1_000_000


@pytest.mark.unit
def test_a_draw_does_not_depend_on_what_else_is_drawn() -> None:
    chance = Chance(7, 3)
    whole = chance.uniform(P, np.arange(-50, 50), 5, 6, 1)
    some = chance.uniform(P, np.array([40, -50, 0]), 5, 6, 1)
    assert some.tolist() == [whole[90], whole[0], whole[50]]
    assert float(chance.uniform(P, -50, 5, 6, 1)) == whole[0]
    assert chance.uniform(P, np.arange(-50, 50)[::-1], 5, 6, 1).tolist() == whole[::-1].tolist()


@pytest.mark.unit
def test_every_part_of_the_key_counts() -> None:
    base = float(Chance(1, 0).uniform(P, 2, 3, 4, 5))
    others = [
        Chance(2, 0).uniform(P, 2, 3, 4, 5),
        Chance(1, 1).uniform(P, 2, 3, 4, 5),
        Chance(1, 0).uniform(Q, 2, 3, 4, 5),
        Chance(1, 0).uniform(P, 3, 3, 4, 5),
        Chance(1, 0).uniform(P, 2, 4, 4, 5),
        Chance(1, 0).uniform(P, 2, 3, 5, 5),
        Chance(1, 0).uniform(P, 2, 3, 4, 4),
        Chance(1, 0).uniform(P, 2, 3, 4, 6),
    ]
    assert len({base, *(float(u) for u in others)}) == 9


@pytest.mark.unit
def test_pairs_are_the_even_and_odd_uses() -> None:
    chance, who = Chance(1, 2), np.arange(100)
    first, second = chance.uniform_pair(P, who, 1, 2, 3)
    assert first.tolist() == chance.uniform(P, who, 1, 2, 6).tolist()
    assert second.tolist() == chance.uniform(P, who, 1, 2, 7).tolist()
    mixed = chance.uniform(P, who[:, None], 1, 2, np.array([6, 7]))
    assert mixed.tolist() == np.column_stack([first, second]).tolist()
    few = chance.uniform(P, who[:2, None], 1, 2, np.array([6, 7]))
    assert few.tolist() == mixed[:2].tolist()


@pytest.mark.unit
def test_shapes_follow_the_arguments() -> None:
    chance = Chance(1, 0)
    assert chance.uniform(P, 1).shape == ()
    assert chance.uniform(P, np.empty(0, dtype=np.int64)).shape == (0,)
    assert chance.uniform(P, np.arange(40)[:, None], np.arange(3)).shape == (40, 3)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2**32,), "identity words must lie in"),
        ((-(2**31) - 1,), "identity words must lie in"),
        ((np.array([0, 2**33]),), "identity words must lie in"),
        ((np.array([0.5]),), "identity words must be integers"),
        ((1, 0, 0, 2**16), "use k must lie in"),
        ((np.array([1]), 0, 0, -1), "use k must lie in"),
    ],
)
def test_impossible_keys_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Chance(1, 0).uniform(P, *arguments)


@pytest.mark.failure
def test_an_unknown_purpose_is_named() -> None:
    with pytest.raises(KeyError, match="no_such_purpose"):
        Chance(1, 0).uniform("no_such_purpose", 1)


@pytest.mark.unit
def test_purposes_are_distinct_and_numbered_by_place() -> None:
    assert len(set(PURPOSES)) == len(PURPOSES)
    assert [code(name) for name in PURPOSES] == list(range(len(PURPOSES)))
    assert CODES[PURPOSES[0]] == 0


@pytest.mark.snapshot
def test_raw_draws_never_change() -> None:
    """Raw uniforms are the same for ever: what changes them changes every stored result."""
    who = np.arange(1000)
    u = np.concatenate([Chance(2026, 4).uniform(P, who, 1, -2, k) for k in range(4)])
    digest = hashlib.sha256(u.astype("<f8").tobytes()).hexdigest()
    assert digest == "efb0d7d94d2fe61109495d85297f0e99934712ed220715ef11487470fd911ed1"


@pytest.mark.theory
def test_uniform_over_a_million() -> None:
    """Chi-square over 1,000 cells: 999 degrees of freedom, 3.9 standard deviations either side."""
    u = Chance(11, 0).uniform(P, np.arange(MILLION))
    assert 0.0 < u.min() < 1e-5
    assert 1.0 - 1e-5 < u.max() < 1.0
    counts = np.bincount((u * 1000).astype(np.int64), minlength=1000)
    chi2 = float(((counts - 1000.0) ** 2 / 1000.0).sum())
    assert abs(chi2 - 999.0) <= 3.9 * np.sqrt(2 * 999.0)


@pytest.mark.theory
def test_streams_are_uncorrelated() -> None:
    """Neighbours in any part of the key: |correlation| < 4 / sqrt(n), METHODS R8."""
    chance, who = Chance(11, 0), np.arange(MILLION)
    base = chance.uniform(P, who)
    others = {
        "purpose": chance.uniform(Q, who),
        "use": chance.uniform(P, who, k=1),
        "next use": chance.uniform(P, who, k=2),
        "second word": chance.uniform(P, who, 1),
        "third word": chance.uniform(P, who, 0, 1),
        "replication": Chance(11, 1).uniform(P, who),
        "seed": Chance(12, 0).uniform(P, who),
        "next identity": np.roll(base, 1),
    }
    for name, other in others.items():
        assert abs(np.corrcoef(base, other)[0, 1]) < 4.0 / np.sqrt(MILLION), name
        assert abs(np.corrcoef((base - 0.5) ** 2, (other - 0.5) ** 2)[0, 1]) < 4.0 / np.sqrt(MILLION), name


@pytest.mark.theory
def test_first_draws_of_many_replications_are_uniform() -> None:
    """One draw each from 20,000 replications: no pattern across the keys themselves."""
    u = np.array([float(Chance(5, replication).uniform(P, 0)) for replication in range(20_000)])
    counts = np.bincount((u * 50).astype(np.int64), minlength=50)
    chi2 = float(((counts - 400.0) ** 2 / 400.0).sum())
    assert abs(chi2 - 49.0) <= 3.9 * np.sqrt(2 * 49.0)
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 4.0 / np.sqrt(len(u))
