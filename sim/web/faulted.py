"""Faults of the input as pages tell them: in the language of the page, or whole in English, and marked so."""

from __future__ import annotations

import re

from sim.config.faults import NO_VALUE, Fault
from sim.views.faulted import with_way_out
from sim.views.words import Words

LONGEST = 60
"""Letters of a value that are repeated where it is refused; our choice."""
_PATTERN = "must match pattern '^[a-z0-9][a-z0-9_\\-]*$'"
"""How the schema says what a name may hold."""
_GIVEN = re.compile(r"(?<=')[^']{121,}(?=')|[^\s']{201,}")
"""What can only be a value that was given: no name or folder of a fault is as long."""


def shortened(text: str, words: Words) -> str:
    """Return a text as it is, or its beginning and how long it is."""
    if len(text) <= LONGEST:
        return text
    return words.say("forms_fault_value", start=text[:LONGEST].rstrip(), count=words.count(len(text)))


def rule_of(fault: Fault, words: Words) -> tuple[str, bool]:
    """Return what must hold, with the way out, and whether that is English for want of words."""
    rule = _GIVEN.sub(lambda found: shortened(found[0], words), fault.rule)
    if _PATTERN in rule:
        return rule.replace(_PATTERN, words.say("forms_fault_name")), False
    return with_way_out(rule, fault.hint, words)


def told(fault: Fault, words: Words) -> tuple[str, bool]:
    """Return a fault as the command line tells it, path and value before the rule, and whether that is English."""
    rule, foreign = rule_of(fault, words)
    value = shortened(fault.value, words) if isinstance(fault.value, str) else fault.value
    head = str(Fault(fault.path, value, "")).removesuffix(":") if value is not NO_VALUE else fault.path
    return re.sub(r"[ \t\r\n]+", " ", f"{head}: {rule}"), foreign
