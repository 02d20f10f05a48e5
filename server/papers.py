"""Papers of a meeting: which files are let in, how they are kept, and under which name they go out.

A file is judged by its bytes. Its name never touches the disk: the copy lies under a random id, and the name goes
into the answer's header only.
"""

import hashlib
import io
import lzma
import os
import re
import secrets
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError

from server.declined import Declined

MIB = 1024 * 1024
PAPER_MAX_BYTES = 20 * MIB  # ASVS 5.1.1, as written down for this service
MEETING_MAX_BYTES = 200 * MIB
PIXELS_MAX = 40_000_000
ZIP_ENTRIES_MAX = 2_000
ZIP_TOTAL_MAX_BYTES = 200 * MIB
DOCX_TEXT_MAX_BYTES = 32 * MIB  # a book of a thousand pages has a tenth of it
ZIP_RATIO_MAX = 100  # honest documents stay under 20; bombs start at 1,000
NAME_MAX = 150
ID_BYTES = 16


class PaperKind(Enum):
    """What may be attached: media type and the extensions that go with it."""

    PDF = ("application/pdf", (".pdf",))
    PNG = ("image/png", (".png",))
    JPEG = ("image/jpeg", (".jpg", ".jpeg"))
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))

    @property
    def media_type(self) -> str:
        media_type: str = self.value[0]
        return media_type

    @property
    def extensions(self) -> tuple[str, ...]:
        extensions: tuple[str, ...] = self.value[1]
        return extensions


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A file that may be kept. `pages` is None where it cannot be told without a reader."""

    file_name: str
    kind: PaperKind
    content: bytes
    pages: int | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


# Markings of 'tuyệt mật', 'tối mật', 'mật' as they stand on secret documents: capitals, alone on their line.
# Neither pattern may look at a letter twice: one that began anew at every sign stood the whole service still for
# minutes, because a match holds the interpreter.
_MARKING = re.compile(r"^[^\S\n]*(TUYỆT MẬT|TỐI MẬT|MẬT)[^\S\n]*$", re.MULTILINE)
_TAG = re.compile(rb"<[^<>]*>")
_EXTERNAL = re.compile(rb"TargetMode\s{0,9}=\s{0,9}.External", re.IGNORECASE)
# Word keeps the table behind a chart as a workbook here, and nothing else of ours is a zip in a zip.
_EMBEDDED = re.compile(r"word/embeddings/[^/\\]+\.xlsx")
_ARCHIVES = (".zip", ".docx", ".xlsx", ".gz", ".7z", ".rar")
# What zip, zlib and Pillow raise for bytes that are not what they say they are; a RuntimeError is an encrypted part.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, UnidentifiedImageError),
    *(OSError, SyntaxError, ValueError, EOFError, RuntimeError, ArithmeticError, LookupError),
)


def check(file_name: str, content: bytes) -> CheckedPaper:
    """The file as it may be kept.

    Raises paper-too-big, paper-type, paper-mismatch (name and bytes disagree), paper-broken, paper-pixels,
    file-bomb, file-macros, file-external, paper-secret-marked."""
    if len(content) > PAPER_MAX_BYTES:
        raise Declined("paper-too-big", field="file", most=PAPER_MAX_BYTES // MIB)
    name = shown_name(file_name)
    extension = os.path.splitext(name)[1].lower()
    by_name = next((kind for kind in PaperKind if extension in kind.extensions), None)
    if by_name is None:
        raise Declined("paper-type", field="file")
    if _kind_of_bytes(content) is not by_name:
        raise Declined("paper-mismatch", field="file", extension=extension)
    try:
        pages = _checked_inside(by_name, content)
    except _BROKEN:
        raise Declined("paper-broken", field="file") from None
    return CheckedPaper(name, by_name, content, pages)


def shown_name(file_name: str) -> str:
    """The last part of the name, without control or direction marks, at most NAME_MAX long; Vietnamese survives."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", file_name))[-1]
    kept = "".join(
        letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    )
    stem, extension = os.path.splitext(kept.strip(" ."))
    return f"{stem[: NAME_MAX - len(extension)]}{extension}" if stem else f"tai-lieu{extension[:10]}"


def disposition(file_name: str, *, inline: bool) -> str:
    """The Content-Disposition of RFC 6266: an ASCII name for old readers, the true one in UTF-8 (RFC 8187)."""
    name = shown_name(file_name)
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(
        letter if letter.isascii() and letter not in '"\\%;' else "_" for letter in bare if _is_base(letter)
    )
    # RFC 8187 attr-char is narrower than what quote() leaves alone by default.
    encoded = quote(name, safe="!#$&+-.^_`|~")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


class PaperStore:
    """Papers on disk, each under its random id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, paper: CheckedPaper) -> str:
        """Write the file through to the disk; its new id. Blocking: call it in a thread."""
        self._folder.mkdir(parents=True, exist_ok=True)
        paper_id = secrets.token_hex(ID_BYTES)
        draft = self._folder / f".{paper_id}"
        with draft.open("wb") as file:
            file.write(paper.content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.path(paper_id))
        return paper_id

    def path(self, paper_id: str) -> Path:
        """Where the file lies. Raises nothing-there for what is no id of ours."""
        if not re.fullmatch(r"[0-9a-f]{32}", paper_id):
            raise Declined("nothing-there")
        return self._folder / paper_id

    def drop(self, paper_id: str) -> None:
        """Remove the file; nothing happens if it is gone."""
        self.path(paper_id).unlink(missing_ok=True)


def _kind_of_bytes(content: bytes) -> PaperKind | None:
    if content.startswith(b"%PDF-"):
        return PaperKind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PaperKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return PaperKind.JPEG
    return PaperKind.DOCX if content.startswith(b"PK\x03\x04") else None


def _checked_inside(kind: PaperKind, content: bytes) -> int | None:
    match kind:
        case PaperKind.PDF:
            return _pdf_pages(content)
        case PaperKind.PNG | PaperKind.JPEG:
            return _image_pages(content)
        case PaperKind.DOCX:
            _check_docx(content)
            return None


def _pdf_pages(content: bytes) -> int | None:
    """Page count where the catalogue can be read as text; modern files hide it in compressed streams."""
    if b"%%EOF" not in content[-2048:]:
        raise Declined("paper-broken", field="file")
    if _MARKING.search(content[:4096].decode("utf-8", "ignore")):
        raise Declined("paper-secret-marked", field="file")
    return len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", content)) or None


def _image_pages(content: bytes) -> int:
    too_large = Declined("paper-pixels", field="file", most=PIXELS_MAX // 1_000_000)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:  # reads the header only
            if image.width * image.height > PIXELS_MAX:
                raise too_large
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large from None
    return 1


def _check_docx(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        embedded = [entry for entry in archive.infolist() if _EMBEDDED.fullmatch(entry.filename.lower())]
        require_modest(archive, embedded=frozenset(entry.filename for entry in embedded))
        _check_embedded(archive, embedded)
        names = {entry.filename for entry in archive.infolist()}
        if "word/document.xml" not in names or "[Content_Types].xml" not in names:
            raise Declined("paper-mismatch", field="file", extension=".docx")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Declined("file-macros", field="file")
        if any(_fetches(archive, entry) for entry in archive.infolist() if entry.filename.endswith(".rels")):
            raise Declined("file-external", field="file")
        if archive.getinfo("word/document.xml").file_size > DOCX_TEXT_MAX_BYTES:
            raise Declined("file-bomb", field="file")
        text = archive.read("word/document.xml").replace(b"</w:p>", b"\n")
    if _MARKING.search(unicodedata.normalize("NFC", _TAG.sub(b"", text).decode("utf-8", "ignore"))):
        raise Declined("paper-secret-marked", field="file")


def _check_embedded(archive: zipfile.ZipFile, embedded: Sequence[zipfile.ZipInfo]) -> None:
    """The tables behind charts: each a zip in the zip, held to the same measure and never holding a zip itself."""
    if sum(entry.file_size for entry in embedded) > PAPER_MAX_BYTES:
        raise Declined("file-bomb", field="file")
    left = ZIP_TOTAL_MAX_BYTES
    for entry in embedded:
        with zipfile.ZipFile(io.BytesIO(archive.read(entry))) as table:
            require_modest(table, left)
            left -= sum(part.file_size for part in table.infolist())
            if any(part.filename.lower().endswith("vbaproject.bin") for part in table.infolist()):
                raise Declined("file-macros", field="file")


def _fetches(archive: zipfile.ZipFile, relations: zipfile.ZipInfo) -> bool:
    """Whether a program that opens the document fetches something from elsewhere; a link to press is no such thing."""
    if relations.file_size > MIB:
        raise Declined("file-bomb", field="file")
    external = (tag.lower() for tag in _TAG.findall(archive.read(relations)) if _EXTERNAL.search(tag))
    return any(b"/hyperlink" not in tag for tag in external)


def require_modest(
    archive: zipfile.ZipFile, total_max_bytes: int = ZIP_TOTAL_MAX_BYTES, *, embedded: frozenset[str] = frozenset()
) -> None:
    """Refuse a zip that would swell, nest or climb before anything in it is unpacked. Raises file-bomb.

    `embedded` are the entries that may be zips themselves; whoever names them looks into them."""
    entries = archive.infolist()
    if len(entries) > ZIP_ENTRIES_MAX or sum(entry.file_size for entry in entries) > total_max_bytes:
        raise Declined("file-bomb", field="file")
    for entry in entries:
        swells = entry.file_size > MIB and entry.file_size > ZIP_RATIO_MAX * max(1, entry.compress_size)
        climbs = entry.filename.startswith("/") or ".." in entry.filename.replace("\\", "/").split("/")
        nests = entry.filename not in embedded and entry.filename.lower().endswith(_ARCHIVES)
        if swells or climbs or nests:
            raise Declined("file-bomb", field="file")


def _is_base(letter: str) -> bool:
    return not unicodedata.combining(letter)
