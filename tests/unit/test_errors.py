import pytest

from cst_screen import errors
from cst_screen.errors import CstScreenError, did_you_mean


def test_every_kind_of_error_has_its_own_exit_code() -> None:
    kinds = CstScreenError.__subclasses__()
    codes = [kind.exit_code for kind in kinds]

    # 0 done, 1 a fault of the tool, 2 a wrong command line, 7 and 8 done with something missing
    assert sorted(codes) == [3, 4, 5, 6, 9]


def test_module_lists_the_exit_code_of_each_error() -> None:
    for kind in CstScreenError.__subclasses__():
        line = next(text for text in str(errors.__doc__).splitlines() if kind.__name__ in text)
        assert line.split(kind.__name__)[1].split()[0] == str(kind.exit_code)


def test_near_word_is_suggested() -> None:
    assert did_you_mean("joiner_count", ["schools", "joiners"]) == " Did you mean 'joiners'?"


@pytest.mark.parametrize("word", ["zzz", ""])
def test_far_word_suggests_nothing(word: str) -> None:
    assert did_you_mean(word, ["schools", "joiners"]) == ""
