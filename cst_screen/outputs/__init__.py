"""How is a run shown? One folder for each form it takes; the words that all share are in `wording`."""
