"""The twelve invented authorities, over England's nine regions."""

from generator.model import Authority

REGIONS = {
    "North East": ("A", "E12000001"),
    "North West": ("B", "E12000002"),
    "Yorkshire and the Humber": ("D", "E12000003"),
    "East Midlands": ("E", "E12000004"),
    "West Midlands": ("F", "E12000005"),
    "East of England": ("G", "E12000006"),
    "London": ("H", "E12000007"),
    "South East": ("J", "E12000008"),
    "South West": ("K", "E12000009"),
}
# Codes from 950 up are not in use, so that none can be mistaken for a real authority.
PLACES = (
    ("950", "Wenmouth", "North East", 428000, 558000, 34, 8, 0.2),
    ("951", "Calderholm", "North West", 372000, 428000, 29, 15, 0.2),
    ("952", "Port Ansel", "North West", 341000, 391000, 33, 12, 0.05),
    ("953", "Thrushdale", "Yorkshire and the Humber", 447000, 449000, 24, 11, 0.4),
    ("954", "Eskerby", "East Midlands", 478000, 352000, 24, 12, 0.35),
    ("955", "Marlstone", "West Midlands", 398000, 283000, 35, 30, 0.0),
    ("956", "Haverbrook", "West Midlands", 362000, 312000, 20, 6, 0.5),
    ("957", "Fenwold", "East of England", 572000, 272000, 21, 12, 0.45),
    ("958", "Ravensgate", "London", 538000, 182000, 36, 52, 0.0),
    ("959", "Quillford", "London", 523000, 171000, 24, 44, 0.0),
    ("960", "Sallowdown", "South East", 492000, 128000, 17, 10, 0.35),
    ("961", "Trevanmoor", "South West", 222000, 72000, 20, 4, 0.55),
)


def authorities() -> list[Authority]:
    """Return the authorities, in the order of their codes."""
    return [
        Authority(
            code=code,
            name=name,
            gss=f"E06900{code}",
            region=region,
            region_code=REGIONS[region][0],
            region_gss=REGIONS[region][1],
            easting=easting,
            northing=northing,
            fsm=fsm,
            eal=eal,
            rural=rural,
        )
        for code, name, region, easting, northing, fsm, eal, rural in PLACES
    ]
