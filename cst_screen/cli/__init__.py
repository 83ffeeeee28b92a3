"""The commands, as a person types them: `cst-screen screen`, `cst-screen explain` and the others.

Nothing heavy is imported here or in what this imports, so that `--help` answers at once.
"""

from cst_screen.cli.commands import app

__all__ = ["app"]
