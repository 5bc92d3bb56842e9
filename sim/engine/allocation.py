"""Allocation of whole households to areas that have offered places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]
BoolArray = npt.NDArray[np.bool_]

DWELLING_CLASSES = 3
_CHUNK = 128
"""Households turned into plain lists at a time: a round that runs out of offers never touches the rest."""


def allocate(
    sizes: Rows,
    needs_service: BoolArray,
    dwelling_class: Rows,
    preferences: Rows,
    offers: Rows,
    dwellings: Rows,
    service_ok: BoolArray,
    fallback_order: Rows,
) -> IntArray:
    """Give each household, in order of priority, the first area that fits.

    Parameters
    ----------
    sizes
        Persons, >= 1 [h].
    needs_service
        Whether only areas with `service_ok` will do [h].
    dwelling_class
        Smallest class of dwelling that holds the household, 0 to 2 [h]; the next larger class will also do.
    preferences
        Areas in the household's own order, -1 for none [h, p].
    offers
        Places on offer in persons [m]; written: what is left.
    dwellings
        Free dwellings by class [m, 3]; written: what is left.
    service_ok
        Whether the area has the service [m].
    fallback_order
        Areas tried in this order after the preferences [f].

    Returns
    -------
    Area of each household, -1 if none fits [h]. Offers and dwellings never fall below 0.
    """
    n = len(sizes)
    areas = np.full(n, -1, dtype=np.int64)
    total = int(np.maximum(offers, 0).sum()) if n else 0
    if total <= 0:
        return areas
    places: list[int] = [*offers.tolist(), -1]  # area -1 (no preference) never has room
    homes: list[list[int]] = dwellings.T.tolist()
    suitable = dwellings.copy()  # dwellings that will do for a household of each class
    suitable[:, :-1] += dwellings[:, 1:]
    will_do: list[list[int]] = [[*column, 0] for column in suitable.T.tolist()]
    served: list[bool] = service_ok.tolist()
    elsewhere = (offers > 0) & suitable.any(axis=1)
    elsewhere[fallback_order] = False
    everywhere = not elsewhere.any()  # whoever finds no fallback finds nothing among preferences either
    keys = (sizes.astype(np.int64) * DWELLING_CLASSES + dwelling_class) * 2 + needs_service
    room, housed = offers[fallback_order], (suitable[fallback_order] > 0).T
    housed_served = housed & service_ok[fallback_order]
    kinds: dict[int, tuple[int, int, int, bool, list[int], list[int]]] = {}
    """By key: size, class and next larger class, whether it needs the service, dwellings that will do by area,
    and the fallback areas that can take it, those tried first at the end."""
    hopeless = np.zeros(int(keys.max()) + 1, dtype=np.bool_)  # keys for which there is no area left
    rest = np.arange(n)
    while len(rest) and total > 0:
        rest = rest[~hopeless[keys[rest]]]
        chunk, rest = rest[:_CHUNK], rest[_CHUNK:]
        for index, key, own in zip(
            chunk.tolist(), keys[chunk].tolist(), preferences[chunk].tolist(), strict=True
        ):
            kind = kinds.get(key)
            if kind is None:
                size, wanted = divmod(key // 2, DWELLING_CLASSES)
                could = (room >= size) & (housed_served if key % 2 else housed)[wanted]
                order = fallback_order[could][::-1].tolist()
                larger = min(wanted + 1, DWELLING_CLASSES - 1)
                kinds[key] = kind = (size, wanted, larger, bool(key % 2), will_do[wanted], order)
            size, wanted, larger, service, suits, order = kind
            if not order and everywhere:
                hopeless[key] = True
                continue
            for area in own:
                if places[area] >= size and suits[area] and (served[area] or not service):
                    break
            else:
                while order:
                    area = order[-1]
                    if places[area] >= size and suits[area]:
                        break
                    order.pop()
                else:
                    continue
            taken = wanted if homes[wanted][area] else larger
            homes[taken][area] -= 1
            will_do[taken][area] -= 1
            if taken:
                will_do[taken - 1][area] -= 1
            places[area] -= size
            areas[index] = area
            total -= size
    offers[:] = places[:-1]
    dwellings[:] = np.transpose(homes)
    return areas


def first_in_lane(lane: Rows, quota: Rows, priority: Rows | None = None) -> BoolArray:
    """Mark the first in each lane, up to the lane's quota.

    Parameters
    ----------
    lane
        Lane of each row, in order of arrival [h].
    quota
        Rows that may pass, by lane [lanes].
    priority
        0 before 1 within a lane, whatever the order of arrival [h]; default all alike.

    Returns
    -------
    True for those who pass [h].
    """
    narrow = np.int16 if 2 * len(quota) < 2**15 else np.int64
    key: Rows = lane.astype(narrow)
    if priority is not None:
        key = 2 * key + priority.astype(narrow)
    order = np.argsort(key, kind="stable")
    counts = np.bincount(lane, minlength=len(quota))
    limit = np.cumsum(counts) - counts + np.minimum(quota, counts)
    passes = np.empty(len(lane), dtype=np.bool_)
    passes[order] = np.arange(len(lane)) < np.repeat(limit, counts)
    return passes
