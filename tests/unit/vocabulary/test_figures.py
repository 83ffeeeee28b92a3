from cst_screen.vocabulary.figure import BRIEF_AT_A_GLANCE, PLACES, Behind
from cst_screen.vocabulary.figures import FAMILIES, FIGURES, UNITS, figures_shown
from cst_screen.vocabulary.measures import MEASURES


def test_every_figure_says_what_it_is_and_what_a_gap_means() -> None:
    unsaid = [f.name for f in FIGURES.values() if not (f.label and f.meaning and f.gap)]

    assert unsaid == []


def test_every_figure_has_a_known_family_and_unit() -> None:
    assert {f.family for f in FIGURES.values()} == set(FAMILIES)
    assert {f.unit for f in FIGURES.values()} <= set(UNITS)


def test_result_measures_have_level_gap_and_change() -> None:
    names = {"ks2_rwm_expected", "ks2_rwm_expected_gap", "ks2_rwm_expected_change"}

    assert names <= set(FIGURES)


def test_measures_without_a_better_direction_have_no_change() -> None:
    """More entries, pupils per teacher or free meals is neither a rise nor a fall."""
    directionless = [m.id for m in MEASURES.values() if m.higher_is_better is None]

    assert directionless
    assert [m for m in directionless if f"{m}_change" in FIGURES] == []


def test_roll_is_a_weight_and_not_a_figure_of_its_own() -> None:
    assert "roll" in MEASURES
    assert "roll" not in FIGURES


def test_a_figure_is_shown_at_known_places_and_no_two_at_one_position() -> None:
    places = [(place, at) for f in FIGURES.values() for place, at in f.shown.items()]

    assert {place for place, _ in places} == set(PLACES)
    assert len(set(places)) == len(places)
    assert [f.name for f in FIGURES.values() if not set(f.ends_shown) <= set(f.shown)] == []


def test_figures_of_the_briefs_first_table_have_a_short_label() -> None:
    assert [f.name for f in figures_shown(BRIEF_AT_A_GLANCE) if not f.short_label] == []


def test_figures_that_rest_on_rows_name_their_measures() -> None:
    on_rows = (Behind.LATEST, Behind.OWN_YEARS, Behind.JOINING, Behind.JUDGED_ON)
    nameless = [f.name for f in FIGURES.values() if (f.behind in on_rows) != bool(f.measures)]

    assert nameless == []
