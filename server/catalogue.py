"""The sentences people read, in Vietnamese and English: one Fluent catalogue for pages, refusals and documents."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType
from fluent.syntax.ast import Junk

log = logging.getLogger(__name__)

Value = str | int | float | date | datetime | FluentType

LOCALES = Path(__file__).parent.parent / "web" / "locales"


class Language(Enum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


class Missing(Enum):
    """What a missing sentence is: a mistake that stops a test, or a gap that a meeting must survive."""

    FAILS = "fails"
    FALLS_BACK = "falls back"


class MissingSentence(LookupError):
    """No language has this key, or its parameters do not fit."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All sentences by language. Made once by `load`; `text` may be called from any thread."""

    bundles: dict[Language, FluentBundle]
    missing: Missing

    def text(self, language: Language, key: str, **values: Value) -> str:
        """The sentence for `key` with `values` put in.

        Under Missing.FAILS raises MissingSentence if the language lacks the key or a value does not fit; else
        answers in Vietnamese, and at last with the key itself, so that a page is never lost for a word."""
        try:
            return self._sentence(language, key, values)
        except MissingSentence as problem:
            if self.missing is Missing.FAILS:
                raise
            log.warning("sentence missing", extra={"key": key, "language": language.value, "problem": str(problem)})
        try:
            return self._sentence(Language.VIETNAMESE, key, values)
        except MissingSentence:
            return key

    def has(self, language: Language, key: str) -> bool:
        return self.bundles[language].has_message(key)

    def _sentence(self, language: Language, key: str, values: dict[str, Value]) -> str:
        bundle = self.bundles[language]
        pattern = bundle.get_message(key).value if bundle.has_message(key) else None
        if pattern is None:
            raise MissingSentence(f"{key} is not in {language.value}")
        sentence, problems = bundle.format_pattern(pattern, values)
        if problems:
            raise MissingSentence(f"{key} in {language.value}: {problems[0]}")
        return str(sentence)


@cache  # parsing takes 0.4 s and leaves 45,000 objects: once for a process
def load(missing: Missing, folder: Path = LOCALES) -> Catalogue:
    """Read every `*.ftl` of every language. Raises ValueError on a line that is not Fluent or a key given twice."""
    return Catalogue({language: _bundle(language, folder) for language in Language}, missing)


def _bundle(language: Language, folder: Path) -> FluentBundle:
    # Isolation marks are for mixed directions of writing; in Vietnamese they only spoil copied text.
    bundle = FluentBundle([f"{language.value}-VN" if language is Language.VIETNAMESE else "en-GB"], use_isolating=False)
    seen: dict[str, str] = {}
    for file in sorted((folder / language.value).glob("*.ftl")):
        resource = FluentResource(file.read_text(encoding="utf-8"))
        for entry in resource.body:
            name = getattr(getattr(entry, "id", None), "name", None)
            if isinstance(entry, Junk):
                raise ValueError(f"{file} is not Fluent near {(entry.content or '')[:80]!r}")
            if name is not None and name in seen:
                raise ValueError(f"{name} stands in {seen[name]} and in {file.name}")
            if name is not None:
                seen[name] = file.name
        bundle.add_resource(resource)
    return bundle
