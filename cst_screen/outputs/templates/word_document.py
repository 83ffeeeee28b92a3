"""A Word document while it is filled and packed, each thing once where python-docx and docxtpl do it twice.

Forty briefs are filled from one template. What follows from the template alone is made for the first of them,
and parts are packed when the document is done.
"""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docxtpl
from docx.opc.pkgwriter import _ContentTypesItem

_CONTENTS = "[Content_Types].xml"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""A zip archive dates each entry; one date for all, so that the same run gives the same bytes."""
_BREAKS = "\t\n\a\f"
"""What docxtpl turns into breaks and tabs of Word; no value that a template is given holds one."""


class WordTemplate(docxtpl.DocxTemplate):  # type: ignore[misc]
    """docxtpl's template, which looks through the same text once."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def resolve_listing(self, xml: str) -> str:
        if not any(letter in xml for letter in _BREAKS):
            return xml
        return str(super().resolve_listing(xml))


@functools.lru_cache(maxsize=32)
def _patched(xml: str) -> str:
    """The text of a template's part with its tags drawn together."""
    return str(docxtpl.DocxTemplate.patch_xml(None, xml))


def parts_of(document: Any) -> dict[str, bytes]:
    """Name -> content of each part of a python-docx document, as it would save it."""
    package = document.part.package
    for part in package.parts:
        part.before_marshal()
    parts = {
        _CONTENTS: _ContentTypesItem.from_parts(package.parts).blob,  # type: ignore[no-untyped-call]
        "_rels/.rels": package.rels.xml,
    }
    for part in package.parts:
        parts[part.partname.membername] = part.blob
        if len(part.rels):
            parts[part.partname.rels_uri.membername] = part.rels.xml
    return parts


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of the parts in order of name, each with one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # Readers expect the list of contents first.
        for name in sorted(parts, key=lambda n: (n != _CONTENTS, n)):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            )
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
