"""Parts of which `benchmarks.phases` puts whole compiled phases together, so that one call a day is compiled code.

Layouts: a line is an array of rows with `span` = head and tail; a row joins it once at most. Lists by day (or by
lane) are `heads` and `tails` [days], -1 for none, and `link` [N] to the next row of the same list: a row is in one
list at a time. `flows` [S, S] counts moves by state left and state entered.
"""

from __future__ import annotations

from numba import njit

NOBODY = -1


@njit
def hang(heads, tails, link, at, row):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put a row at the end of list `at`; beyond the last list it is dropped."""
    if at < heads.size:
        link[row] = NOBODY
        if heads[at] == NOBODY:
            heads[at] = row
        else:
            link[tails[at]] = row
        tails[at] = row


@njit
def append(heads, tails, link, rows, n, lists, base):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put the first n of `rows` at the ends of lists base + lists[row]; beyond the last list they are dropped."""
    for i in range(n):
        row = rows[i]
        hang(heads, tails, link, base + lists[row], row)


@njit
def empty(heads, link, at, rows):  # type: ignore[no-untyped-def]  # numba finds the types
    """Empty list `at` into `rows`, in order of insertion; gives their number."""
    n = 0
    row = heads[at]
    while row != NOBODY:
        rows[n] = row
        n += 1
        row = link[row]
    heads[at] = NOBODY
    return n


@njit
def join(line, span, rows, n):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put the first n of `rows` at the end of a line."""
    tail = span[1]
    for i in range(n):
        line[tail + i] = rows[i]
    span[1] = tail + n


@njit
def stamp(column, rows, n, value):  # type: ignore[no-untyped-def]  # numba finds the types
    """Write a value for the first n of `rows`."""
    for i in range(n):
        column[rows[i]] = value


@njit
def move(state, flows, rows, n, to):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put the first n of `rows` into another state and count the moves."""
    for i in range(n):
        row = rows[i]
        flows[state[row], to] += 1
        state[row] = to


@njit
def serve_step(now, servers, busy, line, span, steps, heads, tails, link, begun, done):  # type: ignore[no-untyped-def]  # numba finds the types
    """One step of parallel servers, as `sim.engine.servers.Servers.step` with one class.

    Those who finish free their servers; then the line moves up. `steps` is how long each row's work takes
    [N]; `begun` is stamped with `now`; `done` is filled with those who finish, by number.

    Returns
    -------
    Servers at work after the step, and how many finished.
    """
    n = empty(heads, link, now, done)
    busy -= n
    head, tail = span
    while busy < servers and head < tail:
        row = line[head]
        head += 1
        begun[row] = now
        work = steps[row]
        if work == 0:
            done[n] = row
            n += 1
            continue
        busy += 1
        hang(heads, tails, link, now + work, row)
    span[0] = head
    for i in range(1, n):
        if done[i] < done[i - 1]:
            done[:n].sort()
            break
    return busy, n


@njit
def carry(stock, flows):  # type: ignore[no-untyped-def]  # numba finds the types
    """Carry stocks [S] forward by the flows [S, S], which are emptied."""
    for left in range(stock.size):
        for entered in range(stock.size):
            stock[left] -= flows[left, entered]
            stock[entered] += flows[left, entered]
            flows[left, entered] = 0


@njit
def recount(state, counts):  # type: ignore[no-untyped-def]  # numba finds the types
    """Count rows by state into `counts` [S]."""
    for each in range(counts.size):
        there = 0
        for i in range(state.size):
            there += state[i] == each
        counts[each] = there
