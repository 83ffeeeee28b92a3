"""How a run is written and shown: one file for each form it takes."""
