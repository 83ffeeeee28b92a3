"""What is said of a phase that cannot be judged, and what would be needed."""

from collections import Counter

import pytest

from cst_screen.outputs.wording.phases import PhaseOfTrust, cannot_tell_words, phases_of_trust

CASES = {
    "too few joined": ((2, 1, "too_few", 20.0), "so no further results would change it"),
    "too few judged": ((16, 1, "too_few", 20.0), "1 of 16 joiners can be judged; 3 are needed."),
    "a small share": ((16, 3, "few_of_them", 60.0), "at least 25% must be"),
    "more luck than trust": (
        (16, 4, "not_reliable", 40.0),
        "its reliability is 40%, and 50% is needed. About 6 judged joiners would be enough.",
    ),
    "just short is not rounded up": ((16, 6, "not_reliable", 49.7), "its reliability is 49%"),
    "more than joined": ((5, 4, "not_reliable", 20.0), "and fewer joined"),
    "trusts do not differ": ((16, 6, "not_reliable", 0.0), "No number of joiners would be enough."),
}


@pytest.mark.parametrize("case", CASES)
def test_phase_that_cannot_be_judged_says_what_would_be_needed(case: str) -> None:
    (joined, judged, reason, reliability), words = CASES[case]
    of_trust = PhaseOfTrust(
        phase="ks2",
        leads=True,
        joined=joined,
        judged=judged,
        improved=0,
        figures={
            "trajectory_effect": {"value": None, "reason": reason},
            "trajectory_reliability": {"value": reliability},
        },
        reasons=Counter({"too_recent": joined - judged}),
        needed=3,
        least_reliability=50.0,
        least_share=25.0,
        absent=("2022/23",),
    )
    said = cannot_tell_words(of_trust)

    assert words in said
    assert ("2022/23 is not in the data folder" in said) is (joined >= 3)


@pytest.mark.parametrize(
    ("value", "n", "only", "said", "silent"),
    [
        (0.83, 3, True, "the criteria about joiners would be met", ""),
        (0.83, 3, False, "3 joiners could be judged (difference: +0.83 SD)", "would be met"),
        (0.83, 2, False, "", "2015/16"),  # no joiner more than without them
        (None, 2, False, "", "2015/16"),
    ],
)
def test_what_results_of_before_2015_16_would_say_is_said_as_deciding_nothing(
    value: float | None, n: int, only: bool, said: str, silent: str
) -> None:
    of_trust = PhaseOfTrust(
        phase="ks4",
        leads=True,
        joined=6,
        judged=2,
        improved=0,
        figures={
            "trajectory_effect": {"value": None, "reason": "too_few"},
            "trajectory_reliability": {"value": None},
            "trajectory_with_earlier_years": {"value": value, "n": n},
        },
        reasons=Counter({"no_earlier_years": 4}),
        needed=3,
        least_reliability=50.0,
        least_share=25.0,
        absent=(),
        only_with_earlier_years=only,
    )
    words = cannot_tell_words(of_trust)

    assert said in words
    assert not silent or silent not in words
    assert ("this decides nothing" in words) is bool(said)


def _record(as_at_year: str, **years: list[str]) -> dict[str, object]:
    settings = {"least_judged_joiners": 3, "least_reliability": 50.0, "least_share_judged": 25.0}
    inputs = [{"used": True, "kind": kind, "years": held} for kind, held in years.items()]
    return {"academic_year": as_at_year, "inputs": inputs, "criteria": {"settings": settings}}


@pytest.mark.parametrize(
    ("as_at_year", "ks4", "absent"),
    [
        ("2023/24", ["2018/19", "2023/24"], ("2022/23", "2023/24")),
        ("2023/24", ["2018/19"], ()),  # nothing later is out, as far as the folder shows
        ("2022/23", ["2018/19", "2023/24"], ()),  # results after the as-at year do not count
    ],
)
def test_absent_years_are_those_that_the_other_phase_shows_to_be_out(
    as_at_year: str, ks4: list[str], absent: tuple[str, ...]
) -> None:
    record = _record(as_at_year, ks2=["2015/16", "2016/17", "2017/18", "2018/19"], ks4=ks4)
    counts = [
        {"phase": "ks2", "figure": f, "value": v}
        for f, v in (("joiners", 4), ("joiners_judged", 1), ("joiners_improved", None))
    ]
    (of_trust,) = phases_of_trust("ks2", counts, [], record)

    assert of_trust.absent == absent
