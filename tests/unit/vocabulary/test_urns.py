import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.vocabulary.urns import places_of

URNS = st.lists(st.integers(0, 12), max_size=8)


@given(URNS, URNS)
def test_place_is_that_in_the_list_of_known_schools(urns: list[int], known: list[int]) -> None:
    known = list(dict.fromkeys(known))
    places = places_of(pl.Series(urns, dtype=pl.Int32), pl.Series(known, dtype=pl.Int32))

    assert places.tolist() == [known.index(urn) if urn in known else -1 for urn in urns]
