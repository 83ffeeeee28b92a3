"""Short names made of hashes: of a file, and of a whole run."""

from __future__ import annotations

import hashlib
import json

from cst_screen.outputs.rows import Row

_DIGITS = 12


def short_hash(sha256: str) -> str:
    """The first characters of a hash: enough to tell files apart, few enough to read out."""
    return sha256[:_DIGITS]


def hash_of_criteria(record: Row) -> str:
    """The criteria file's, and that of the file that it builds on."""
    criteria = record["criteria"]
    base = criteria.get("based_on")
    on = f", on {base['file']} {short_hash(base['sha256'])}" if base else ""
    return f"{short_hash(criteria['sha256'])}{on}"


def run_id(record: Row) -> str:
    """A short name for the run: equal for equal tool, criteria, date and files, whenever it ran."""
    facts = {
        "version": record["version"],
        "as_at": record["as_at"],
        "criteria": record["criteria"]["sha256"],
        **{k: v for k, v in record["criteria"].items() if k == "based_on"},
        "inputs": [[i["path"], i["sha256"], i["used"]] for i in record["inputs"]],
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return short_hash(hashlib.sha256(text.encode()).hexdigest())
