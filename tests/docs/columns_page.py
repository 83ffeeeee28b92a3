"""The page of columns in `templates/README.md`, made from the declarations of the run folder's tables.

    uv run python -m tests.docs.columns_page

writes the page anew after a column has been added.
"""

from __future__ import annotations

from pathlib import Path

from cst_screen.run_folder.schema import TABLES
from cst_screen.run_folder.schema_stability import STABILITY_TABLES
from cst_screen.vocabulary.table import Table

PAGE = Path(__file__).parents[2] / "templates" / "README.md"
BEGINS = "<!-- The rest of this page is generated: tests/docs/columns_page.py -->"
_TYPE_WORDS = {
    "String": "text",
    "Int64": "whole number",
    "Float64": "number",
    "Date": "date",
    "Boolean": "true or false",
}


def described() -> str:
    """Every table of a run folder with its columns, as Markdown."""
    tables = (*TABLES.values(), *STABILITY_TABLES.values())
    return "\n".join([BEGINS, "", *(line for t in tables for line in _section(t))])


def _section(table: Table) -> list[str]:
    key = f" One row for each {', '.join(f'`{c}`' for c in table.key)}." if table.key else ""
    return [
        f"### {table.name}.csv",
        "",
        f"{table.limits}{key}",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
        *(
            f"| `{name}` | {_TYPE_WORDS[str(column.dtype)]} | {column.meaning} |"
            for name, column in table.columns.items()
        ),
        "",
    ]


def main() -> None:
    text = PAGE.read_text(encoding="utf-8").partition(BEGINS)[0]
    PAGE.write_text(text + described(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
