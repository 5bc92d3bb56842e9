"""Studies: comparisons of plans over shared futures."""
