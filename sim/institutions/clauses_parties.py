"""What each party undertakes (sections 2 to 9), committee, evaluation, economy and term, as figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.institutions.clause_rows import (
    DIGITS,
    Row,
    YearView,
    at_least,
    at_most,
    dialogue_row,
    figure,
    not_modelled,
    row,
    within,
)
from sim.institutions.evaluation_inputs import NEVER, Revision


def coverage(view: YearView) -> Iterator[Row]:
    """1.8, 3.2 and 4.1: grants against cost, host compensation against host cost."""
    yardsticks, figures = view.targets.yardsticks, view.figures
    why = "grants earned over cost borne in the year, high while many are newly settled"
    yield at_least("1.8, 3.2", "grant_coverage", figures.coverage, yardsticks.coverage, "share", why)
    why = "host compensation over host cost"
    yield at_least("4.1", "host_coverage", figures.host_coverage, yardsticks.host_coverage, "share", why)


def preparedness(view: YearView) -> Iterator[Row]:
    """1.9, 2.1, 2.2, 2.3 and 2.4: how many have a plan, what they answer, and how fast."""
    figures, yardsticks = view.figures, view.targets.yardsticks
    prepared, limit = figures.prepared_share, yardsticks.prepared_share
    yield at_least("1.9", "prepared_share", prepared, limit, "share", "learning spreads plans, our proxy")
    yield at_least("2.3", "contingency_plan_share", prepared, limit, "share", "municipalities with a costed plan")
    answered = figures.answered / figures.asked if figures.asked else None
    yield at_least("2.1, 2.2", "municipalities_answered", answered, limit, "share", "voted by 31 December")
    days = yardsticks.answer_days
    yield at_most("2.1, 2.2", "mean_answer_days", figures.answer_days, days, "days", "the council's twelve weeks")
    for name, offered, requested in (
        ("all", int(figures.offered.sum()), int(figures.requested.sum())),
        ("minors", figures.offered_minors, figures.requested_minors),
        ("special_needs", figures.offered_special, figures.requested_special),
    ):
        share = offered / requested if requested else None
        why = "offered over asked for, our yardstick"
        yield at_least("2.4", f"answer_share_{name}", share, yardsticks.answer_share, "share", why)


def cooperation(view: YearView) -> Iterator[Row]:
    """2.6, 3.3, 9.1: outside the model; 5.3: one timeline of who does what."""
    yield not_modelled("2.6, 3.3, 9.1", "cooperation", "cooperation between levels and other agreements")
    decided = [each for each in view.inputs.decisions if view.first <= each.day <= view.last]
    deciders = len({each.decided_by for each in decided})
    why = f"{len(decided)} decisions of {deciders} bodies stand in one timeline"
    yield figure("5.3", "bodies_with_decisions", deciders, "bodies", why)


def predictability(view: YearView) -> Iterator[Row]:
    """3.1: revisions of the need in the year, their size and the time left to act on them."""
    revisions, limit = view.revisions, view.targets.yardsticks.revision_notice_days
    yield row("3.1", "revisions", len(revisions), "revisions", len(revisions) <= 1, "at most one is predictable")
    sizes = [abs(each.new / each.old - 1.0) for each in revisions if each.old > 0.0]
    largest = max(sizes) if sizes else None
    allowed = view.regime.inform_above or view.targets.yardsticks.revision_share
    yield at_most("3.1", "largest_revision", largest, allowed, "share", "the change that must be told of")
    notice = float(min(view.last - each.day for each in revisions)) if revisions else None
    yield at_least("3.1", "days_left_at_revision", notice, limit, "days", "our yardstick")


def figures_in_time(view: YearView) -> Iterator[Row]:
    """3.4, 5.1, 6.2: running statistics to KS."""
    limit = view.targets.yardsticks.figures_delay_days
    delay = view.figures.figures_delay_days
    yield at_most("3.4, 5.1, 6.2", "figures_delay_days", delay, limit, "days", "weekly tables, our yardstick")


def duty_to_inform(view: YearView) -> Iterator[Row]:
    """5.2: IMDi informs when the estimate moves by more than a tenth; at exactly a tenth it need not."""
    above, limit = view.regime.inform_above, view.targets.yardsticks.inform_within_days
    if above is None:
        yield figure("5.2", "changes_to_inform_of", None, "changes", "no such duty in this regime")
        return
    due = [each for each in view.revisions if _moved(each.old, each.new) > above]
    told = [each for each in due if each.informed_day != NEVER]
    late = [each.informed_day - each.day for each in told]
    why = f"changes above {above:.0%}; {len(told)} were told of"
    yield row("5.2", "changes_to_inform_of", len(due), "changes", len(told) == len(due), why)
    longest = float(max(late)) if late else None
    yield at_most("5.2", "longest_days_to_inform", longest, limit, "days", "our yardstick")
    early = [each for each in view.revisions if each.informed_day != NEVER and _moved(each.old, each.new) <= above]
    yield figure("5.2", "informed_without_duty", len(early), "changes", "told of a smaller change")


def _moved(old: float, new: float) -> float:
    return round(abs(new / old - 1.0), DIGITS) if old > 0.0 else 0.0


def permit_to_allocation(view: YearView) -> Iterator[Row]:
    """5.4: days from permit to allocation, against the year before, as far as it is run.

    Those allocated before the run's first day are known only if they had not moved by then, so no mean is made of them.
    """
    people = view.people
    now = people.mean_days(people.decided, people.allocated, view.inside(people.allocated))
    earlier = (people.allocated < view.first) & (people.allocated >= max(0, view.first - 365))
    then = people.mean_days(people.decided, people.allocated, earlier)
    limit = view.targets.yardsticks.permit_to_allocation_days if then is None else round(then, 1)
    why = "no earlier year to compare with: 4.7 months of 2011-2012" if then is None else "the year before"
    yield at_most("5.4", "mean_days_permit_to_allocation", now, limit, "days", why)


def nearness(view: YearView) -> Iterator[Row]:
    """5.5, 7.2: settled in the host municipality or near it, minors above all."""
    people, yardsticks = view.people, view.targets.yardsticks
    hosted = view.settled & (people.host >= 0) & ~np.isnan(people.distance_km)
    near = np.nan_to_num(people.distance_km, nan=np.inf) <= yardsticks.near_km
    minors = people.of_groups(("minors_15_17", "minors_under_15"))
    for name, rows, limit in (
        ("all", hosted, yardsticks.near_share),
        ("minors", hosted & minors, yardsticks.near_share_minors),
    ):
        share = people.share(near, rows)
        why = f"within {yardsticks.near_km:g} km of the host, our yardstick"
        yield at_least("5.5, 7.2", f"share_near_{name}", share, limit, "share", why)
        inside = people.share(people.municipality == people.host, rows)
        why = "in the host municipality itself, part of the share near"
        yield figure("5.5, 7.2", f"share_in_host_{name}", inside, "share", why)
        km = float(np.median(people.distance_km[rows])) if rows.any() else None
        yield at_most("5.5, 7.2", f"median_km_{name}", km, yardsticks.near_km, "km", "our yardstick")


def dialogue(view: YearView) -> Iterator[Row]:
    """6.1, 7.1: information and dialogue with hosts; 6.3: early warning of large changes."""
    yield figure("6.1, 7.1", "host_events", len(view.changes), "events", "openings and closings in the ledger")
    yield dialogue_row("6.1, 7.1", view)
    yardsticks = view.targets.yardsticks
    large = [each.notice_days for each in view.changes if each.places >= yardsticks.large_change_places]
    share = sum(days >= yardsticks.warning_days for days in large) / len(large) if large else None
    why = f"changes of {yardsticks.large_change_places} places with {yardsticks.warning_days} days' warning"
    yield at_least("6.3", "share_warned_early", share, 1.0, "share", why)
    shortest = float(min(large)) if large else None
    yield at_least("6.3", "shortest_warning_days", shortest, yardsticks.warning_days, "days", "our yardstick")


def mapping(view: YearView) -> Iterator[Row]:
    """6.4, 7.2: mapping of those ready to settle, and particular municipalities."""
    people, yardsticks = view.people, view.targets.yardsticks
    days = people.mean_days(people.decided, people.ready, view.inside(people.ready))
    yield at_most("6.4, 7.2", "mean_days_mapping", days, yardsticks.mapping_days, "days", "our yardstick")
    tied = view.settled & (people.tied_to >= 0)
    share = people.share(people.municipality == people.tied_to, tied)
    why = "of those tied to a municipality, our yardstick"
    yield at_least("6.4, 7.2", "share_in_particular", share, yardsticks.tied_share, "share", why)


def minors_under_15(view: YearView) -> Iterator[Row]:
    """7.3: minors under 15 within the national targets, and the older ones beside them."""
    for group in ("minors_under_15", "minors_15_17"):
        for target in view.targets.times:
            if group not in target.groups:
                continue
            only = target.model_copy(update={"groups": (group,)})
            why = f"within {target.within_days} days"
            measure = f"share_in_time_{group}"
            yield at_least("7.3", measure, within(view, only), target.share, "share", why)


def committee(view: YearView) -> Iterator[Row]:
    """Nasjonalt utvalg: the need, its distribution, and the triggers of the mandate."""
    clause, figures, regime = "Nasjonalt utvalg", view.figures, view.regime
    yield row(clause, "need", figures.need, "persons", figures.need > 0.0, "the need set for the year")
    distributed = int(figures.requested.sum()) / figures.need if figures.need else None
    yield at_least(clause, "need_distributed", distributed, 1.0, "share", "asked of municipalities over need")
    for name, share, persons in (
        ("total", regime.trigger_share, regime.trigger_persons),
        ("minors", regime.trigger_minors_share, regime.trigger_minors_persons),
    ):
        fired = [each for each in view.revisions if _triggers(each, name == "minors", share, persons)]
        limits = [f"{share:.0%}"] if share is not None else []
        limits += [f"{persons} persons"] if persons is not None else []
        why = f"revisions of at least {' or '.join(limits)}" if limits else "no such trigger in this regime"
        yield figure(clause, f"redistribution_trigger_{name}", len(fired), "revisions", why)


def _triggers(each: Revision, minors: bool, share: float | None, persons: int | None) -> bool:
    """Whether a revision reaches a trigger of the mandate; at the threshold it does."""
    old, new = (each.old_minors, each.new_minors) if minors else (each.old, each.new)
    by_share = share is not None and _moved(old, new) >= share
    return by_share or (persons is not None and abs(new - old) >= persons)


def evaluation(view: YearView) -> Iterator[Row]:
    """The turn of the year: the gap of the next year, the share in time, and the causes of deviation."""
    clause, figures, waiting = "evaluation", view.figures, view.figures.waiting
    gap = figures.need_next - figures.offered_next
    yield at_most(clause, "gap_next_year", gap, 0.0, "persons", "need less offered places of next year")
    why = "set by 31 December"
    yield figure(clause, "need_next_year", figures.need_next, "persons", why)
    why = "voted by 31 December: most councils answer in the first months of the year"
    yield figure(clause, "offered_next_year", figures.offered_next, "places", why)
    settled = int(figures.settled_agreed.sum())
    fewer = figures.need - settled - waiting.total
    for name, persons, why in (
        ("fewer_to_settle_than_estimated", fewer, "need less settled less waiting: negative if more came"),
        ("not_asked", waiting.not_asked, "have not asked: live privately, or on a limited permit"),
        ("mapping", waiting.mapping, "not mapped by 31 December"),
        ("offers_short", waiting.ready_no_offer, "ready and no places left"),
        ("places_do_not_fit", waiting.ready_offer, "ready while places stand open: size, service or time"),
        ("housing", waiting.allocated, "agreed and not moved"),
    ):
        yield figure(clause, f"cause_{name}", persons, "persons", f"part of need less settled: {why}")
    shares = [(within(view, target), target.share) for target in view.targets.times]
    in_time = all(share is None or round(share, DIGITS) >= wanted for share, wanted in shares)
    met = in_time and settled >= figures.need
    why = "everyone of the need settled and all time targets reached"
    yield row(clause, "purpose_met", float(met), "1 yes, 0 no", met, why)


def economy(view: YearView) -> Iterator[Row]:
    """The state's duties stand within what the Storting grants."""
    figures = view.figures
    over = figures.spent_nok - figures.appropriated_nok
    yield at_most("economy", "spent_above_appropriation", over, 0.0, "NOK", "reception, supplements included")
    yield not_modelled("economy", "compensation_of_KS", "KS's own compensation")
    yield not_modelled("information", "agreement_made_known", "information in all bodies")


def term(view: YearView) -> Iterator[Row]:
    """Talks if the estimated number cannot be handled within the scheme."""
    over = view.figures.need - int(view.figures.offered.sum())
    yield at_most("term", "need_above_offered", over, 0.0, "persons", "above 0 is a ground for talks")
