"""Titles, and the names of shocks and plans with what the command changed of them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.views.changed import in_words
from sim.views.study import Change, Study
from sim.views.words import MOST_SHOWN, Words


def run_title(study: Study, shocks: Sequence[str], plan: str, words: Words) -> str:
    """Title the runs of one plan."""
    named = _named(words.name("plan", plan), _of_plan(study, (shocks[0], plan), words), words)
    return words.say("title_run", plan=named, shock=words.listed([shock_name(study, shock, words) for shock in shocks]))


def comparison_title(study: Study, shocks: Sequence[str], key: str, words: Words, brief: bool = False) -> str:
    """Title a comparison by the sentence `key`, which takes shocks; what was changed of plans stands behind.

    What holds for every plan under these shocks is said once, what holds for some by plan. `brief`: only that
    something was changed, where the values stand beside the title.
    """
    title = words.say(key, shocks=words.listed([shock_name(study, shock, words, brief) for shock in shocks]))
    pairs = [(shock, plan) for shock in shocks for plan in study.results.plans_of(shock)]
    every = {pair: _of_plan(study, pair, words, brief) for pair in pairs}
    common = [text for text in every[pairs[0]] if all(text in each for each in every.values())]
    parts = [words.say("title_all_plans", changes=_few(common, words))] if common else []
    for plan in dict.fromkeys(plan for _, plan in pairs):
        own = dict.fromkeys(text for pair in pairs if pair[1] == plan for text in every[pair] if text not in common)
        if own:
            parts.append(words.say("title_one_plan", plan=words.name("plan", plan), changes=_few(list(own), words)))
    return words.say("title_changed", title=title, changes="; ".join(parts)) if parts else title


def shock_name(study: Study, shock: str, words: Words, brief: bool = False) -> str:
    """Name a shock with what was changed of it, or only that something was; one of size 0 is none."""
    changed = list(changes(study, shock, study.results.plans_of(shock)[0], "shock"))
    none = shock in study.unshocked
    if none:
        changed = [each for each in changed if not each.text.startswith("size=")]
    told = [*_told(changed, words, brief), *([words.say("no_shock")] if none else [])]
    return _named(words.name("shock", shock), told, words)


def changes(study: Study, shock: str, plan: str, kind: str) -> Sequence[Change]:
    """Return what was changed of the start, shock, plan or world."""
    return study.changes.get((shock, plan), {}).get(kind, ())


def _of_plan(study: Study, pair: tuple[str, str], words: Words, brief: bool = False) -> tuple[str, ...]:
    """Return what was changed of a plan; only that something was, where the short answer says what in words."""
    return _told(changes(study, *pair, "plan"), words, brief or pair in study.moved)


def _told(changed: Sequence[Change], words: Words, brief: bool) -> tuple[str, ...]:
    return (words.say("changed_values"),) if brief and changed else tuple(in_words(each, words) for each in changed)


def _named(name: str, changed: Sequence[str], words: Words) -> str:
    return words.say("name_changed", name=name, changes=_few(changed, words)) if changed else name


def _few(changed: Sequence[str], words: Words) -> str:
    """Write the first few of many changes; the summary has all."""
    left = len(changed) - MOST_SHOWN
    return ", ".join([*changed[:MOST_SHOWN], *([words.say("changes_more", count=left)] if left > 0 else [])])
