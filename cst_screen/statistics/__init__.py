"""How sure is a number? Intervals and partial pooling, without any data of schools."""
