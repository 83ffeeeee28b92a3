"""What the files of a folder know of one another: who is missing in one that others name.

Each check compares tables that have been read and gives exclusions; nothing is changed or refused, and
no verdict rests on it. Real files have true gaps (a school without pupils in a year), so a note of the
run says a kind of finding once, with its count, and `exclusions.csv` names each school or trust.
"""
