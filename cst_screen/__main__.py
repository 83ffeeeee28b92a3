"""`python -m cst_screen`: the same as the command `cst-screen`."""

from cst_screen.cli import app

if __name__ == "__main__":
    app()
