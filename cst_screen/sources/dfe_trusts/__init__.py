"""DfE's own trust-level measures, key stages 2 and 4: one row for each trust or sponsor."""
