"""Turn a taxonomy into problems: one check a module, each module's docstring is its documentation."""
