"""Numbers that nobody else has: URNs, establishment numbers and UIDs."""

from datetime import date
from random import Random

from generator.model import Authority

FIRST_ACADEMY = date(2010, 6, 1)


class Numbers:
    """Hands out each number once."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.last_maintained_urn = 100200
        self.academy_urns: set[int] = set()
        self.establishments: dict[tuple[str, int], int] = {}
        self.last_uid = 2050

    def urn(self, opened: date | None) -> int:
        """Return a new URN: old schools have low ones, those of academies rise with the date."""
        if opened is None or opened < FIRST_ACADEMY:
            self.last_maintained_urn += self.rng.randint(3, 24)
            return self.last_maintained_urn
        urn = 135700 + int((opened - FIRST_ACADEMY).days * 2.6)
        while urn in self.academy_urns:
            urn += 1
        self.academy_urns.add(urn)
        return urn

    def establishment(self, authority: Authority, first: int) -> int:
        """Return an authority's next establishment number in the series that starts at `first`."""
        key = (authority.code, first)
        self.establishments[key] = self.establishments.get(key, first - 1) + 1
        return self.establishments[key]

    def uid(self) -> int:
        """Return a new UID."""
        self.last_uid += self.rng.randint(20, 78)
        return self.last_uid
