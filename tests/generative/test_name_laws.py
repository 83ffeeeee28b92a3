"""A name of a service never leads a file anywhere, whatever it holds."""

from hypothesis import given
from hypothesis import strategies as st

from cst_screen.fetching.names import plain_name

SERVED = st.text(max_size=40) | st.lists(
    st.sampled_from(["..", ".", "/", "\\", "C:", "con", ".csv", "a", "\0", "\n", " "]), max_size=12
).map("".join)


@given(SERVED)
def test_a_plain_name_is_one_part_with_an_ending_or_nothing(served: str) -> None:
    name = plain_name(served)

    assert not set(name) & set('/\\:\0\n\r\t*?"<>|')
    assert not name.startswith((".", " ")) and not name.endswith((".", " "))
    assert name == "" or (".") in name[1:]


@given(SERVED)
def test_a_plain_name_is_plain_already(served: str) -> None:
    assert plain_name(plain_name(served)) == plain_name(served)
