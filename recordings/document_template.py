"""Builds `templates/document.docx`, the Word form of a document: `python -m recordings.document_template`.

The form is committed; this program is how it came to be and how it is changed. Layout as in `document.typ`:
05-HD/VPTW (2026), A4, margins 20/20/30/15 mm, Times New Roman 14 pt, lines 18 pt and paragraphs 6 pt apart.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from recordings.minutes_document import docx_bytes

TEMPLATE = Path(__file__).parent / "templates" / "document.docx"
FONT = "Times New Roman"
PAGE, MARGINS = (Mm(210), Mm(297)), (Mm(20), Mm(20), Mm(30), Mm(15))
HEAD_WIDTHS = (Mm(84), Mm(81))
TITLE_WIDTH_MM = 72.7  # `ĐẢNG CỘNG SẢN VIỆT NAM` in 15 pt bold, measured in the shipped font
CELL_PADDING_MM = 1.9  # Word's own, left and right
TABLE_WIDTHS = (Mm(12.4), Mm(70.1), Mm(41.25), Mm(41.25))
SIGNATURE_GAP = Mm(24)
NOTHING = Pt(0)


def build() -> Word:
    """The form with its Jinja places."""
    word = Document()
    _page(word)
    _styles(word)
    _running_lines(word)
    _head(word)
    _places(word)
    _signatures(word)
    _without_thumbnail(word)
    return word


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = MARGINS
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _styles(word: Word) -> None:
    normal = word.styles["Normal"]
    _font(normal, 14)
    _in_vietnamese(word)
    _spacing(normal, after=Pt(0))
    body = word.styles["Body Text"]
    _font(body, 14)
    _spacing(body, after=Pt(6), first_line=Mm(10), alignment=WD_ALIGN_PARAGRAPH.JUSTIFY)
    lead = word.styles.add_style("Document Lead", WD_STYLE_TYPE.PARAGRAPH)
    lead.base_style = body
    lead.paragraph_format.keep_with_next = True
    for name in ("Heading 1", "Heading 2"):
        heading = word.styles[name]
        _font(heading, 14, bold=True)
        _spacing(heading, before=Pt(6), after=Pt(6), first_line=Mm(10))
        heading.paragraph_format.keep_with_next = True
        link = heading.element.find(qn("w:link"))  # to a coloured style for single words
        heading.element.remove(link)
    _centred(word, "Document Title", 15, bold=True)
    _rule(_centred(word, "Document Rule", 2))
    _centred(word, "Document Type", 16, bold=True).paragraph_format.space_before = Pt(18)
    _centred(word, "Document Subject", 14, bold=True)
    _centred(word, "Document Centre", 14)
    _centred(word, "Document Seal", 7.5)
    for name in ("Document Column", "Document Number", "Document Cell"):
        cell = _centred(word, name, 14, bold=name == "Document Column", around=Pt(2))
        cell.paragraph_format.keep_with_next = True  # a short table is not torn apart
    word.styles["Document Cell"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _centred(word: Word, name: str, size_pt: float, *, bold: bool = False, around: Pt = NOTHING) -> ParagraphStyle:
    style: ParagraphStyle = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    _font(style, size_pt, bold=bold)
    _spacing(style, before=around, after=around, alignment=WD_ALIGN_PARAGRAPH.CENTER)
    return style


def _font(style: ParagraphStyle, size_pt: float, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size_pt), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    colour = style.element.rPr.find(qn("w:color"))
    for theme in ("themeColor", "themeShade", "themeTint"):
        colour.attrib.pop(qn(f"w:{theme}"), None)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme font would win over the name
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)


def _in_vietnamese(word: Word) -> None:
    """Otherwise Word underlines every word as a mistake of English."""
    for language in word.styles.element.iter(qn("w:lang")):
        for kind in ("val", "eastAsia", "bidi"):
            language.set(qn(f"w:{kind}"), "vi-VN")


def _spacing(
    style: ParagraphStyle,
    *,
    before: Pt = NOTHING,
    after: Pt,
    first_line: Pt | Mm = NOTHING,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.first_line_indent = before, after, first_line
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(18)
    layout.alignment, layout.widow_control = alignment, True


def _rule(style: ParagraphStyle) -> None:
    """A rule as long as the title: the border of an empty paragraph whose indents leave just that much."""
    indent = Mm((HEAD_WIDTHS[1].mm - 2 * CELL_PADDING_MM - TITLE_WIDTH_MM) / 2)
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = indent
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(2)
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    layout = style.element.get_or_add_pPr()
    layout.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _running_lines(word: Word) -> None:
    """Page numbers from the second page, the seal on every page."""
    section = word.sections[0]
    for footer in (section.footer, section.first_page_footer):
        _fill(footer.paragraphs[0], "{{ seal }}", "Document Seal")
    number = section.header.paragraphs[0]
    number.style = "Document Centre"
    run = number.add_run()
    for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    section.first_page_header.paragraphs[0].style = "Document Centre"


def _fill(paragraph: Paragraph, text: str, style: str) -> Paragraph:
    paragraph.style = style
    paragraph.add_run(text)
    return paragraph


def _head(word: Word) -> None:
    table = _plain_table(word, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    _fill(left.paragraphs[0], "{{ superior }}", "Document Centre")
    _fill(left.add_paragraph(), "{{ cell }}", "Document Subject")
    _fill(left.add_paragraph(), "*", "Document Centre")
    _fill(right.paragraphs[0], "{{ party }}", "Document Title")
    right.add_paragraph().style = "Document Rule"
    _fill(word.add_paragraph(), "{{ type }}", "Document Type")
    _fill(word.add_paragraph(), "{{ subject }}", "Document Subject")
    _fill(word.add_paragraph(), "-----", "Document Centre")


def _places(word: Word) -> None:
    def tag(text: str) -> None:
        _fill(word.add_paragraph(), text, "Normal")

    tag("{%p for part in blocks %}")
    for word_if, kind, style in (
        ("if", "heading", "Heading 1"),
        ("elif", "subheading", "Heading 2"),
        ("elif", "body", "Body Text"),
        ("elif", "lead", "Document Lead"),
    ):
        tag(f'{{%p {word_if} part.style == "{kind}" %}}')
        _fill(word.add_paragraph(), "{{ part.text }}", style)
    tag("{%p else %}")
    _task_table(word)
    tag("{%p endif %}")
    tag("{%p endfor %}")


def _task_table(word: Word) -> None:
    table = word.add_table(rows=4, cols=len(TABLE_WIDTHS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fixed(table, TABLE_WIDTHS)
    header, opening, row, closing = table.rows
    for column in range(len(TABLE_WIDTHS)):
        _fill(header.cells[column].paragraphs[0], f"{{{{ part.header[{column}] }}}}", "Document Column")
        style = "Document Cell" if column else "Document Number"
        _fill(row.cells[column].paragraphs[0], f"{{{{ row[{column}] }}}}", style)
    for line in (header, row):
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill(opening.cells[0].paragraphs[0], "{%tr for row in part.rows %}", "Normal")
    _fill(closing.cells[0].paragraphs[0], "{%tr endfor %}", "Normal")


def _signatures(word: Word) -> None:
    table = _plain_table(word, (Mm(82.5), Mm(82.5)))
    unsplit = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(unsplit)
    for number, cell in enumerate(table.rows[0].cells):
        _signature(cell, number)


def _signature(cell: _Cell, number: int) -> None:
    label = _fill(cell.paragraphs[0], f"{{{{ signatures[{number}].label }}}}", "Document Subject")
    label.paragraph_format.space_before = Pt(12)
    name = _fill(cell.add_paragraph(), f"{{{{ signatures[{number}].name }}}}", "Document Subject")
    name.paragraph_format.space_before = SIGNATURE_GAP


def _plain_table(word: Word, widths: tuple[Mm, ...]) -> Table:
    table: Table = word.add_table(rows=1, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fixed(table, widths)
    return table


def _fixed(table: Table, widths: tuple[Mm, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _without_thumbnail(word: Word) -> None:
    """python-docx's empty document carries a picture of itself."""
    relations = word.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]


if __name__ == "__main__":
    TEMPLATE.write_bytes(docx_bytes(build()))
