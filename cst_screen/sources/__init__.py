"""Readers of the publishers' files: the only place that knows their names, columns and codes."""
