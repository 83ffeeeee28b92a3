"""The tables that `cst-screen stability` adds to a run folder. They are declared as those of `schema` are."""

from __future__ import annotations

from cst_screen.run_folder.columns import UID, number, text, truth, whole
from cst_screen.vocabulary.table import Table

STABILITY = Table(
    "stability",
    "Written by `cst-screen stability`. One row per trust: what became of it under other plausible settings. The three "
    "shares sum to 100.",
    {
        "uid": UID,
        "trust": text("name of the trust, as GIAS writes it"),
        "outcome": text("its outcome in the run"),
        "settings": whole("settings that were tried"),
        "listed": whole("of these, how many leave it on the list"),
        "listed_share": number("the same in per cent"),
        "listed_lower": number(
            "lower end of its 95% interval, by methods where their settings are alike"
        ),
        "listed_upper": number("upper end of its 95% interval"),
        "cannot_tell_share": number("per cent of settings under which the figures cannot say"),
        "not_listed_share": number("per cent of settings under which some criterion is not met"),
        "fragile": truth(
            "whether it is on the list of the run and stays in a smaller share of settings than "
            "fragile_below in the criteria file"
        ),
        "removed_by": text(
            "the criterion that keeps it off the list most often: not met, or it cannot be judged; empty where "
            "it always stays"
        ),
        "removed_by_share": number("per cent of settings in which it does"),
        "hangs_on": text(
            "of what was varied, the one number that moves its share most; empty where it is on the list always "
            "or never"
        ),
        "hangs_on_shares": text(
            "the share on the list at each value of it, or in each third of its range, separated by `; `"
        ),
        "not_met_by": text(
            "the criterion that is not met in most settings; empty where each is met always"
        ),
        "not_met_by_share": number("per cent of settings in which it is not met"),
        "cannot_tell_by": text(
            "of the settings that cannot_tell_share counts, the criterion that cannot tell in most; empty where "
            "there are none"
        ),
        "cannot_tell_by_share": number("per cent of all settings that these are"),
    },
    ("uid",),
)

TIPPING_POINTS = Table(
    "tipping_points",
    "Written by `cst-screen stability`. One row per trust and threshold that alone turns its verdict, all else as in the "
    "run.",
    {
        "uid": UID,
        "key": text("the threshold, as `whatif --set` takes it"),
        "now": number("what the run asks"),
        "moves": text("raised or lowered: the way in which the threshold moves"),
        "last": number(
            "for a trust on the list the last value that leaves it there, for another the first that lets it in"
        ),
        "plausible": truth(
            "whether a value beyond it is among those that the criteria file calls plausible"
        ),
    },
    ("uid", "key", "moves"),
)

STABILITY_SETTINGS = Table(
    "stability_settings",
    "Written by `cst-screen stability`. Every setting that was tried: one row for each of its values.",
    {
        "setting": whole("number of the setting, from 1"),
        "method": whole("number of the way in which figures were made, from 1"),
        "key": text("what was set, as in the criteria file"),
        "value": text("to what"),
    },
    ("setting", "key"),
)

STABILITY_TABLES = {t.name: t for t in (STABILITY, TIPPING_POINTS, STABILITY_SETTINGS)}
"""Name of the file without `.csv` -> its declaration."""
