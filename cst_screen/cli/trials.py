"""The commands that try the method where it can fail: on pretend trusts, and on what came later."""

from __future__ import annotations

from cst_screen.cli.around import answer, kept_between_commands, messages, rules_of
from cst_screen.cli.options import (
    AsAtOption,
    CriteriaOption,
    DataArgument,
    JsonOption,
    NoCacheOption,
    RepeatsOption,
    SeedOption,
    SplitOption,
    year_of,
)
from cst_screen.vocabulary import progress as stages


def trial(
    data: DataArgument,
    criteria: CriteriaOption = None,
    as_at: AsAtOption = None,
    repeats: RepeatsOption = 40,
    seed: SeedOption = 1,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Test the method on pretend trusts: how often it is wrong, and by how much.

    Example: cst-screen trial sample_data --repeats 20
    """
    with messages():
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.outputs.terminal.trial import show_trial, trial_record
        from cst_screen.trials.steps import run_trial

        rules = rules_of(criteria)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.TRIAL, as_json) as progress,
        ):
            result = run_trial(data, rules, as_at, repeats, seed, progress, shelf)
        answer(trial_record(result), as_json, show_trial)


def backtest(
    data: DataArgument,
    split: SplitOption,
    criteria: CriteriaOption = None,
    as_at: AsAtOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Judge trusts on what was known at a split, then see how joiners did that could be judged only since.

    Example: cst-screen backtest sample_data --split 2018/19
    """
    year = year_of(split, "--split")
    with messages():
        from cst_screen.outputs.terminal.backtest import backtest_record, show_backtest
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.trials.steps import run_backtest

        rules = rules_of(criteria)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.BACKTEST, as_json) as progress,
        ):
            result = run_backtest(data, rules, year, as_at, progress, shelf)
        answer(backtest_record(result), as_json, show_backtest)
