"""Ofsted: management information on inspections, and the grades in DfE's school workbooks.

Encoding cp1252; dates DD/MM/YYYY; NULL for empty. A school that has not been inspected under its
present URN is listed with its predecessor's inspection, which `URN at time of` shows. `wordings` knows
the headings of each era, `codes` and `numbers` the cells, `inspections` the rows and `kinds` the files.
The room `inspections` decides in `events` which rows are about the same inspection.
"""
