"""History matching: which values of a few parameters agree with what was observed, and which cannot."""
