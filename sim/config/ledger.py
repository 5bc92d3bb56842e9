"""The ledger of dated switches as words of the command line: an episode with its switches, or without them.

A transfer takes the rules of one episode (its casework and its settlement era) to the other one, with the plan,
shock and start of that: free, without any switch of the episode it is tried on, or with the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet

from sim.config.compose import Sources, compose_primary
from sim.config.plan import SECTIONS
from sim.data import switches

EPISODE_WORDS: dict[str, tuple[str, ...]] = {
    "2015": ("start=2015-01-01", "shock=replay_2015", "plan=practice_2015"),
    "2022": ("start=2022-01-01", "shock=replay_2022", "plan=practice_2022"),
}
_RULES = {
    "2015": ("casework=practice_2015", "municipalities=practice_2015"),
    "2022": ("casework=practice_2022", "municipalities=norway"),
}
_LONG_AGO = 1900  # calendar year from which a step is in force whatever the start


def episode_words(episode: str, plan: str | None = None) -> list[str]:
    """Return start, shock and plan of an episode, or another plan; KeyError unless it is 2015 or 2022."""
    *world, own = EPISODE_WORDS[episode]
    return [*world, f"plan={plan}" if plan else own]


def transfer_words(rules: str, on: str, ledger: bool, plan: str | None = None) -> list[str]:
    """Return all words of a run of the episode `on` with the rules of the episode `rules`.

    With the same episode twice and the ledger it is that episode as the options have it, its votes given. `plan` is
    an option of the plan in the place of that of the episode.
    """
    era = [] if rules == on else era_words(rules)
    return [*episode_words(on, plan), *_RULES[rules], *era, *ledger_words(on, ledger, plan=plan)]


def ledger_words(on: str, ledger: bool = True, plan: str | None = None) -> list[str]:
    """Return the words that put an episode's switches into force, or take them out.

    Parameters
    ----------
    plan : option of the plan in use, whose measures are taken out by name; None: that of the episode
    """
    mine = [each for each in switches() if each.episode == on]
    words = []
    for each in mine:
        value = each.value if ledger else each.value_before
        if each.carrier in ("value", "option") and value != "":
            words.append(f"{each.what}={value}")
    for carrier, name in (("capacity", "factor"), ("state", "state")):
        rows: dict[str, list[str]] = {each.what: [] for each in mine if each.carrier == carrier}
        for each in mine:
            if each.carrier == carrier and ledger:
                rows[each.what].append(f"{{since: {each.in_force}, {name}: {each.value}}}")
        words += [f"{what}=[{', '.join(some)}]" for what, some in rows.items()]
    out = set() if ledger else {each.after for each in mine if each.carrier == "measure"}
    return [*words, *_plan_words(plan or EPISODE_WORDS[on][-1].partition("=")[2], out)]


def era_words(rules: str) -> list[str]:
    """Return the words that leave of settlement the era and the time to move in of an episode, whatever the start."""
    settlement = compose_primary(Sources.of(), "run", {}).data["settlement"]
    years = [int(era["from_year"]) for era in settlement["eras"]]
    days = [dt.date.fromisoformat(str(move["since"])) for move in settlement["moves"]]
    begun = sum(year <= int(rules) for year in years), sum(day <= dt.date(int(rules), 1, 1) for day in days)
    return [
        *_only("settlement.eras", len(years), begun[0] - 1, f"from_year={_LONG_AGO}"),
        *_only("settlement.moves", len(days), begun[1] - 1, f"since={_LONG_AGO}-01-01"),
    ]


def _only(steps: str, count: int, kept: int, first: str) -> list[str]:
    """Return the words that leave one of some dated steps, in force from `first`; the last go first."""
    out = [f"~{steps}.{place}" for place in reversed(range(count)) if place != kept]
    return [f"{steps}.{kept}.{first}", *out]


def _plan_words(plan: str, out: AbstractSet[str]) -> list[str]:
    """Return the words that take measures out of a plan, of a section the last first, so that all places stay right."""
    sections = compose_primary(Sources.of(), "run", {"plan": plan}).data["plan"]
    return [
        f"~plan.{section}.ladder.{place}"
        for section in SECTIONS
        for place, measure in reversed(list(enumerate(sections[section]["ladder"])))
        if measure["measure"] in out
    ]
