"""Which commands are built, and how help lists them."""

import typer
from typer.testing import CliRunner

from cst_screen.cli.grouped import Commands

app = Commands(help="Everything.")
nested = Commands(help="What lies within.")


@app.command("weigh", rich_help_panel="Weighing")
def weigh(stone: int = 1) -> None:
    """Weigh a stone. It takes long."""
    typer.echo(f"{stone} kg")


@nested.command()
def look_in() -> None:
    """Look into it."""


app.add_typer(nested, name="box", rich_help_panel="Boxes")


def test_help_lists_every_command_under_its_heading_with_its_first_sentence() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout

    assert "Weighing:\n  weigh  Weigh a stone." in shown
    assert "Boxes:\n  box  What lies within." in shown


def test_no_command_is_built_before_it_is_taken() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]

    assert list(commands) == ["weigh", "box"]
    assert commands.in_short("weigh").params == []
    assert [option.name for option in commands["weigh"].params] == ["stone"]
    assert commands["weigh"] is commands["weigh"]


def test_command_is_called_by_its_name_with_its_options() -> None:
    assert CliRunner().invoke(app, ["weigh", "--stone", "3"]).stdout == "3 kg\n"
    assert CliRunner().invoke(app, ["box", "look-in"]).exit_code == 0


def test_mistyped_command_is_answered_with_the_nearest() -> None:
    assert "Did you mean 'weigh'?" in CliRunner().invoke(app, ["wiegh"]).output
