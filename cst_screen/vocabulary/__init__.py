"""Which words does the field use? Years, reasons, measures, figures, regimes, tables."""
