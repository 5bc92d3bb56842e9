"""Benchmarks: the engine against a plain SimPy twin, and the national run against the clock."""
