"""The order of the steps: one plain function for each command, readable from top to bottom."""
