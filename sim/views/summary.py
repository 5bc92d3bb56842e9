"""`summary.md`: the answers in plain sentences, how sure they are, what they rest on, the command."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.views import answers, broken, moved, pairs, past, standing, titles
from sim.views.changed import in_words
from sim.views.command import command_again
from sim.views.english import ENGLISH
from sim.views.headline import headline
from sim.views.local import FILE
from sim.views.picture import Picture
from sim.views.precision import precision
from sim.views.refused import refused
from sim.views.said import said
from sim.views.study import Study
from sim.views.words import Words

MOST_KEYS = 2  # keys named for one warning; the rest stand in the manifest
MOST_WARNINGS = 4


def summary(
    study: Study,
    manifest: Mapping[str, Any],
    pictures: Sequence[tuple[str, Picture]] = (),
    words: Words = ENGLISH,
) -> str:
    """Return the summary of a run or, for a `Study`, of several plans, as Markdown.

    Parameters
    ----------
    manifest : as `sim.runs.manifest` builds it
    pictures : (path relative to the folder, picture)
    """
    text = "\n".join(_lines(study, manifest, pictures, words)).rstrip() + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def _lines(
    study: Study, manifest: Mapping[str, Any], pictures: Sequence[tuple[str, Picture]], words: Words
) -> Iterator[str]:
    results = study.results
    yield f"# {_title(study, words)}"
    yield ""
    if results.runs.empty:
        yield words.say("no_runs")
        yield from _section(words.say("question_again"))
        yield from again(manifest, words)
        return
    yield words.say("valid_never")
    yield ""
    for shock in results.shocks:
        yield from _under(study, shock, words)
        yield length(study, shock, manifest["replications"], words)
        yield from ("", f"**{words.say('headline_head')}.**", "")
        yield from (f"- {sentence}" for sentence in headline(study, shock, words))
    if manifest["failures"]:
        total = manifest["replications"] * len(manifest["scenarios"])
        yield ""
        yield words.say("failed_runs", failed=len(manifest["failures"]), total=total)
    yield from _section(words.say("question_start"))
    for shock in results.shocks:
        yield from _under(study, shock, words)
        yield from chosen(study, shock, manifest, words)
        yield f"{answers.start(study, shock, words)} {answers.arrivals(study, shock, words)}"
        yield from ("", answers.ranges(study, shock, words))
    yield from _section(words.say("question_breaks"))
    for shock in results.shocks:
        yield from _under(study, shock, words)
        yield from _broken(study, shock, words)
        for plan in results.plans_of(shock):
            text = answers.peak(study, shock, plan, words)
            if len(results.plans_of(shock)) == 1:
                text = f"{answers.breaks(study, shock, plan, words)} {text}"
            yield "- " + words.say("plan_bold", plan=words.name("plan", plan), text=text)
    yield from _section(words.say("question_buys"))
    for shock in results.shocks:
        yield from _under(study, shock, words)
        yield from _buys(study, shock, words)
    yield from _section(words.say("question_municipalities"))
    for shock in results.shocks:
        yield from _under(study, shock, words)
        for plan in results.plans_of(shock):
            text = answers.hosts(study, shock, plan, words)
            yield "- " + words.say("plan_bold", plan=words.name("plan", plan), text=text)
    yield from ("", words.say("local_note", file=FILE))
    if pictures:
        yield from _section(words.say("question_figures"))
        for path, picture in pictures:
            yield f"![{picture.text}]({path})"
            yield ""
    yield from _section(words.say("question_rests"))
    yield f"{uncertainty(study, words)} {words.say('baseline')}"
    yield ""
    yield from _precision(manifest, words)
    yield from criteria(manifest, words)
    if len(results.plans) > 1 and (remark := refused(manifest, words)):
        yield from (remark, "")
    yield from _assumed(manifest["warned_facts"], words)
    yield ""
    yield from standing.rests_on(manifest, words)
    yield from _section(words.say("question_again"))
    yield from again(manifest, words)


def length(study: Study, shock: str, runs: int, words: Words) -> str:
    """Say how many runs and days there are under a shock, which may bring its own start and length."""
    first, last = study.periods[shock]
    key = "short_answer" if runs > 1 else "short_answer_one"
    if len(study.results.plans_of(shock)) == 1:
        key = "short_answer_plan" if runs > 1 else "short_answer_one_plan"
    return words.say(key, runs=runs, days=words.number((last - first).days + 1), start=words.date(first))


def _title(study: Study, words: Words) -> str:
    results = study.results
    if results.runs.empty:
        return words.say("no_result_title")
    if len(results.plans) == 1:
        return titles.run_title(study, results.shocks, results.plans[0], words)
    return titles.comparison_title(study, results.shocks, "title_compare", words)


def _section(title: str) -> Iterator[str]:
    yield from ("", f"## {title}", "")


def _under(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Name the shock where there are several."""
    if len(study.results.shocks) > 1:
        yield from ("", words.say("under", shock=titles.shock_name(study, shock, words)), "")


def uncertainty(study: Study, words: Words) -> str:
    """Say what the ranges are, and what is not in them."""
    labels = [answers.range_label(study, shock, words) for shock in study.results.shocks]
    known = " / ".join(dict.fromkeys(label for label in labels if label))
    return words.say("uncertainty", label=known) if known else words.say("uncertainty_one")


def _precision(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say how many replications were enough, where their number was left open."""
    sentences = list(precision(manifest.get("precision", {}), words))
    for number, sentence in enumerate(sentences):
        yield sentence if number == 0 else f"- {sentence}"
    if sentences:
        yield ""


def chosen(study: Study, shock: str, manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say what the start, the shock and the plans are, in their own words, and what was changed of them."""
    mine = [each for each in manifest["scenarios"] if each["shock"] == shock]
    lines: dict[str, None] = {}
    for kind in ("start", "shock", "plan"):
        for each in mine:
            chosen = each["config"].get(kind, {})
            line = _says(study, shock, kind, each["plan"], chosen, words)
            changed = [in_words(found, words) for found in titles.changes(study, shock, each["plan"], kind)]
            if kind == "plan":
                changed = moved.moved(study, shock, each["plan"], words) or changed
            if line:
                lines[words.say("says_changed", line=line, changes="; ".join(changed)) if changed else line] = None
            if kind == "start" and chosen.get("path"):
                day = words.date(dt.date.fromisoformat(chosen["day"]))
                lines[words.say("futures", day=day, path=chosen["path"])] = None
    for each in mine:
        world = [in_words(found, words) for found in titles.changes(study, shock, each["plan"], "world")]
        if world:
            lines[words.say("world_changed", changes=", ".join(world))] = None
        parameters = each["config"].get("parameters", {})
        drawn = parameters.get("draws", {})
        if drawn:
            rows, file = len(next(iter(drawn.values()))), Path(str(parameters["path"])).name
            runs = manifest["replications"]
            key = "parameters_drawn" if runs <= rows else "parameters_again"
            lines[words.say(key, keys=len(drawn), rows=rows, file=file, runs=runs)] = None
    lines.update(dict.fromkeys(past.lines(study, shock, words)))
    for line in lines:
        yield f"- {line}"
    if lines:
        yield ""


def _says(study: Study, shock: str, kind: str, plan: str, chosen: Mapping[str, Any], words: Words) -> str:
    """Write what a file says of itself; a start of the user's own and a shock of size 0 are not what it says."""
    if kind == "shock" and shock in study.unshocked:
        return words.say("shock_of_none", shock=words.name("shock", shock))
    if kind == "shock" and chosen.get("origin"):
        origin = words.date(dt.date.fromisoformat(chosen["origin"]))  # its own words tell of all that came
        return words.say("shock_known", shock=words.name("shock", shock), origin=origin)
    if not chosen.get("says"):
        return ""
    if chosen.get("file"):
        return words.say("start_own", file=Path(str(chosen["file"])).name, name=chosen["name"])
    says = said(f"says_{kind}", str(chosen["says"]).rstrip("."), words)
    return words.say(f"{kind}_says", says=says, plan=words.name("plan", plan))


def _broken(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Yield the table of criteria by plan, with what it means and which criteria nothing breaks."""
    heads = broken.heads(study, shock, words)
    yield pairs.markdown(heads)
    right = [k >= len(heads) - broken.NUMBERS for k in range(len(heads))]
    yield pairs.markdown(["---:" if each else "---" for each in right])
    yield from (pairs.markdown(row) for row in broken.rows(study, shock, words))
    yield from ("", broken.note(study, shock, words), "")


def _buys(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Say in words what plans buy and cost, then in a table, then what is left to say of other pairs."""
    trades = list(pairs.trades(study, shock, words))
    yield from (f"- {sentence}" for sentence in trades)
    if trades:
        yield from ("", words.say("trade_note", where=words.say("where_summary")))
    for note in answers.notes(study, shock, words):
        yield from ("", note)
    plans = study.results.plans_of(shock)
    for k in range(1, max(2, len(plans)), pairs.OTHERS_A_TABLE):
        yield ""
        yield from pairs.table(study, shock, [plans[0], *plans[k : k + pairs.OTHERS_A_TABLE]], words)
    yield from ("", words.say("table_note" if len(plans) > 1 else "table_note_one"))
    yield from _differences(study, shock, words)
    others = list(pairs.other_pairs(study, shock, words))
    if others:
        yield from ("", words.say("other_pairs"), "")
    yield from (f"- {sentence}" for sentence in others)


def _differences(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Yield the short tables of differences from the first plan, with what they hold."""
    if study.differences.empty:
        return
    first = words.name("plan", study.results.plans_of(shock)[0])
    yield from ("", f"**{words.say('head_differences', first=first)}**")
    for heads, rows in pairs.compared(study, shock, words):
        yield from ("", pairs.markdown(heads), pairs.markdown(["---", *["---:"] * (len(heads) - 1)]))
        yield from (pairs.markdown(row) for row in rows)
    yield from ("", pairs.note(study, shock, words))


def criteria(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say what each criterion means, as set; with several scenarios they may differ and all are named."""
    told: dict[tuple[str, str], None] = {}
    for scenario in manifest["scenarios"]:
        for name, criterion in scenario["config"]["criteria"]["criteria"].items():
            says = said("says_criterion", str(criterion["says"]), words)
            told[name, f"{says}{_limit(name, criterion, words)}"] = None
    yield words.say("criteria_head")
    yield ""
    for name, says in told:
        yield words.say("criterion_row", name=words.name("criterion", name), says=says)
    yield ""


def _limit(name: str, criterion: Mapping[str, Any], words: Words) -> str:
    """Write the threshold of a criterion, if it is given."""
    for side in ("above", "below"):
        if criterion.get(side) is not None:
            limit = words.worst(name, float(criterion[side]))
            return " " + words.say(f"limit_{side}", limit=limit, days=criterion.get("for_days", 1))
    return ""


def _assumed(facts: Sequence[Mapping[str, Any]], words: Words) -> Iterator[str]:
    """List the warnings, those of most values first, each with the values that carry it."""
    if not facts:
        yield words.say("assumed_none")
        return
    yield words.say("assumed_head", count=len(facts))
    yield ""
    by_warning: dict[str, list[str]] = {}
    for fact in facts:
        value = f"`{fact['key']}` = {words.figures_of(fact['value'])} {words.name('unit', fact['unit'])}".rstrip()
        by_warning.setdefault(said("warning", str(fact["warn"]), words), []).append(value)
    ranked = sorted(by_warning.items(), key=lambda item: (-len(item[1]), item[0]))
    for warning, values in ranked[:MOST_WARNINGS]:
        keys = ", ".join(values[:MOST_KEYS])
        if len(values) > MOST_KEYS:
            keys = words.say("assumed_more", shown=keys, count=len(values) - MOST_KEYS)
        yield words.say("assumed_row", warn=warning, keys=keys)
    if len(ranked) > MOST_WARNINGS:
        yield words.say("assumed_rest", count=len(ranked) - MOST_WARNINGS)


def again(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say how to get the same again: the command, seed and versions."""
    yield words.say("again", command=command_again(manifest["command"], words))
    yield ""
    yield words.say(
        "again_seed",
        seed=manifest["seed"],
        version=manifest["versions"]["beredt"],
        code=manifest["digests"]["code"][:12],
        data=manifest["digests"]["data"][:12],
    )


def write(folder: Path, text: str) -> Path:
    """Write FOLDER/summary.md and return its path."""
    path = folder / "summary.md"
    path.write_text(text, encoding="utf-8")
    return path
