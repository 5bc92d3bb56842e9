"""A page for planners: the same questions as on the command line, asked and answered in a browser on this machine."""
