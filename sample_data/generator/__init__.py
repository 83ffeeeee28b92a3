"""Invents an England and writes it down as the publishers would; the order is in `generate.py`."""
