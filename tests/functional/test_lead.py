"""`cst-screen lead`, as it is typed."""

import json

from tests.functional.commands import SAMPLE, run


def test_lead_is_printed_with_what_it_assumes_and_ours_next_to_dfes() -> None:
    code, out, _ = run("lead", SAMPLE, "--measure", "ks2_rwm_expected", "--min-schools", "2", "--min-years", "1")  # fmt: skip

    assert code == 0
    assert "What the sum assumes" in out and "not what any trust did" in out


def test_measure_that_is_not_of_trusts_is_named_with_what_there_is() -> None:
    code, _, err = run("lead", SAMPLE, "--measure", "ks2_rwm_expectd")

    assert code == 5
    assert "Did you mean 'ks2_rwm_expected'?" in err


def test_json_holds_the_same() -> None:
    code, out, _ = run("lead", SAMPLE, "--json", "--measure", "ks2_rwm_expected", "--min-schools", "2", "--min-years", "1")  # fmt: skip

    (row,) = json.loads(out)["rows"]
    assert code == 0
    assert row["lead"] == row["at"] - row["national"]
