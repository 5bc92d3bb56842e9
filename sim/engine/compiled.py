"""Compiled parts of the engine: the steps of delays, servers and books over bare arrays.

Imported only where compiled kernels are chosen (`sim.engine.kernels`). First come the parts a caller puts
together to a whole phase of its own, so that one call a day crosses the border to compiled code; then the
twins of the plain kernels. They take arrays and integers, hold no state and draw nothing.

Layouts of the parts: a line is an array of rows with `ends` = head and tail; a row joins it once at most. Lists by day (or
by lane) are `heads` and `tails` [days], -1 for none, and `link` [N] to the next row of the same list: a row
is in one list at a time. `flows` [S, S] counts moves by state left and state entered.
"""

from __future__ import annotations

from numba import njit

NOBODY = -1


@njit
def append(heads, tails, link, at, row):  # type: ignore[no-untyped-def]
    """Put a row at the end of list `at`; beyond the last list it is dropped."""
    if at >= heads.size:
        return
    link[row] = NOBODY
    if heads[at] == NOBODY:
        heads[at] = row
    else:
        link[tails[at]] = row
    tails[at] = row


@njit
def take_first(heads, link, at):  # type: ignore[no-untyped-def]
    """Take the first row of list `at`, which must not be empty."""
    row = heads[at]
    heads[at] = link[row]
    return row


@njit
def empty(heads, link, at, rows):  # type: ignore[no-untyped-def]
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
def join(line, ends, row):  # type: ignore[no-untyped-def]
    """Put a row at the end of a line."""
    line[ends[1]] = row
    ends[1] += 1


@njit
def move(state, flows, row, to):  # type: ignore[no-untyped-def]
    """Put a row into another state and count the move."""
    flows[state[row], to] += 1
    state[row] = to


@njit
def serve_step(now, servers, busy, line, ends, durations, heads, tails, link, begun, done):  # type: ignore[no-untyped-def]
    """One step of parallel servers, as `sim.engine.servers.Servers.step` with one class.

    Those who finish free their servers; then the line moves up. Stamps `begun` with `now`, fills `done` with
    those who finish, by number.

    Returns
    -------
    Servers at work after the step, and how many finished.
    """
    n = empty(heads, link, now, done)
    busy -= n
    while busy < servers and ends[0] < ends[1]:
        row = line[ends[0]]
        ends[0] += 1
        begun[row] = now
        if durations[row] == 0:
            done[n] = row
            n += 1
        else:
            append(heads, tails, link, now + durations[row], row)
            busy += 1
    for i in range(1, n):
        if done[i] < done[i - 1]:
            done[:n].sort()
            break
    return busy, n


@njit
def carry(stock, flows):  # type: ignore[no-untyped-def]
    """Carry stocks [S] forward by the flows [S, S], which are emptied."""
    for left in range(stock.size):
        for entered in range(stock.size):
            stock[left] -= flows[left, entered]
            stock[entered] += flows[left, entered]
            flows[left, entered] = 0


@njit
def recount(state, counts):  # type: ignore[no-untyped-def]
    """Count rows by state into `counts` [S]."""
    counts[:] = 0
    for i in range(state.size):
        counts[state[i]] += 1
