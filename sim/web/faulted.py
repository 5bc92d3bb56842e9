"""Faults of the input as pages tell them: in the language of the page, or whole in English, and marked so."""

from __future__ import annotations

import re

from sim.config.faults import NO_VALUE, Fault
from sim.views.faulted import with_way_out
from sim.views.words import Words


def rule_of(fault: Fault, words: Words) -> tuple[str, bool]:
    """Return what must hold, with the way out, and whether that is English for want of words."""
    return with_way_out(fault.rule, fault.hint, words)


def told(fault: Fault, words: Words) -> tuple[str, bool]:
    """Return a fault as the command line tells it, path and value before the rule, and whether that is English."""
    rule, foreign = rule_of(fault, words)
    head = str(Fault(fault.path, fault.value, "")).removesuffix(":") if fault.value is not NO_VALUE else fault.path
    return re.sub(r"[ \t\r\n]+", " ", f"{head}: {rule}"), foreign
