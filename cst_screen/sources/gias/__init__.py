"""GIAS (Get Information about Schools): the register of schools, and who is in which trust.

Encoding cp1252. Dates are dd-mm-yyyy in establishments, links and group links, dd/mm/yyyy in
groups, and ISO in memberships (read from the files of 2024 to 2026). Columns are matched by name
because their order changes between extracts.
"""
