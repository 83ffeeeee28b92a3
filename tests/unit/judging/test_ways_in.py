from dataclasses import replace

from cst_screen.judging.again import Asked, TrustValues, judge_trust
from cst_screen.judging.verdicts import FamilyRule, FigureValue, Rule
from cst_screen.judging.ways_in import ways_in, with_figures, with_thresholds

SCHOOLS = Rule("schools", "schools", "at_least", (3.0,))
RISE = Rule("rise", "trajectory_effect", "at_least", (0.1,))
CHANCE = Rule("chance", "trajectory_probability", "at_least", (85.0,))
ASKED = Asked([SCHOOLS, RISE, CHANCE], least=3)


def _phase(effect: float | None, chance: float | None, joined: int = 5) -> dict[str, FigureValue]:
    found = {"trajectory_effect": effect, "trajectory_probability": chance}
    counts = {"joiners": joined, "joiners_judged": joined}
    return {
        name: FigureValue(name, value, missing=None if value is not None else "too_few")
        for name, value in {**found, **counts}.items()
    }


def _trust(
    ks2: dict[str, FigureValue], ks4: dict[str, FigureValue], schools: int = 5
) -> TrustValues:
    return TrustValues({"schools": FigureValue("schools", schools)}, {"ks2": ks2, "ks4": ks4})


NONE = _phase(None, None, joined=0)


def test_a_trust_on_the_list_needs_no_way() -> None:
    assert ways_in(ASKED, _trust(_phase(0.5, 90), NONE)) == []


def test_each_change_is_in_the_unit_of_its_figure() -> None:
    (way,) = ways_in(ASKED, _trust(_phase(0.0512, 84.6), NONE, schools=2))
    changes = {o.rule.id: [(p, c.by) for p, c in o.figures.items()] for o in way.obstacles}

    assert changes == {"schools": [("", 1.0)], "rise": [("ks2", 0.05)], "chance": [("ks2", 1.0)]}
    assert [o.threshold and o.threshold.threshold for o in way.obstacles] == [
        (2.0,),
        (0.05,),
        (84.0,),
    ]


def test_each_phase_that_fails_another_criterion_is_a_way_of_its_own() -> None:
    ways = ways_in(ASKED, _trust(_phase(0.5, 80), _phase(0.05, 90)))

    assert [(w.phase, w.leads, [o.rule.id for o in w.obstacles]) for w in ways] == [
        ("ks4", True, ["rise"]),
        ("ks2", False, ["chance"]),
    ]


def test_a_way_that_asks_for_more_of_the_same_is_left_out() -> None:
    """In both phases the trust is too small; at key stage 4 its joiners did not rise either."""
    (way,) = ways_in(ASKED, _trust(_phase(0.5, 90), _phase(0.05, 90), schools=2))

    assert (way.phase, [o.rule.id for o in way.obstacles]) == ("ks2", ["schools"])


def test_a_phase_that_too_few_joined_is_no_way() -> None:
    ways = ways_in(ASKED, _trust(_phase(0.05, 90), _phase(None, None, joined=2)))

    assert [way.phase for way in ways] == ["ks2"]


def test_a_threshold_is_given_where_no_other_phase_needs_it_nearer() -> None:
    """Both phases fall short of the same threshold: what lets the nearer one in is less."""
    nearer, further = ways_in(ASKED, _trust(_phase(0.08, 90), _phase(0.02, 80)))

    assert (nearer.phase, nearer.by_threshold, further.by_threshold) == ("ks2", True, False)


def test_what_cannot_be_told_is_no_number_to_change() -> None:
    (way,) = ways_in(ASKED, _trust(_phase(None, None), NONE))

    assert [(o.can_be_told, dict(o.figures), o.threshold) for o in way.obstacles] == [
        (False, {}, None),
        (False, {}, None),
    ]


def test_of_a_family_some_of_the_unmet_are_enough() -> None:
    family = FamilyRule("trajectory", at_least=1, of=2)
    asked = Asked([SCHOOLS, *(replace(r, enough=family) for r in (RISE, CHANCE))], least=3)
    (way,) = ways_in(asked, _trust(_phase(0.05, 80), NONE))

    assert [(o.rule.id, o.of_family) for o in way.obstacles] == [("rise", 1), ("chance", 1)]
    assert judge_trust(asked, with_figures(_trust(_phase(0.05, 80), NONE), way)).outcome == (
        "shortlisted"
    )
    assert (
        judge_trust(with_thresholds(asked, way), _trust(_phase(0.05, 80), NONE)).outcome
        == "shortlisted"
    )
