"""What a Word template may hold: words, tables, styles and pictures of its own, and nothing that acts.

A .docx is an archive of parts with relationships between them, and several of these make Word fetch or
run something when a brief is opened. So parts and fields are taken from a list, and the rest is refused:

- No macros, embedded objects, controls, charts, other documents, mail merge or attached template.
- Nothing from outside: no linked pictures and no address of a web page or a shared folder, except a
  hyperlink to `http`, `https` or `mailto`, which Word only follows when a person clicks it.
- Only fields that number and name: page numbers, contents, dates and the like. `DDE`, `INCLUDETEXT` or
  `INCLUDEPICTURE` would run or fetch.
- No document type in any part: entities can unfold into gigabytes or read a file.
- Sizes have limits, and so has what stands in one tag, because docxtpl searches the text by pattern.

Of docxtpl's own tags, those that repeat and choose paragraphs, rows, cells and runs may be used
(`{%p`, `{%tr`, `{%tc`, `{%r`). Those that put in formatted text or whole documents (`{{r`, `{{p`) and
those that colour or merge cells are refused: no value holds formatting, and they write XML unchecked.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from cst_screen.errors import RunFolderError
from cst_screen.vocabulary.harmless import one_line, shortened

LARGEST_FILE = 20_000_000
"""Bytes of the archive, and of all its parts together when unpacked."""
LARGEST_PART = 2_000_000
"""Bytes of one XML part; the shipped template's largest, its styles, has 0.4 million."""
MOST_PARTS = 500
MOST_TAGS = 2_000
LONGEST_TAG = 400
"""Characters between the brackets of a tag."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIPS = {
    *("officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail"),
    *("styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font", "theme"),
    *("numbering", "header", "footer", "footnotes", "endnotes", "comments", "commentsExtended"),
    *("commentsIds", "commentsExtensible", "people", "customXml", "customXmlProps", "hyperlink"),
    *("image", "glossaryDocument"),
}
"""The last word of each type of relationship that a document may hold."""
_FOLLOWED = ("http://", "https://", "mailto:")
_FIELDS = {
    *(
        "PAGE",
        "NUMPAGES",
        "SECTION",
        "SECTIONPAGES",
        "TOC",
        "TC",
        "REF",
        "PAGEREF",
        "STYLEREF",
        "SEQ",
    ),
    *(
        "DATE",
        "TIME",
        "CREATEDATE",
        "SAVEDATE",
        "PRINTDATE",
        "TITLE",
        "SUBJECT",
        "AUTHOR",
        "KEYWORDS",
    ),
    *("COMMENTS", "FILENAME", "NUMWORDS", "HYPERLINK"),
}
_ACTING = {"altChunk", "object", "control", "subDoc", "mailMerge", "attachedTemplate", "OLEObject"}
"""Elements that bring in or run something, whatever they are related to."""
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf")
"""Endings of parts that are not XML: pictures, and fonts as Word embeds them."""
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
"""Parts that docxtpl fills."""
_TEXTS = {"descr", "title", "name"}
"""Attributes that hold words: a picture's alternative text, title and name."""
_STATEMENTS = {"for", "endfor", "if", "elif", "else", "endif"}
_SCHEMAS = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.oclc.org/",
)
_ADDRESS = re.compile(r"://|^\s*\\\\|^\s*(file|ftp|javascript|data|vbscript):", re.IGNORECASE)
_OPENS = re.compile(r"\{[{%#]")
_TAG = re.compile(r"\{([{%#])(.*?)[}%#]\}", re.DOTALL)
_MEND = "Take it out in Word, or start again from the template that comes with the tool."


def read_word_template(path: Path) -> bytes:
    """The bytes of a Word template that holds only what it may; a RunFolderError otherwise."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        _check(path, content)
    # Python's reader of archives gives all of these for damaged ones.
    except (
        *(OSError, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError),
        *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, etree.XMLSyntaxError),
    ) as fault:
        raise _no_document(path) from fault
    return content


@functools.lru_cache(maxsize=4)
def _check(path: Path, content: bytes) -> None:
    """Once for a run, which fills the same template for each trust."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_archive(path, len(content), archive)
        tags = 0
        for name in archive.namelist():
            if not name.lower().endswith((*_PICTURES, "/")):
                root = _parsed(path, name, archive.read(name))
                _refuse_what_acts(path, name, root)
                tags += sum(_check_tags(path, text) for text in _texts(path, name, root))
        if tags > MOST_TAGS:
            raise _refused(path, f"it has {tags:,} tags, and at most {MOST_TAGS:,} are read")


def refuse_what_acts(path: Path, parts: Mapping[str, bytes]) -> None:
    """The same look at the finished document: tags may have put together what no part held alone.

    parts: name -> content.
    """
    for name, content in parts.items():
        if _FILLED.fullmatch(name):
            _refuse_what_acts(path, name, _parsed(path, name, content))


# --- the archive ------------------------------------------------------------------------------


def _check_archive(path: Path, size: int, archive: zipfile.ZipFile) -> None:
    """Sizes as the archive states them; Python's reader never unpacks more than is stated."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if max(size, unpacked) > LARGEST_FILE or len(parts) > MOST_PARTS:
        raise _refused(
            path,
            f"it unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, and at most "
            f"{LARGEST_FILE / 1e6:,.0f} MB in {MOST_PARTS} are read",
        )
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names):
        raise _refused(path, "two of its parts have the same name")
    if "word/document.xml" not in names or "[content_types].xml" not in names:
        raise _no_document(path)
    for part in parts:
        name = part.filename.lower()
        if name.endswith((*_PICTURES, "/")):
            continue
        if not name.endswith((".xml", ".rels", ".svg")):
            raise _refused(
                path, f"it holds '{one_line(part.filename)}', such as a macro or an object"
            )
        if part.file_size > LARGEST_PART:
            raise _refused(
                path,
                f"its part '{one_line(part.filename)}' has {part.file_size / 1e6:.1f} MB, and at "
                f"most {LARGEST_PART / 1e6:.0f} MB are read",
            )


def _parsed(path: Path, name: str, content: bytes) -> Any:
    """The root of an XML part, which has no document type and so no entities."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, reader)
    if root.getroottree().docinfo.doctype:
        raise _refused(path, f"its part '{one_line(name)}' declares a document type")
    return root


# --- what acts --------------------------------------------------------------------------------


def _refuse_what_acts(path: Path, name: str, root: Any) -> None:
    if name.endswith(".rels"):
        for relation in root:
            _check_relation(path, relation)
        return
    for node in root.iter(etree.Element):
        kind = node.tag.rpartition("}")[2]  # as QName gives it, in a tenth of the time
        if kind in _ACTING:
            raise _refused(path, f"it holds '{kind}', which brings in or runs something else")
        if kind in ("Default", "Override") and not _known_content(node):
            raise _refused(path, "it gives one of its parts a content that Word files do not have")
        for attribute, value in node.attrib.items():
            if (
                _ADDRESS.search(value)
                and not value.startswith(_SCHEMAS)
                and etree.QName(attribute).localname not in _TEXTS
            ):
                raise _refused(path, f"it holds the address '{_short(value)}' outside a hyperlink")
    for code in _field_codes(path, root):
        _check_field(path, code)


def _check_relation(path: Path, relation: Any) -> None:
    kind, target = relation.get("Type", ""), relation.get("Target", "")
    word = kind.rsplit("/", 1)[-1]
    if not kind.startswith(_SCHEMAS) or word not in _RELATIONSHIPS:
        raise _refused(
            path, f"it is linked to '{_short(word)}', which brings in or runs something else"
        )
    outside = relation.get("TargetMode", "Internal") != "Internal" or bool(_ADDRESS.search(target))
    if outside and not (word == "hyperlink" and target.lower().startswith(_FOLLOWED)):
        raise _refused(path, f"it fetches '{_short(target)}' ({word}) from outside the document")


def _known_content(node: Any) -> bool:
    """Whether a line of the list of contents gives XML to a part that is read as XML, and no other."""
    content = node.get("ContentType", "").lower()
    if "macro" in content or "vba" in content:
        return False
    if node.get("PartName") is not None:
        return bool(node.get("PartName").lower().endswith((".xml", ".svg")))
    ending = "." + node.get("Extension", "").lower()
    if ending in _PICTURES:
        return not content.endswith("xml")
    return ending in (".xml", ".rels", ".svg")


def _field_codes(path: Path, root: Any) -> Iterator[str]:
    """The code of each field, however many runs it is spread over."""
    open_fields: list[list[str]] = []
    for node in root.iter(f"{_W}fldSimple", f"{_W}fldChar", f"{_W}instrText", f"{_W}delInstrText"):
        if node.tag == f"{_W}fldSimple":
            yield node.get(f"{_W}instr", "")
        elif node.tag == f"{_W}fldChar":
            kind = node.get(f"{_W}fldCharType")
            if kind == "begin":
                if (
                    open_fields
                    and open_fields[-1] is not _DONE
                    and not "".join(open_fields[-1]).strip()
                ):
                    raise _refused(path, "it has a field whose name comes from another field")
                open_fields.append([])
            elif open_fields:
                if open_fields[-1] is not _DONE:
                    yield "".join(open_fields[-1])
                open_fields[-1] = _DONE
                if kind == "end":
                    open_fields.pop()
        elif open_fields and open_fields[-1] is not _DONE:
            open_fields[-1].append(node.text or "")
        else:
            yield node.text or ""
    for code in open_fields:
        if code is not _DONE:
            yield "".join(code)


_DONE: list[str] = ["done"]
"""Stands for the code of a field that has been looked at: its result follows."""


def _check_field(path: Path, code: str) -> None:
    words = code.split()
    name = words[0].upper() if words else ""
    if name not in _FIELDS or "{" in code:
        raise _refused(
            path, f"it has the field '{_short(code.strip())}', which is not one of those allowed"
        )
    if "\\\\" in code or (
        name == "HYPERLINK"
        and _ADDRESS.search(code)
        and not re.search(r'"(https?://|mailto:)', code, re.IGNORECASE)
    ):
        raise _refused(path, f"it has a field with the address '{_short(code.strip())}'")


# --- tags -------------------------------------------------------------------------------------


def _texts(path: Path, name: str, root: Any) -> Iterator[str]:
    """Every text in which a tag may stand: a paragraph's words, an alternative text, a property.

    A bracket of a tag anywhere else is refused: docxtpl would find it, and no person would.
    """
    filled = _FILLED.fullmatch(name) or name == "docProps/core.xml"
    if not filled:
        return
    for node in root.iter():
        if not isinstance(node.tag, str):
            if _OPENS.search(node.text or ""):
                raise _refused(path, "it has a tag in a comment of the file, where no one sees it")
            continue
        if (node.tail or "").strip():
            raise _refused(
                path, "it has words between the parts of a paragraph, where no one sees them"
            )
        if node.tag == f"{_W}p":
            yield "".join(text.text or "" for text in node.iter(f"{_W}t", f"{_W}delText"))
        elif name == "docProps/core.xml":
            yield node.text or ""
        elif node.tag not in (f"{_W}t", f"{_W}delText") and "{" in (node.text or ""):
            raise _refused(path, "it has a tag outside the words of a paragraph")
        for attribute, value in node.attrib.items():
            if "{" in value:
                if etree.QName(attribute).localname not in _TEXTS:
                    raise _refused(path, "it has a tag in the settings of a picture or paragraph")
                yield value


def _check_tags(path: Path, text: str) -> int:
    """How many tags a text has; each is closed, short, and one that a template may use."""
    tags = 0
    for tag in _TAG.finditer(text):
        tags += 1
        kind, inside = tag[1], tag[2]
        words = inside.strip(" -+").split(maxsplit=1)
        first = words[0] if words else ""
        if len(inside) > LONGEST_TAG:
            raise _wrong_tag(
                path, f"the tag '{_short(tag[0])}' has more than {LONGEST_TAG} characters"
            )
        if kind == "%":
            repeats = re.match(r"(p|tr|tc|r) ", inside)
            if repeats:
                first = (
                    inside[repeats.end() :].split(maxsplit=1)[0]
                    if inside[repeats.end() :].strip()
                    else ""
                )
            if first not in _STATEMENTS:
                raise _wrong_tag(
                    path,
                    f"the tag '{_short(tag[0])}' is none of those that a template may use: for, if, "
                    "elif, else and their ends, each alone or after p, tr, tc or r",
                )
        if kind == "{" and re.match(r"(p|tr|tc|r)\s", inside):
            raise _wrong_tag(
                path,
                f"the tag '{_short(tag[0])}' asks for formatted text, and every value is plain. Write "
                "it without the letter after the brackets",
            )
    left = _TAG.sub("", text)
    opened = _OPENS.search(left)
    if opened:
        raise _wrong_tag(
            path,
            f"the tag that begins with '{_short(left[opened.start() :])}' is not closed in its paragraph",
        )
    return tags


# --- messages ---------------------------------------------------------------------------------


def _short(text: str) -> str:
    return shortened(one_line(text), 60)


def _refused(path: Path, what: str) -> RunFolderError:
    return RunFolderError(f"{path}: this Word template cannot be used: {what}. {_MEND}")


def _wrong_tag(path: Path, what: str) -> RunFolderError:
    return RunFolderError(
        f"{path}: {what}. Correct the tag; templates/README.md lists every name that a template is "
        "given and all that it may use."
    )


def _no_document(path: Path) -> RunFolderError:
    return RunFolderError(
        f"{path}: this template is not a Word document that can be read. Save it in Word as "
        "'Word Document (.docx)'."
    )
