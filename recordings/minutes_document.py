"""A document in words -> PDF and DOCX bytes. The same words give the same bytes, so filing twice is harmless.

The PDF is PDF/A-2a and PDF/UA-1 (tagged, fonts embedded), drawn by typst from `templates/document.typ`; the DOCX is
filled by docxtpl into `templates/document.docx`. Both get every text as a value: markup of either engine in a name
or an opinion prints as it was typed.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import typst
from docx.document import Document as Word
from docxtpl import DocxTemplate
from jinja2 import Environment
from markupsafe import Markup, escape

from recordings.letters import FONTS, drawable
from server.projections.document import Block, DocumentText, Style, Table

TEMPLATES = Path(__file__).parent / "templates"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the document's own date is in its properties
_DOCX_FIRST = "[Content_Types].xml"  # where Word looks first (ECMA-376 part 2)

Json = str | int | list["Json"] | dict[str, "Json"]


def pdf_of(document: DocumentText) -> bytes:
    """The document as PDF/A. Takes some 20 ms; safe in a thread."""
    content = {"document": json.dumps(_content(document), ensure_ascii=False)}
    return typst.compile(
        str(TEMPLATES / "document.typ"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=content,
        pdf_standards=["a-2a", "ua-1"],
    )


def docx_of(document: DocumentText) -> bytes:
    """The document for Word, with styles that an office can go on working in. Safe in a thread."""
    template = DocxTemplate(str(TEMPLATES / "document.docx"))
    context = _marked(_content(document))
    assert isinstance(context, dict)
    template.render(context, Environment(autoescape=True))
    properties = template.docx.core_properties
    properties.title, properties.author, properties.language = document.title, document.cell, "vi-VN"
    properties.last_modified_by, properties.comments = document.cell, ""
    properties.created = properties.modified = document.dated_at.astimezone(UTC).replace(tzinfo=None)
    return docx_bytes(template.docx)


def docx_bytes(word: Word) -> bytes:
    """A Word document as bytes that depend on nothing but its content: fixed order, no clock."""
    saved, settled = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(parts.namelist(), key=lambda name: (name != _DOCX_FIRST, name)):
            part = zipfile.ZipInfo(name, _ZIP_EPOCH)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(part, parts.read(name))
    return settled.getvalue()


def _content(document: DocumentText) -> dict[str, Json]:
    return {
        "title": drawable(document.title),
        "author": drawable(document.cell),
        "superior": drawable(document.superior.upper()),
        "cell": drawable(document.cell.upper()),
        "party": document.party,
        "type": document.type,
        "subject": drawable(document.subject),
        "seal": document.seal,
        "dated": _parts(document.dated_at),
        "blocks": [
            _block(block, before_table=isinstance(after, Table))
            for block, after in zip_longest(document.blocks, document.blocks[1:])
        ],
        "signatures": [
            {"label": drawable(one.label.upper()), "name": drawable(one.name)} for one in document.signatures
        ],
    }


def _block(block: Block, *, before_table: bool) -> Json:
    """One block. A line that leads to a table stays on its page."""
    if isinstance(block, Table):
        rows: Json = [[drawable(cell) for cell in row] for row in block.rows]
        return {"style": "table", "header": [*block.header], "rows": rows, "widths": [*block.widths]}
    leads = before_table and block.style is Style.BODY
    return {"style": "lead" if leads else block.style.value, "text": drawable(block.text)}


def _parts(at: datetime) -> Json:
    utc = at.astimezone(UTC)
    return [utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second]


def _marked(value: Json) -> Json | Mapping[str, Json]:
    """The same with every text escaped for XML. docxtpl turns `{_{` into `{{` after rendering: braces go as numbers."""
    if isinstance(value, str):
        return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704  # escaped just here
    if isinstance(value, list):
        return [_marked(one) for one in value]  # type: ignore[misc]  # a list of Json stays one
    if isinstance(value, dict):
        return {key: _marked(one) for key, one in value.items()}  # type: ignore[misc]
    return value
