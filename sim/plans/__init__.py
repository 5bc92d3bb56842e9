"""Plans as data: what is seen, what triggers, which measures, and their execution."""
