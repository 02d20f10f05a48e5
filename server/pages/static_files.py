"""Built scripts, styles, fonts and icons: found by plain name through the manifest, cached for ever by hashed name."""

import json
import mimetypes
from pathlib import Path

from aiohttp import web

BUILD = Path(__file__).parent.parent.parent / "web" / "static" / "build"
PREFIX = "/static/"

# Some systems' own tables lack these or call them otherwise; nosniff then refuses the file.
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


class NotBuilt(RuntimeError):
    """The manifest lacks a file that a page needs: the pages were not built, or built from another state."""


class StaticFiles:
    """The files of one build. Reads the manifest again when the build has changed (only `reload` = development)."""

    def __init__(self, folder: Path = BUILD, *, reload: bool = False) -> None:
        self._folder = folder
        self._reload = reload
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of `name` ("page.css"). Raises NotBuilt, with what to do about it."""
        if self._reload or name not in self._names:
            self._names = self._manifest()
        if name not in self._names:
            raise NotBuilt(f"{name} is not in {self._folder}: run `make build` (or `npm run build`)")
        return PREFIX + self._names[name]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One built file. Only names of the folder itself exist; everything else is not found."""
        name = request.match_info["name"]
        file = self._folder / name
        if name != Path(name).name or name == "manifest.json" or not file.is_file():
            raise web.HTTPNotFound
        response = web.FileResponse(file)
        response.content_type = (
            MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def _manifest(self) -> dict[str, str]:
        try:
            names: dict[str, str] = json.loads((self._folder / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return names
