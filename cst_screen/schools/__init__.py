"""Which school is which, in which trust, since when, and what are they like?"""
