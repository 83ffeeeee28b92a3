"""The list of findings in `criteria/checks.md`, made from their declarations.

    uv run python -m tests.docs.checks_page

writes it anew after one has been added or changed.
"""

from __future__ import annotations

from pathlib import Path

from cst_screen.vocabulary.findings import FINDINGS, SEVERITIES, Severity

PAGE = Path(__file__).parents[2] / "criteria" / "checks.md"
BEGINS = "<!-- The rest of this page is generated: tests/docs/checks_page.py -->"


def described() -> str:
    """Every code with its severity, what it means and what to do, as Markdown."""
    lines = [BEGINS, "", "## The codes", ""]
    for severity in Severity:
        lines += [
            f"### {severity}",
            "",
            f"{SEVERITIES[severity][0].upper()}{SEVERITIES[severity][1:]}.",
            "",
            "| code | what it is | what it means | what to do |",
            "|---|---|---|---|",
            *(
                f"| `{one.code}` | {one.title} | {one.meaning} | {one.mend} |"
                for one in FINDINGS.values()
                if one.severity == severity
            ),
            "",
        ]
    return "\n".join(lines)


def main() -> None:
    text = PAGE.read_text(encoding="utf-8").partition(BEGINS)[0]
    PAGE.write_text(text + described(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
