"""Examples of each kind of gap that the writers leave, for the list of planted truths."""

from generator.model import School

EXAMPLES = 5


class Gaps:
    """Keeps the first examples of each kind: [URN, year, file, column]."""

    def __init__(self) -> None:
        self.examples: dict[str, list[list[object]]] = {}

    def note(self, kind: str, school: School, year: int, file: str, column: str) -> None:
        """Keep an example, unless there are enough of its kind."""
        rows = self.examples.setdefault(kind, [])
        if len(rows) < EXAMPLES:
            rows.append([school.urn, year, file, column])
