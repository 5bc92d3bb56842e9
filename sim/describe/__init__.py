"""Pages about the model that are filled from what the program itself uses: model, parameters, dictionary of results."""
