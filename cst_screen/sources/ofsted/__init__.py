"""Ofsted: management information on inspections, and the grades in DfE's school workbooks.

Encoding cp1252; dates DD/MM/YYYY; NULL for empty. A school that has not been inspected as it now is
carries its predecessor's inspection, which `URN at time of` shows. `wordings` knows the headings of
each era, `codes` the cells, `inspections` the rows and `kinds` the files. Which rows are about the
same inspection is for `inspections.events`.
"""
