"""cst_screen: an evidence screen for school trusts, from published data and written criteria."""

__version__ = "0.1.0"
