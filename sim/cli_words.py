"""The language of a command line, and what is said in it of faults, failed runs and results that are replaced.

The language is found before anything is read, so that a fault is told in it; a language that there is not is itself
a fault, told in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.plainly import plain
from sim.runs.outdir import MANIFEST, earlier
from sim.views.faulted import in_words, with_way_out
from sim.views.languages import LANGUAGES, language
from sim.views.words import Words

if TYPE_CHECKING:
    from sim.runs.refs import FailedRun, RunRef

ENGLISH = "en"
SHOWN_FAILURES = 5
"""Failed runs that are named; of the others it is said how many there are."""
_SPACES = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")


def spoken(words: Sequence[str]) -> Words:
    """Return the language that words of a command line ask for, by `language=nb`; English where none or no such one.

    Of several the last one counts, as it does where the words are read.
    """
    named = [value for word in words for key, _, value in (word.lstrip("+").partition("="),) if key == "language"]
    code = named[-1].strip(" '\"") if named else ENGLISH
    return language(code if code in LANGUAGES else ENGLISH)


def faults_told(bad: BadConfig, words: Words) -> str:
    """Tell all faults of the input, a line each below how many they are."""
    told = plain(bad)
    count = len(told.faults)
    so_far = words.say("console_nothing_run")
    if told.runs:
        so_far = words.say("console_runs_kept", count=f"{words.count(told.runs)}")
    head = words.say("console_fault_one" if count == 1 else "console_fault_many", count=count, so_far=so_far)
    return "\n".join([head, *(f"  {_fault(fault, words)}" for fault in told.faults)])


def _fault(fault: Fault, words: Words) -> str:
    """Tell a fault as `str` does; in the language if every part of its rule and hint has words there."""
    value = "" if fault.value is NO_VALUE else str(Fault("", fault.value, "")).removesuffix(":")
    rule, _ = with_way_out(fault.rule, fault.hint, words)
    return _SPACES.sub(" ", f"{fault.path}{value and f' {value}'}: {rule}").strip()


def hindered(error: Exception, words: Words) -> str:
    """Tell what ended a command before its time, though nothing is wrong with the input."""
    own = in_words(str(error), words)
    return str(error) if own is None else own


def failed_told(failed: Sequence[tuple[str, FailedRun[RunRef]]], where: Path, words: Words) -> Iterator[str]:
    """Say which runs failed, the first few of many; nothing if none did.

    Parameters
    ----------
    failed : runs, each with the name of its store, empty where there is only one
    where : folder in which all are told
    """
    if not failed:
        return
    count = len(failed)
    yield f"beredt: {words.say('console_failed_one' if count == 1 else 'console_failed_many', count=count)}"
    for store, each in failed[:SHOWN_FAILURES]:
        ref = each.ref
        run = words.say(
            "console_failed_run",
            point=ref.point,
            replication=ref.replication,
            stage=each.stage,
            message=each.message,
        )
        yield f"  {words.say('console_failed_store', store=store, run=run) if store else run}"
    more = count - SHOWN_FAILURES
    if more > 0:
        yield f"  {words.say('console_failed_more', count=more, where=where)}"


def replaced_told(out: Path, words: Words) -> str:
    """Say that the earlier result in `out` will be replaced, and of which command it is; empty if there is none."""
    command = earlier(out)
    if command is None:
        return ""
    if not command:
        return words.say("console_replaced_untold", folder=out, file=MANIFEST)
    return words.say("console_replaced", folder=out, command=command)
