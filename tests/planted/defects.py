"""The defects that are planted, one by one: a few characters that a tired person could have written.

Each names the text it replaces, which must occur once in its file, and the tests that ought to see it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """One planted defect.

    Attributes
    ----------
    name : what is wrong, in a few words
    file : file that is changed, from the root
    old, new : text replaced, and by what
    tests : files or tests (pytest's own notation) that ought to fail, the quickest first
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


NATIONAL = "tests/national"
INVARIANTS = f"{NATIONAL}/test_invariants.py"
PAIRING = f"{NATIONAL}/test_pairing.py"
EDGES = f"{NATIONAL}/test_edge_cases.py"
ORDER = f"{NATIONAL}/test_order.py"
IDENTITIES = f"{NATIONAL}/test_identities.py"
BEHAVIOUR = f"{NATIONAL}/test_behaviour.py"
INSTITUTIONS = "tests/institutions"

ENGINE: tuple[Defect, ...] = (
    Defect(
        "one server too many (c + 1)",
        "sim/engine/servers.py",
        "free = self.servers - self.busy\n",
        "free = self.servers + 1 - self.busy\n",
        ("tests/engine/test_servers.py", "tests/theory/test_servers.py"),
    ),
    Defect(
        "service times 5 percent too long",
        "sim/chance/laws.py",
        "return -mean * np.log1p(",
        "return -1.05 * mean * np.log1p(",
        ("tests/chance/test_laws.py", "tests/theory/test_stays.py"),
    ),
    Defect(
        "last in, first out",
        "sim/engine/queues.py",
        "        rows = self._rows[head:end].copy()\n",
        "        rows = self._rows[head:end][::-1].copy()\n",
        ("tests/engine/test_queues.py",),
    ),
    Defect(
        "one arrival in a hundred lost",
        "sim/institutions/arrivals.py",
        "        rows = self._applicants.of(day)\n",
        "        rows = self._applicants.of(day)\n        rows = rows[rows % 100 != 99]\n",
        (f"{EDGES}::test_those_who_arrive_on_the_last_day_are_counted_and_have_a_bed",),
    ),
    Defect(
        "delays end a day late",
        "sim/engine/delays.py",
        "                lists[when].append(row)\n",
        "                lists[min(when + 1, horizon - 1)].append(row)\n",
        ("tests/engine/test_delays.py",),
    ),
    Defect(
        "capacity changed after the day's work instead of before",
        "sim/national.py",
        "process.every(env, self.agenda.run, Phase.BOOK)\n",
        "process.every(env, self.agenda.run, Phase.RECORDER)\n",
        (ORDER,),
    ),
    Defect(
        "a bed freed twice",
        "sim/institutions/placement.py",
        "            occupied[site[row]] -= size\n",
        "            occupied[site[row]] -= size if to else 2 * size\n",
        (INVARIANTS, f"{INSTITUTIONS}/test_reception.py"),
    ),
    Defect(
        "priority inverted: the newest first",
        "sim/institutions/allocation.py",
        'order = virtual.argsort(kind="stable")',
        'order = (-virtual).argsort(kind="stable")',
        (f"{INSTITUTIONS}/test_allocation.py",),
    ),
    Defect(
        "a shock that never ends",
        "sim/institutions/arrival_rates.py",
        "inside = (weeks >= at[0]) & (weeks <= at[-1]) & ",
        "inside = (weeks >= at[0]) & ",
        (ORDER,),
    ),
    Defect(
        "a household split over two centres",
        "sim/engine/sites.py",
        "            if room[position] < size:\n                at = pointer[size]\n",
        "            if room[position] < 1:\n                at = pointer[size]\n",
        ("tests/engine/test_sites.py", INVARIANTS),
    ),
    Defect(
        "the first day begins empty",
        "sim/institutions/start.py",
        "        persons = _persons(anchor, number, start, chance)\n",
        "        persons = 0 * _persons(anchor, number, start, chance)\n",
        (f"{INSTITUTIONS}/test_population.py",),
    ),
    Defect(
        "arrivals at the rate of the week before",
        "sim/institutions/population.py",
        "        mean = persons[g] * np.repeat(level, 7)[:days]",
        "        mean = np.roll(persons[g], 7) * np.repeat(level, 7)[:days]",
        (ORDER, f"{INSTITUTIONS}/test_population.py"),
    ),
    Defect(
        "places counted above the offer of a municipality",
        "sim/engine/allocation.py",
        "                if places[area] >= size and suits[area] and (served[area] or not service):",
        "                if places[area] > 0 and suits[area] and (served[area] or not service):",
        ("tests/engine/test_allocation.py", INVARIANTS),
    ),
    Defect(
        "the journal writes another exit than the register",
        "sim/engine/books.py",
        "        self._to.append(to)\n",
        "        self._to.append(to if to < 11 else 10)\n",
        (INVARIANTS, f"{INSTITUTIONS}/test_returns.py"),
    ),
)

ACTORS: tuple[Defect, ...] = (
    Defect(
        "registration: those without a bed are served too",
        "sim/institutions/registration.py",
        "        here = self._served.take(self._population.lodging.state[rows])\n",
        "        here = self._served.take(self._population.lodging.state[rows]) | True\n",
        (f"{INSTITUTIONS}/test_registration.py", ORDER),
    ),
    Defect(
        "casework: Saturdays are working days",
        "sim/institutions/staff.py",
        "if weekday < WORKING_WEEKDAYS else 0",
        "if weekday <= WORKING_WEEKDAYS else 0",
        (f"{INSTITUTIONS}/test_casework.py",),
    ),
    Defect(
        "appeals: twice as many overturned",
        "sim/institutions/appeals.py",
        "        granted = u < config.overturn_share\n",
        "        granted = u < 2.0 * config.overturn_share\n",
        (f"{INSTITUTIONS}/test_appeals.py",),
    ),
    Defect(
        "returns: the bed is kept when people leave",
        "sim/institutions/returns.py",
        "        self._reception.release(rows, day)\n",
        "        self._reception.release(rows[:0], day)\n",
        (f"{INSTITUTIONS}/test_returns.py", INVARIANTS),
    ),
    Defect(
        "reception: at 15 a child moves to a centre for adults",
        "sim/institutions/reception.py",
        "(teens, _MINORS)",
        "(teens, _ORDINARY)",
        (f"{INSTITUTIONS}/test_reception.py", EDGES),
    ),
    Defect(
        "private lodging: the weekly share asks every day",
        "sim/institutions/private_lodging.py",
        "        daily = -np.log1p(-weekly) / 7.0",
        "        daily = -np.log1p(-weekly)",
        (f"{INSTITUTIONS}/test_reception.py",),
    ),
    Defect(
        "care: the reserve is not used up",
        "sim/institutions/care.py",
        "        self.left -= order.amount\n",
        "        self.left -= 0 * order.amount\n",
        (f"{INSTITUTIONS}/test_care.py",),
    ),
    Defect(
        "portfolio: closed contracts are not paid to the end of their lock",
        "sim/institutions/closing.py",
        "            network.place_days.set_exit(centre, entry.fixed_signed)\n",
        "            network.place_days.set_exit(centre, 0)\n",
        (f"{INSTITUTIONS}/test_portfolio.py", BEHAVIOUR),
    ),
    Defect(
        "settlement: a child of 15 is settled as an adult",
        "sim/institutions/settlement.py",
        "        self._minor[rows[grown]] = False\n",
        "        self._minor[rows] = False\n",
        (
            f"{EDGES}::test_a_child_who_turns_15_moves_from_care_to_a_centre_for_minors_and_stays_a_minor",
            INVARIANTS,
        ),
    ),
    Defect(
        "settlement: those who move in keep their bed in reception",
        "sim/institutions/settlement.py",
        "                self._release(here, day)\n        else:\n            self._release(rows, day)\n",
        "                self._release(here, day)\n        else:\n            self._release(rows[1:], day)\n",
        (f"{INSTITUTIONS}/test_settlement.py", INVARIANTS),
    ),
    Defect(
        "mapping: simplified mapping changes nothing",
        "sim/institutions/mapping.py",
        "self.simplified = on or self._era.simplified",
        "self.simplified = self._era.simplified",
        (f"{INSTITUTIONS}/test_settlement.py", f"{NATIONAL}/test_history.py"),
    ),
    Defect(
        "committee: informs at exactly ten percent",
        "sim/institutions/committee.py",
        "    return abs(after - before) * PER_MILLE > before * round(share * PER_MILLE)\n",
        "    return abs(after - before) * PER_MILLE >= before * round(share * PER_MILLE)\n",
        (f"{INSTITUTIONS}/test_committee.py",),
    ),
    Defect(
        "municipalities: places taken back stay used",
        "sim/institutions/municipal_places.py",
        "            np.subtract.at(used, municipality[chosen], sizes[chosen])\n",
        "            np.subtract.at(used, municipality[chosen], 0 * sizes[chosen])\n",
        (
            f"{EDGES}::test_an_offer_withdrawn_after_allocation_sends_the_household_back_to_its_place_in_the_queue",
        ),
    ),
    Defect(
        "municipalities: who moves on depends on the horizon",
        "sim/institutions/municipal_moves.py",
        "        self._due_month[rows] = np.minimum(np.maximum(months, month), LAST_MONTH)\n",
        "        self._due_month[rows] = np.where(due < self._calendar.days, np.maximum(months, month), NEVER)\n",
        (PAIRING,),
    ),
    Defect(
        "forecasts: the one of next month is known today",
        "sim/institutions/forecasts.py",
        "bisect.bisect_right(self._days, day)",
        "bisect.bisect_right(self._days, day + 31)",
        (f"{INSTITUTIONS}/test_forecasts.py", PAIRING),
    ),
    Defect(
        "publication: arrivals of the week to come are published",
        "sim/institutions/publish.py",
        "        known = day - self._delay\n",
        "        known = min(day + 7, self._calendar.days - 1)\n",
        (f"{PAIRING}::test_garbage_after_a_day_leaves_all_until_then_as_it_was",),
    ),
    Defect(
        "economy: empty places are paid as if all stood empty",
        "sim/institutions/place_days.py",
        "counted[_FIXED_DAYS] - used[Tier.FIXED], Use.EMPTY)",
        "counted[_FIXED_DAYS], Use.EMPTY)",
        (IDENTITIES, f"{INSTITUTIONS}/test_portfolio.py"),
    ),
    Defect(
        "economy: a grant is received an øre short",
        "sim/institutions/accounts.py",
        '            (MUNICIPALITIES, "host_compensation_received", -int(paid.sum())),\n',
        '            (MUNICIPALITIES, "host_compensation_received", 1 - int(paid.sum())),\n',
        (INVARIANTS,),
    ),
    Defect(
        "economy: minors who come inside a month are paid for the whole of it",
        "sim/institutions/municipal_accounts.py",
        "missed = change * (days - 1 - (last_day - day))\n",
        "missed = 0 * change\n",
        (f"{NATIONAL}/test_money.py",),
    ),
    Defect(
        "economy: those settled before the run come a month late in the cohorts",
        "sim/institutions/grant_cohorts.py",
        "self._counts[:MONTHS_OF_COST] = before.persons\n",
        "self._counts[1 : MONTHS_OF_COST + 1] = before.persons\n",
        (f"{INSTITUTIONS}/test_settled_before.py", f"{NATIONAL}/test_money.py"),
    ),
    Defect(
        "evaluation: settled above the need counts as missing",
        "sim/institutions/clauses_goals.py",
        "    missing = figures.need - int(figures.settled_agreed.sum())\n",
        "    missing = abs(figures.need - int(figures.settled_agreed.sum()))\n",
        (f"{NATIONAL}/test_targets.py",),
    ),
    Defect(
        "records: those who come back count as gone",
        "sim/institutions/records.py",
        '("left", into[Case.LEFT] - flows[Case.LEFT].sum(axis=0))',
        '("left", into[Case.LEFT])',
        (INVARIANTS,),
    ),
    Defect(
        "plans: orders take effect on the day they are given",
        "sim/plans/measures.py",
        "    return max(int(whole_days(length, ",
        "    return min(int(whole_days(length, ",
        ("tests/plans/test_executor.py", "tests/plans/test_measures.py"),
    ),
    Defect(
        "plans: what is ordered is not deducted from the gap",
        "sim/institutions/portfolio_levers.py",
        "    have = sum(portfolio.lasting(kind) + portfolio.pipeline(kind) for kind in kinds)\n",
        "    have = sum(portfolio.lasting(kind) for kind in kinds)\n",
        (f"{INSTITUTIONS}/test_portfolio.py",),
    ),
    Defect(
        "plans: the buffer is forgotten",
        "sim/plans/measures.py",
        "        return (persons + max(change, 0.0) * horizon_days) / reception.target_use + buffer\n",
        "        return (persons + max(change, 0.0) * horizon_days) / reception.target_use + 0 * buffer\n",
        (f"{BEHAVIOUR}::test_a_larger_buffer_means_a_larger_exit_cost",),
    ),
    Defect(
        "chance: luck by Python's own hash",
        "sim/plans/measures.py",
        "    key = zlib.crc32(measure.measure.encode())\n",
        "    key = hash(measure.measure) % 2**31\n",
        (f"{NATIONAL}/test_repeat.py",),
    ),
    Defect(
        "chance: luck by position in the register",
        "sim/institutions/placement.py",
        "        self._first = (population.keyed(chance, \"reception_probe\") * PROBES).astype(np.int64)\n",
        "        self._first = np.arange(n, dtype=np.int64) * 7919 % PROBES\n",
        (f"{PAIRING}::test_one_household_less_changes_nobody_else",),
    ),
    Defect(
        "registration: everybody stays a day longer",
        "sim/institutions/registration.py",
        "leave_arrival_centre(lodged, day + self._stay_days[lodged])",
        "leave_arrival_centre(lodged, day + 1 + self._stay_days[lodged])",
        (f"{INSTITUTIONS}/test_registration.py", f"{NATIONAL}/test_snapshot.py"),
    ),
    Defect(
        "levers: a switch undone before it began stays on",
        "sim/institutions/dated_levers.py",
        "        when = max(day + max(dialogue_days, 1), order.effective_day)\n        self._agenda.add(when, self.name, OFF,",
        "        when = day + max(dialogue_days, 1)\n        self._agenda.add(when, self.name, OFF,",
        (ORDER,),
    ),
)

DEFECTS: tuple[Defect, ...] = ENGINE + ACTORS
