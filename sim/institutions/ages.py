"""Ages at which others answer for a young person, from the facts."""

from __future__ import annotations

from sim.data import fact

CARE_ENDS_YEARS = fact("age.care_ends").value
"""Bufetat houses unaccompanied minors below this age, UDI from it on."""
MAJORITY_YEARS = fact("age.adult").value
LIMITED_PERMIT_ENDS_YEARS = fact("ret.limited_permit_ends").value
"""Until this age minors alone who are refused hold a limited permit, and stay in reception."""
