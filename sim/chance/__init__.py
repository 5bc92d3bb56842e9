"""Chance: every draw is a pure function of who draws, for what, in which replication.

`draws` gives uniforms keyed by identity, `laws` turns them into times and counts by inversion, `philox` is
the counter-based generator below both, `purposes` the append-only list of what is drawn. Nothing here has
state.
"""
