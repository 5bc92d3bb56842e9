"""What a planner asks, where nothing is said what is asked, and how it is written as an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sim.config.compose import Sources
from sim.web import levers, uploads
from sim.web.levers import WORLD, Choices, Lever, Value, World, text_of
from sim.web.site import Site

SETTINGS = ("replications", "horizon_days", "seed")
MOST_REPLICATIONS = 1000
"""Of a comparison on the page; our choice."""


@dataclass(frozen=True)
class Question:
    """A comparison that is asked for.

    Attributes
    ----------
    start, shock, plans : names of options; the first plan is the base
    settings : replications, horizon_days and seed, where they are chosen
    changes : typed values by dotted key as in addresses; by the name of a group the option chosen in it
    own_plans : digests of uploads; the name of each stands in `plans`
    start_file : digest of an upload, empty for none
    """

    start: str
    shock: str
    plans: tuple[str, ...]
    settings: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, Value] = field(default_factory=dict)
    own_plans: tuple[str, ...] = ()
    start_file: str = ""


def sources_of(own_plans: Iterable[str], site: Site) -> Sources:
    """Return where options are looked for: the user's folders, and those of the uploads."""
    found = (uploads.upload(each, site) for each in own_plans)
    return Sources.of([*site.config_dirs, *(str(each.folder) for each in found if each is not None)])


def defaults(sources: Sources, shock: str = "") -> Question:
    """Return what is asked where nothing is said, of a shock if it is given: what `beredt compare` asks by itself.

    A shock of the user's may bring a start; the user's file of the same name as one of ours does not change ours.
    """
    ours = Sources.of()
    composed = levers.usual(ours)
    taken = shock or str(composed.data["shocks"][0])
    start = levers.start_of(ours if taken in ours.options("shock") else sources, taken)
    return Question(start, taken, tuple(composed.data["plans"]))


def choices(question: Question) -> Choices:
    """Return the options chosen in groups of the world."""
    return tuple((group, str(question.changes[group])) for group in WORLD if group in question.changes)


def world(question: Question, site: Site) -> World:
    """Return the world of a question; raises BadConfig if a file of the user's has faults."""
    sources = sources_of(question.own_plans, site)
    return levers.world(sources, question.start, question.shock, choices(question))


SETTING_LEVERS: Mapping[str, Lever] = {
    "replications": Lever(
        "replications", ("replications",), None, "whole", low=1.0, high=float(MOST_REPLICATIONS),
        says="runs of each plan, each with its luck, the same for every plan",
    ),
    "horizon_days": Lever("horizon_days", ("horizon_days",), None, "whole", low=1.0, high=7305.0, unit="days"),
    "seed": Lever("seed", ("seed",), None, "whole", low=0.0, high=levers.LARGEST),
}  # fmt: skip
"""Settings of a comparison on the page; None: as `beredt compare` has them."""


def plain(question: Question) -> dict[str, str]:
    """Write what is changed, and the settings, as addresses hold it, by name of field."""
    settings = {name: str(value) for name, value in question.settings.items()}
    return {**settings, **{key: text_of(value) for key, value in question.changes.items()}}


def query(question: Question) -> str:
    """Write a question as the query of an address: only what differs from the defaults, in a fixed order."""
    pairs: list[tuple[str, str]] = []
    ours = Sources.of()
    base = defaults(ours)
    known = question.shock in ours.options("shock")
    if not known or question.start != defaults(ours, question.shock).start:
        pairs.append(("start", question.start))
    if question.shock != base.shock:
        pairs.append(("shock", question.shock))
    if question.plans != base.plans or question.own_plans:
        pairs += [("plan", name) for name in question.plans]
    pairs += [(name, str(question.settings[name])) for name in SETTINGS if name in question.settings]
    pairs += [("own_plan", each) for each in question.own_plans]
    if question.start_file:
        pairs.append(("start_file", question.start_file))
    pairs += [(key, text_of(question.changes[key])) for key in sorted(question.changes)]
    return urlencode(pairs)


def spaced(number: int) -> str:
    """Write a whole number with spaces between thousands, as both languages read it."""
    return f"{number:,}".replace(",", "\u00a0")
