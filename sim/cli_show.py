"""What `beredt show` and `beredt check` print: plain text, whole, fit for a pipe."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.cli_words import replaced_told
from sim.config import catalogue
from sim.config.compose import Sources
from sim.config.job import Job
from sim.config.past import told_past
from sim.config.schema import Scenario
from sim.data import facts
from sim.runs.keys import identity
from sim.views.command import day
from sim.views.languages import language
from sim.views.words import Words

BYTES_A_DAY = 600.0
"""Size of the tables, bytes for each simulated day of each run; measured on the default comparison."""
NARROWEST, WIDEST = 72, 120
"""Columns of text, whatever the terminal."""


def print_groups(sources: Sources) -> None:
    """Print the groups, a line each, and how to go on."""
    found = catalogue.groups(sources)
    print("Groups: what can be chosen, as in beredt run GROUP=OPTION\n")
    _print_pairs((group.name, f"{group.says} [{_count(group)}]") for group in found)
    print("\nberedt show GROUP lists its options, beredt show GROUP OPTION shows one whole.")


def print_group(sources: Sources, group: str) -> None:
    """Print the options of a group, a line each."""
    found = catalogue.options(sources, group)
    about = {each.name: each for each in catalogue.groups(sources)}[group]
    print(f"{group}: {about.says}\n" if about.says else f"{group}\n")
    marks = {about.default: " [taken by default]"}
    _print_pairs((each.name, each.says + marks.get(each.name, "") + _whose(each)) for each in found)
    print(f"\nChoose with {group}=OPTION; beredt show {group} OPTION shows one whole.")


def print_option(sources: Sources, group: str, name: str) -> None:
    """Print one option with all its values: unit, remark, and the fact with source and warning."""
    option, values = catalogue.whole(sources, group, name)
    print(f"{group}={name}: {option.says}{_whose(option)}")
    print(f"file {option.file}\n")
    width = _width()
    for value in values:
        unit = f" {value.unit}" if value.unit else ""
        print(f"{value.key} = {_written(value.value)}{unit}")
        remarks = [text for text in dict.fromkeys((value.says, value.note)) if text and text != value.unit]
        if value.fact is not None:
            known = value.fact
            band = (
                f", {known.low:g} to {known.high:g}"
                if known.low is not None and known.high is not None
                else ""
            )
            remarks.append(
                f"fact {known.key}: {known.unit}{band}, {known.year}; {known.kind}, {known.confidence}"
            )
            remarks.append(f"source: {known.source}")
            if known.warn:
                remarks.append(f"warning: {known.warn}")
        for remark in remarks:
            print(
                textwrap.fill(
                    remark, width, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False
                )
            )


def print_job(job: Job, out: Path) -> None:
    """Print what a valid command would run."""
    settings, words = job.settings, language(job.settings.language)
    print(f"{words.say('console_no_fault')}\n")
    shown: list[tuple[str, str]] = []
    for (shock, plan), scenario in job.scenarios.items():
        end = scenario.start.date.fromordinal(scenario.start.date.toordinal() + scenario.days - 1)
        told = words.say(
            "console_scenario",
            days=scenario.days,
            first=day(scenario.start.date, words),
            last=day(end, words),
            begins=_begins(scenario, words),
            identity=identity(scenario)[:12],
        )
        shown.append((f"{shock}, {plan}", told))
    _print_pairs(shown)
    _print_past(job, words)
    warned = sum(bool(facts()[key].warn) for key in job.facts.values() if key in facts())
    megabytes = f"{job.run_days * BYTES_A_DAY / 1e6:.0f}"
    rows = {
        "verb": job.verb,
        "runs": _product(job, words),
        "seed": ", ".join(dict.fromkeys(str(scenario.seed) for scenario in job.scenarios.values())),
        "workers": words.say("console_each_core") if settings.workers is None else str(settings.workers),
        "facts": words.say("console_facts_told", values=len(job.facts), warned=warned),
        "results": words.say("console_results_told", folder=out, megabytes=megabytes),
    }
    print()
    _print_pairs((words.say(f"console_{name}"), text) for name, text in rows.items())
    gone = replaced_told(out, words) if settings.overwrite else ""
    if gone:
        print(f"\n{gone}")


def _print_past(job: Job, words: Words) -> None:
    """Print what of the past the runs are told, and what is drawn for each."""
    told: dict[str, None] = {}
    for (_, plan), scenario in job.scenarios.items():
        past = told_past(scenario)
        if past:
            from sim.views.past import of_scenario

            told.update(dict.fromkeys(of_scenario(past, plan, words)))
        drawn = scenario.parameters
        if drawn.rows:
            names = ", ".join(drawn.draws)
            told[words.say("console_drawn", file=drawn.path, rows=drawn.rows, names=names)] = None
    if told:
        print()
    for line in told:
        print(textwrap.fill(line, _width(), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))


def _begins(scenario: Scenario, words: Words) -> str:
    """Say when the shock begins, and when it first changes arrivals where that is another day."""
    first = scenario.first_change
    if first is None:
        return words.say("console_no_shock")
    key = "console_shock_changes" if first != scenario.onset else "console_shock_begins"
    return words.say(key, onset=day(scenario.onset, words), first=day(first, words))


def _product(job: Job, words: Words) -> str:
    replications = job.settings.replications_at_most
    counts = {"shock": len(job.shocks), "plan": len(job.plans), "replication": replications}
    factors = {
        f"{name}s": words.say(f"console_{name}_{'one' if count == 1 else 'many'}", count=count)
        for name, count in counts.items()
    }
    product = words.say("console_product", all=job.runs, **factors)
    return product if job.settings.replications == replications else words.say("console_at_most", product=product)


def _count(group: catalogue.Group) -> str:
    count = "1 option" if len(group.options) == 1 else f"{len(group.options)} options"
    return f"{count}, {group.default} by default" if group.default else count


def _whose(option: catalogue.Option) -> str:
    return " [your own]" if option.own else ""


def _print_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Print names and texts in two columns."""
    listed = list(pairs)
    indent = min(max((len(name) for name, _ in listed), default=0), 40) + 4
    for name, text in listed:
        head = f"  {name}".ljust(indent)
        lines = textwrap.wrap(text, max(_width() - indent, 30), break_on_hyphens=False) or [""]
        print(f"{head}{lines[0]}".rstrip())
        for line in lines[1:]:
            print(" " * indent + line)


def _width() -> int:
    return min(max(shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)


def _written(value: Any) -> str:
    """Write a value as YAML would, in one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
