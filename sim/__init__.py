"""Beredt: simulation of reception and settlement in Norway, for preparedness planning."""
