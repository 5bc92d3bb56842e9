"""The ledger of dated switches as words of the command line: an episode with its switches, or without them.

A transfer takes the rules of one episode (its casework and its settlement era) to the other one, with the plan,
shock and start of that: free, without any switch of the episode it is tried on, or with the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from sim.config.compose import Sources, compose_primary
from sim.config.plan import SECTIONS
from sim.data import Switch, fact, switches

EPISODE_WORDS: dict[str, tuple[str, ...]] = {
    "2015": ("start=2015-01-01", "shock=replay_2015", "plan=practice_2015"),
    "2022": ("start=2022-01-01", "shock=replay_2022", "plan=practice_2022"),
}
_RULES = {"2015": "casework=practice_2015", "2022": "casework=practice_2022"}
_FIRST_ERA, _LAST_ERA = 1900, 2200  # calendar years of a step that is long over, or never comes
_FACT = "fact:"
_NOT_KNOWN = "no end was known by the day on which the run begins to look ahead"


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
    return [*episode_words(on, plan), _RULES[rules], *era, *ledger_words(on, ledger, plan=plan)]


def ledger_words(
    on: str, ledger: bool = True, announced_by: dt.date | None = None, plan: str | None = None
) -> list[str]:
    """Return the words that put an episode's switches into force, or take them out.

    Parameters
    ----------
    announced_by : only what was announced by that day, and its size known, is put into force, no votes are given,
        and the plan loses every measure, end of a measure and last day that lies after it; None: all of it
    plan : option of the plan in use, whose measures are taken out by name; None: that of the episode
    """
    mine = [each for each in switches() if each.episode == on]
    known = [each for each in mine if ledger and (announced_by is None or _known(each, announced_by))]
    words = []
    for each in mine:
        value = each.after if each in known else each.before
        if each.carrier in ("value", "option") and value:
            words.append(f"{each.what}={_plain(value)}")
    for carrier, name in (("capacity", "factor"), ("state", "state")):
        rows: dict[str, list[str]] = {each.what: [] for each in mine if each.carrier == carrier}
        for each in known:
            if each.carrier == carrier:
                rows[each.what].append(f"{{since: {each.in_force}, {name}: {_plain(each.after)}}}")
        words += [f"{what}=[{', '.join(some)}]" for what, some in rows.items()]
    unknown = {each.after for each in mine if each.carrier == "measure" and each not in known}
    return [*words, *_plan_words(plan or EPISODE_WORDS[on][-1].partition("=")[2], unknown, announced_by)]


def era_words(rules: str) -> list[str]:
    """Return the words that keep the settlement era and the moves of an episode in force whatever the start."""
    settlement = compose_primary(Sources.of(), "run", {}).data["settlement"]
    years = [int(era["from_year"]) for era in settlement["eras"]]
    days = [dt.date.fromisoformat(str(move["since"])) for move in settlement["moves"]]
    begun = sum(year <= int(rules) for year in years), sum(day <= dt.date(int(rules), 1, 1) for day in days)
    eras = [f"settlement.eras.{place}.from_year={year}" for place, year in _put_away(len(years), begun[0])]
    moves = [f"settlement.moves.{place}.since={year}-01-01" for place, year in _put_away(len(days), begun[1])]
    return [*eras, *moves]


def _put_away(steps: int, begun: int) -> list[tuple[int, int]]:
    """Return place and year of dated steps: those begun are long over or in force, the others never come."""
    return [(place, (_FIRST_ERA if place < begun else _LAST_ERA - steps) + place) for place in range(steps)]


def _plain(text: str) -> str:
    """Return a value of the table as it is written on the command line."""
    return repr(fact(text.removeprefix(_FACT)).value) if text.startswith(_FACT) else text


def _known(switch: Switch, day: dt.date) -> bool:
    """Whether a switch belongs to a run as known on a day: it was known with its size, or is past.

    What is past is in even if it was told of later, unless its size was read from what came after. The table of
    votes has later years in it and is never in.
    """
    past = switch.in_force <= day and switch.size_known == switch.announced
    return switch.carrier != "option" and (past or max(switch.announced, switch.size_known) <= day)


def _plan_words(plan: str, unknown: AbstractSet[str], known_by: dt.date | None) -> list[str]:
    """Return the words that take measures out of a plan, and dates after `known_by` with them.

    The measures to be taken out come last, and of them the last first, so that all places stay right.
    """
    sections = compose_primary(Sources.of(), "run", {"plan": plan}).data["plan"]
    changed, out = [], []
    for section in SECTIONS:
        ladder = sections[section]["ladder"]
        for place in reversed(range(len(ladder))):
            measure, path = ladder[place], f"plan.{section}.ladder.{place}"
            if measure["measure"] in unknown or (known_by is not None and _begins(measure["when"]) > known_by):
                out.append(f"~{path}")
                continue
            if known_by is None:
                continue
            undone = (measure.get("reverse") or {}).get("when")
            if undone is not None and _begins(undone) > known_by:
                changed += [f"{path}.reverse.when=null", f"++{path}.reverse.never='{_NOT_KNOWN}'"]
            if _day(measure["when"].get("until")) > known_by:
                changed.append(f"{path}.when.until=null")
    return [*changed, *out]


def _begins(when: Mapping[str, Any]) -> dt.date:
    """Return the first day on which a condition with dates can be met; the first of all days without one."""
    if "all" in when:
        return max(_begins(each) for each in when["all"])
    if "any" in when:
        return min(_begins(each) for each in when["any"])
    return _day(when.get("date"))


def _day(value: Any) -> dt.date:
    """Return a day of the configuration; the first of all days where there is none."""
    return dt.date.min if value is None else dt.date.fromisoformat(str(value))
