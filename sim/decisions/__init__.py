"""The decisions that planners face: a module a study, each a verb with its settings, its runs and its answer."""
