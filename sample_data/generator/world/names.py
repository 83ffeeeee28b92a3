"""Invented names of places, schools and trusts.

Every place is put together from syllables, so that no name points to a real school or trust; a few
hold accents and typographic marks because real files do and readers stumble over them.
"""

from random import Random

HEADS = (
    "Quen Thrub Yarl Ospre Wendr Skelv Eldr Morv Pellw Grimb Haskr Vann Luddr Orkw Frithl "
    "Zell Ibbr Noskr Wythr Ambr Clevn Ruddl Stannw Brenk Corvl Dulv Fessr Gorml Hethk Jarn "
    "Kelv Lindr Mabr Nettr Oxw Pavr Roskr Sallw Tarnk Ulv "
).split()
TAILS = (
    "erholt ickmere ashaw enfold athwaite owdale ermoor inglow attleby onwick umstead ebeck orley "
    "ascombe ithorpe unstow ellacre omarsh ivale ottridge"
).split()
SAINTS = ("Ebbamund", "Torfrith", "Wynnoc", "Osgerd", "Pellewyn", "Cuthmar", "Aldreda", "Hilwyn")
ODD_PLACES = ("Château Orvale", "Zoë’s Carr", "Señora Wharf", "Brûlé–Haven", "Löwenmoor")
TRUST_STYLES = (
    "{} Learning Trust",
    "{} Academies Trust",
    "{} Multi-Academy Trust",
    "The {} Partnership Trust",
    "{} Schools Trust",
    "{} Education Alliance",
    "{} Federation of Schools Trust",
)
KIND_WORDS = {
    "infant": "Infant School",
    "junior": "Junior School",
    "primary": "Primary School",
    "nursery": "Nursery School",
    "special": "Special School",
    "pru": "Pupil Referral Unit",
    "middle": "Middle School",
    "all-through": "All-Through School",
    "utc": "University Technical College",
    "independent": "Grange School",
}
"""How the name of a kind of school ends; secondary schools have several endings."""


class Names:
    """Hands out names that nobody else has been given.

    Uniqueness matters here: tests find a school by its name as well as by its number.
    """

    def __init__(self, rng: Random) -> None:
        places = [head + tail for head in HEADS for tail in TAILS]
        rng.shuffle(places)
        self.rng = rng
        self.trust_places = places[:140]
        self.school_places = [*ODD_PLACES, *places[140:]]
        self.places_given = 0
        self.schools_named: set[str] = set()
        self.trusts_named = 0

    def place(self) -> str:
        """Return the next place; each serves several schools, as towns do."""
        place = self.school_places[self.places_given % len(self.school_places)]
        self.places_given += 1
        return place

    def school(self, kind: str, faith: str) -> tuple[str, str]:
        """Return a new school's name and its place."""
        secondary = self.rng.choice(["High School", "School", "Community College"])
        words = KIND_WORDS.get(kind, secondary)
        for _ in range(500):
            place = self.place()
            for name in self._choices(place, words, faith):
                if name not in self.schools_named:
                    self.schools_named.add(name)
                    return name, place
        raise RuntimeError("the list of places is too short for so many schools")

    def _choices(self, place: str, words: str, faith: str) -> list[str]:
        """Return names that a school of a place and a faith could have, the likeliest first."""
        if faith == "Church of England":
            return [
                f"{place} CofE {words}",
                f"St {self.rng.choice(SAINTS)}’s CofE {words}, {place}",
            ]
        if faith == "Roman Catholic":
            return [f"St {self.rng.choice(SAINTS)}'s Catholic {words}, {place}"]
        return [
            f"{place} {words}",
            f"{place} {self.rng.choice(['Park', 'Lane', 'Hill', 'Green'])} {words}",
        ]

    def trust(self) -> str:
        """Return a new trust's name, in capitals for every third one as in the real register."""
        place = self.trust_places[self.trusts_named]
        name = TRUST_STYLES[self.trusts_named % len(TRUST_STYLES)].format(place)
        self.trusts_named += 1
        return name.upper() if self.trusts_named % 3 == 0 else name
