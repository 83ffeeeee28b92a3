"""One module for each kind of published file; each writes what its publisher would."""
