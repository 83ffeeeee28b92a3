"""Laws of the smallest change: it is enough, and one step less is not, whichever phase leads."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from cst_screen.judging.again import Asked, TrustValues, judge_trust
from cst_screen.judging.smallest_change import figure_change, shifted, threshold_change
from cst_screen.judging.verdicts import Comparison, FigureValue, Rule, judge
from cst_screen.judging.ways_in import ways_in, with_figures, with_thresholds

EVERY: tuple[Comparison, ...] = ("at_least", "at_most", "between", "one_of")
NUMBERS = st.integers(-2_000_000, 2_000_000).map(lambda n: n / 10_000)
CHANCES = st.integers(0, 10_000).map(lambda n: n / 100)
COUNTS = st.integers(0, 12).map(float)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    comparison = draw(st.sampled_from(EVERY))
    numbers = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=3)))
    wanted = {"at_least": 1, "at_most": 1, "between": 2}.get(comparison, 3)
    held = draw(st.sampled_from(("value", "lower", "upper")))
    return Rule("c", "trajectory_effect", comparison, tuple(numbers[:wanted]), held)


@st.composite
def figures(draw: st.DrawFn) -> FigureValue:
    low, value, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    return FigureValue("trajectory_effect", value, low, high)


@given(rules(), figures(), st.integers(0, 3))
def test_smallest_change_of_a_figure_flips_it_and_one_step_less_does_not(
    rule: Rule, figure: FigureValue, decimals: int
) -> None:
    assume(judge(rule, figure).verdict == "not_met")
    change = figure_change(rule, figure, decimals)
    assert change is not None
    less = change.by - change.step if change.by > 0 else change.by + change.step

    assert judge(rule, shifted(figure, change.by)).verdict == "met"
    assert judge(rule, shifted(figure, less)).verdict == "not_met"


@given(rules(), st.lists(figures(), min_size=1, max_size=2), st.integers(0, 3))
def test_smallest_change_of_a_threshold_lets_all_its_figures_through(
    rule: Rule, found: list[FigureValue], decimals: int
) -> None:
    failing = [figure for figure in found if judge(rule, figure).verdict == "not_met"]
    assume(failing)
    change = threshold_change(rule, failing, decimals)
    assert change is not None
    changed = replace(rule, threshold=change.threshold)

    assert all(judge(changed, figure).verdict == "met" for figure in failing)
    nearer = _a_step_nearer(rule, changed, change.step)
    if nearer is not None:
        assert any(judge(nearer, figure).verdict == "not_met" for figure in failing)


def _a_step_nearer(rule: Rule, changed: Rule, step: float) -> Rule | None:
    """The threshold one step back towards what was asked; None where that is a list of values."""
    if rule.comparison == "one_of":
        return None
    numbers = []
    for was, now in zip(rule.threshold, changed.threshold, strict=True):
        back = round(now + step, 9) if was > now else round(now - step, 9)
        numbers.append(now if was == now else min(was, back) if was > now else max(was, back))
    return replace(changed, threshold=tuple(numbers))


ASKED = Asked(
    [
        Rule("schools", "schools", "at_least", (3.0,)),
        Rule("rise", "trajectory_effect", "at_least", (0.1,)),
        Rule("chance", "trajectory_probability", "at_least", (85.0,)),
        Rule("fall", "trajectory_fall_probability", "at_most", (80.0,), phases="every"),
    ],
    least=3,
)


@st.composite
def trusts(draw: st.DrawFn) -> TrustValues:
    def phase() -> dict[str, FigureValue]:
        effect = draw(st.none() | st.integers(-10_000, 10_000).map(lambda n: n / 10_000))
        chance, fall = (None, None) if effect is None else (draw(CHANCES), draw(CHANCES))
        return {
            name: FigureValue(name, value, missing=None if value is not None else "too_few")
            for name, value in (
                ("trajectory_effect", effect),
                ("trajectory_probability", chance),
                ("trajectory_fall_probability", fall),
                ("joiners", draw(COUNTS)),
                ("joiners_judged", draw(COUNTS)),
            )
        }

    return TrustValues(
        {"schools": FigureValue("schools", draw(COUNTS))}, {"ks2": phase(), "ks4": phase()}
    )


@given(trusts())
def test_a_way_in_puts_the_trust_on_the_list_and_nothing_less_does(values: TrustValues) -> None:
    for way in ways_in(ASKED, values):
        after = judge_trust(ASKED, with_figures(values, way))
        told = [o for o in way.obstacles if o.can_be_told]

        if len(told) < len(way.obstacles):
            assert after.outcome == "cannot_tell"
            continue
        assert after.outcome == "shortlisted"
        for obstacle in told:
            less = judge_trust(ASKED, with_figures(values, way, less=obstacle.rule.id))
            assert less.outcome != "shortlisted", obstacle


@given(trusts())
def test_other_thresholds_put_it_on_the_list_and_none_that_is_nearer(values: TrustValues) -> None:
    for way in ways_in(ASKED, values):
        if not way.by_threshold or way.thresholds() is None:
            continue
        changed = with_thresholds(ASKED, way)

        assert judge_trust(changed, values).outcome == "shortlisted"
        for obstacle in way.obstacles:
            assert obstacle.threshold is not None
            of_changed = next(r for r in changed.rules if r.id == obstacle.rule.id)
            nearer = _a_step_nearer(obstacle.rule, of_changed, obstacle.threshold.step)
            rules = [nearer if r is of_changed and nearer else r for r in changed.rules]
            assert judge_trust(Asked(rules, ASKED.least), values).outcome != "shortlisted"


@given(trusts())
def test_there_is_a_way_in_for_every_trust_that_is_not_on_the_list(values: TrustValues) -> None:
    listed = judge_trust(ASKED, values).outcome == "shortlisted"

    assert bool(ways_in(ASKED, values)) is not listed
