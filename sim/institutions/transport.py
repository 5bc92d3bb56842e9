"""The transport problem of a round: types of household to municipalities with places, as a linear program.

First as many persons as can be, then, among all ways to place so many, those that are worth most. What is solved
is a relaxation: households may be split, so its persons are a bound that no rule beats in the round. `whole` keeps
what is whole of it. Municipalities are put into the order of their identities before the solver sees them, and it has
no limit of time: the order in which they are handed over changes nothing, and neither does a slow machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.dwellings import CHAINS

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Transport:
    """A round.

    Attributes
    ----------
    size, count : persons in a household of a type, and households of it [t]
    weight : of placing a person of a type, above 0 [t]
    eligible : whether a type may go to a municipality [t, m]
    worth : of a person of a type in a municipality, 0 to 1, after the number of persons [t, m]
    places : persons that each can take [m]
    key : identity of each municipality [m]
    wanted : smallest class of dwelling of a type, 0 to 2 [t]; None where dwellings bind nobody
    dwellings : free dwellings by class [m, 3]
    even : persons each would take if all took alike by inhabitants [m]; more of them are worth `balance` less each
    balance : 0 to 1
    """

    size: IntArray
    count: IntArray
    weight: FloatArray
    eligible: BoolArray
    worth: FloatArray
    places: IntArray
    key: IntArray
    wanted: IntArray | None = None
    dwellings: IntArray | None = None
    even: FloatArray | None = None
    balance: float = 0.0

    @property
    def most(self) -> float:
        """Persons that no way to place them exceeds: those who wait, or the places."""
        return float(min((self.size * self.count).sum(), np.maximum(self.places, 0).sum()))


@dataclass(frozen=True)
class Found:
    """The answer.

    Attributes
    ----------
    households : of a type in a municipality, not always whole [t, m]
    placed : persons, each counted by the weight of its type; with weights of 1 the most that can be placed
    price : by how much one place more in a municipality would raise `placed` [m]; ends of a kink may differ
    """

    households: FloatArray
    placed: float
    price: FloatArray


def program(problem: Transport) -> tuple[FloatArray, Any, FloatArray, IntArray, IntArray]:
    """Return the program: minimise c x with A x <= b, 0 <= x; and type and municipality of the first columns.

    A column a pair that may be, in households; after them one a municipality for persons above the even share, if
    that counts. Rows: households by type, places by municipality, dwellings, then the even share.
    """
    from scipy import sparse

    size = problem.size.astype(np.float64)
    fits = problem.eligible & (problem.places[None, :] >= problem.size[:, None]) & (problem.count[:, None] > 0)
    of_type, of_area = fits.nonzero()
    pairs, types, areas = len(of_type), len(size), len(problem.places)
    columns = np.arange(pairs)
    rows, at, values, limits = [of_type], [columns], [np.ones(pairs)], [problem.count.astype(np.float64)]
    rows.append(types + of_area)
    at.append(columns)
    values.append(size[of_type])
    limits.append(np.maximum(problem.places, 0).astype(np.float64))
    height = types + areas
    if problem.wanted is not None and problem.dwellings is not None:
        for classes, homes in CHAINS:
            some = np.isin(problem.wanted[of_type], classes)
            rows.append(height + of_area[some])
            at.append(columns[some])
            values.append(np.ones(int(some.sum())))
            limits.append(problem.dwellings[:, list(homes)].sum(axis=1).astype(np.float64))
            height += areas
    first = 2.0 * problem.most + 1.0  # one person more outweighs whatever all are worth and lie above the even share
    cost = -size[of_type] * (first * problem.weight[of_type] + problem.worth[of_type, of_area])
    if problem.even is not None and problem.balance > 0.0:
        above = pairs + np.arange(areas)
        rows += [height + of_area, height + np.arange(areas)]
        at += [columns, above]
        values += [size[of_type], -np.ones(areas)]
        limits.append(np.maximum(problem.even, 0.0))
        height += areas
        cost = np.concatenate((cost, np.full(areas, problem.balance)))
    shape = (height, len(cost))
    matrix = sparse.csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(at))), shape=shape)
    return cost, matrix, np.concatenate(limits), of_type, of_area


def solve(problem: Transport) -> Found:
    """Solve the relaxation by HiGHS; RuntimeError if it is not solved."""
    from scipy.optimize import linprog

    types, areas = problem.eligible.shape
    order = np.argsort(problem.key, kind="stable")
    ordered = _in_order(problem, order)
    cost, matrix, limits, of_type, of_area = program(ordered)
    households, price = np.zeros((types, areas)), np.zeros(areas)
    if not len(of_type):
        price[order] = _prices(ordered, np.zeros(types + areas))
        return Found(households, 0.0, price)
    done = linprog(cost, A_ub=matrix, b_ub=limits, bounds=(0.0, None), method="highs")
    if done.status != 0:
        raise RuntimeError(f"the linear program of a round was not solved: {done.message}")
    pairs = len(of_type)
    households[of_type, order[of_area]] = done.x[:pairs]
    placed = float((problem.size[of_type] * problem.weight[of_type] * done.x[:pairs]).sum())
    price[order] = _prices(ordered, -done.ineqlin.marginals[: types + areas])
    return Found(households, placed, price)


def _prices(problem: Transport, duals: FloatArray) -> FloatArray:
    """Return the price of a place by municipality; where there is none now, that of the first [m]."""
    types, first = len(problem.size), 2.0 * problem.most + 1.0
    price: FloatArray = np.maximum(duals[types:], 0.0)
    none = problem.places <= 0
    gain = first * problem.weight[:, None] + problem.worth - (duals[:types] / problem.size)[:, None]
    may = problem.eligible & (problem.count[:, None] > 0)
    if problem.wanted is not None and problem.dwellings is not None:
        suitable = problem.dwellings.copy()
        suitable[:, :-1] += problem.dwellings[:, 1:]
        may = may & (suitable.T[problem.wanted] > 0)
    price[none] = np.where(may, gain, 0.0).max(axis=0, initial=0.0)[none]
    return price / first


def _in_order(problem: Transport, order: IntArray) -> Transport:
    """Put the municipalities into an order."""
    return replace(
        problem,
        eligible=problem.eligible[:, order],
        worth=problem.worth[:, order],
        places=problem.places[order],
        key=problem.key[order],
        dwellings=None if problem.dwellings is None else problem.dwellings[order],
        even=None if problem.even is None else problem.even[order],
    )


def whole(problem: Transport, found: Found) -> IntArray:
    """Return the households that the answer places whole, by type and municipality [t, m].

    Rounded down, so that nothing binds that did not bind before; what is lost by it is for the caller to place.
    """
    parts = np.floor(found.households + 1e-6).astype(np.int64)
    return np.minimum(parts, problem.count[:, None])


def proposed(problem: Transport, found: Found) -> IntArray:
    """Return whole households for nearly all the answer places, more than fit by some: what fits goes by the queue.

    Each type has as many as the answer places of it, rounded up; parts of a household go where the part is largest,
    ties to the first municipality.
    """
    kept = whole(problem, found)
    wanted = np.ceil(found.households.sum(axis=1) - 1e-6).astype(np.int64)
    more = np.minimum(wanted, problem.count) - kept.sum(axis=1)
    parts = found.households - kept
    order = np.argsort(-parts, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    households: IntArray = kept + ((rank < more[:, None]) & (parts > 1e-6))
    return households
