"""Files as people attach them, and as attackers do."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type /Page>>endobj\n2 0 obj<</Type /Pages>>endobj\ntrailer<<>>\n%%EOF\n"


def png(width: int = 8, height: int = 8) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(kept, "PNG")
    return kept.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A picture of a few bytes that says it is enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def docx(text: str = "Dự thảo nghị quyết", /, **parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:p><w:t>{text}</w:t></w:p></w:document>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def garbled(archive: bytes, name: str) -> bytes:
    """The same archive with a part that cannot be unpacked."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entry = opened.getinfo(name)
    start = entry.header_offset + 30 + len(name)
    return archive[:start] + b"\xff" * 8 + archive[start + 8 :]
