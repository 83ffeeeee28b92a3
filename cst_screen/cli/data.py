"""The commands about data: what a folder holds, and what is kept of it between commands."""

from __future__ import annotations

import typer

from cst_screen.cli.options import (
    ClearOption,
    DataArgument,
    Grouped,
    JsonOption,
    NoCacheOption,
    answer,
    kept_between_commands,
    messages,
)
from cst_screen.errors import RunFolderError
from cst_screen.vocabulary import progress as stages

data_app = typer.Typer(
    cls=Grouped,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Inspect a folder of published files.",
)


@data_app.command("list")
def data_list(
    data: DataArgument, no_cache: NoCacheOption = False, as_json: JsonOption = False
) -> None:
    """Show how each file was recognised, and which files were ignored and why.

    Example: cst-screen data list sample_data
    """
    with messages():
        from cst_screen.outputs.terminal.catalogue import catalogue_record, show_catalogue
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.screen.listing import list_data

        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.LIST, as_json) as progress,
        ):
            catalogue = list_data(data, progress, shelf)
        answer(catalogue_record(catalogue), as_json, show_catalogue)


@data_app.command("cache")
def data_cache(clear: ClearOption = False, as_json: JsonOption = False) -> None:
    """Show what is kept of files that were read, so that the next command is faster; or clear it.

    Example: cst-screen data cache --clear
    """
    with messages():
        from cst_screen.kept.shelf import MOST_BYTES, FolderShelf, folder_of_entries
        from cst_screen.outputs.terminal.kept import kept_record, show_kept
        from cst_screen.writing.causes import cause_of, mend_of

        folder = folder_of_entries()
        if folder is None:
            answer(kept_record(None, MOST_BYTES, [], False), as_json, show_kept)
            return
        shelf = FolderShelf(folder)
        try:
            entries = shelf.clear() if clear else list(shelf.entries())
        except OSError as fault:
            raise RunFolderError(
                f"{folder}: what is kept there cannot be removed ({cause_of(fault)}). {mend_of(fault)}, "
                "or remove the folder yourself."
            ) from fault
        answer(kept_record(str(folder), MOST_BYTES, entries, clear), as_json, show_kept)
