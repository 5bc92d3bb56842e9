"""Scenario identity and execution of runs."""
