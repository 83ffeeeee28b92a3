"""The commands that say what would change an answer: another figure, threshold, setting or run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.around import (
    answer,
    kept_between_commands,
    messages,
    print_json,
    said_at_the_end,
)
from cst_screen.cli.options import (
    DataArgument,
    JsonOption,
    NoCacheOption,
    OutStabilityOption,
    ReplaceOption,
    RunOption,
    SeedOption,
    SettingsOption,
    TrustArgument,
)

OldRunArgument = Annotated[
    Path, typer.Argument(help="The earlier run folder.", metavar="RUN_A", show_default=False)
]
NewRunArgument = Annotated[
    Path, typer.Argument(help="The later run folder.", metavar="RUN_B", show_default=False)
]
SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        show_default=False,
        help="What to change, such as criteria.joiners_rise.at_least=0.15 or "
        "settings.least_judged_joiners=4. Give it several times for several changes.",
    ),
]


def why_not(trust: TrustArgument, run: RunOption = None, as_json: JsonOption = False) -> None:
    """Say what keeps a trust off the list, and the smallest change that would let it in.

    Example: cst-screen why-not "Harbour" --run run-2025-04-30
    """
    with messages():
        from cst_screen.outputs.answers.why_not import why_not as answered
        from cst_screen.outputs.explain.find_trust import find_trust
        from cst_screen.outputs.terminal.why_not import show_why_not
        from cst_screen.run_folder.find import find_run

        folder = find_run(run)
        answer(answered(folder, find_trust(folder, trust)), as_json, show_why_not)


def whatif(changes: SetOption, run: RunOption = None, as_json: JsonOption = False) -> None:
    """Say who would come onto the list and who would go off it under other criteria.

    Example: cst-screen whatif --set criteria.joiners_rise.at_least=0.15 --run run-2025-04-30
    """
    with messages():
        from cst_screen.outputs.answers.what_if import what_if
        from cst_screen.outputs.terminal.what_if import show_what_if
        from cst_screen.run_folder.find import find_run

        answer(what_if(find_run(run), changes), as_json, show_what_if)


def compare(old: OldRunArgument, new: NewRunArgument, as_json: JsonOption = False) -> None:
    """Compare two runs: who came onto the list, who went off it, and what moved each of them.

    Example: cst-screen compare run-2024-03-29 run-2025-04-30
    """
    with messages():
        from cst_screen.outputs.answers.compare_runs import compare_runs
        from cst_screen.outputs.terminal.compare_runs import show_compared
        from cst_screen.run_folder.read import RunFolder

        answer(compare_runs(RunFolder(old), RunFolder(new)), as_json, show_compared)


def stability(
    data: DataArgument,
    run: RunOption = None,
    settings: SettingsOption = 1000,
    seed: SeedOption = 1,
    out: OutStabilityOption = None,
    replace: ReplaceOption = False,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say how sure each place on the list is: in how many settings as plausible as the run's it stays.

    Example: cst-screen stability sample_data --run run-2025-04-30
    """
    with messages():
        from cst_screen.cli.stability import Asked, ask_stability
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.outputs.terminal.stability import show_stability
        from cst_screen.run_folder.find import find_run
        from cst_screen.vocabulary.progress import STABILITY

        asked = Asked(data, find_run(run), settings, seed, out, replace)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(STABILITY, as_json) as progress,
        ):
            record, placed = ask_stability(asked, shelf, progress)
        with said_at_the_end(placed, "Written to"):
            print_json(record) if as_json else show_stability(record)
