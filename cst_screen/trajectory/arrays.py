"""The arrays of which comparison schools are found: what their rows and columns are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
"""Numbers in one dimension, two or three: school (or joiner) by year, starting point, rank or outcome.
Each function says which. NaN where there is none."""
Flags = npt.NDArray[np.bool_]
"""Yes or no: one for each school or joiner, or school by year."""
Rows = npt.NDArray[np.int64]
"""Row numbers of a `Panel`, from zero: one per school, or joiner by rank; -1 where there is none."""
Ids = npt.NDArray[np.int64]
"""Numbers in GIAS: histories or trusts, or codes of pairs of them, one per school or joiner."""
Counts = npt.NDArray[np.int64]
"""How many, one number per joiner."""
