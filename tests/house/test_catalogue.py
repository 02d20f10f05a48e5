"""Every sentence that is asked for is there in both languages, and every sentence that is there is asked for."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast, visitor

from server import declined
from server.meeting import refusal

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "web" / "locales"
# Minutes are a Vietnamese document, whatever language their reader's pages have.
VIETNAMESE_ONLY = {"documents"}
SOURCES = {
    "templates": (ROOT / "web" / "templates", "*.html"),
    "scripts": (ROOT / "web" / "scripts", "*.ts"),
    "server": (ROOT / "server", "*.py"),
    "signaling": (ROOT / "signaling", "*.py"),
    "recordings": (ROOT / "recordings", "*.py"),
}
KEY = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
# How a sentence is asked for, with a language or a request before the key where there is one.
ASKED = re.compile(rf"""(?:\bt|\btext|\bsentence|\bhasSentence)\((?:[\w.]+,\s*)?["'`]({KEY})["'`]\s*[,)]""")
# A literal that begins or is wholly a key: f"minutes-kind-{{kind}}", "look-theme-" ~ theme, `vote-${{form}}`.
LITERAL = re.compile(rf"""["'`]({KEY}-?)(?:["'`]|\{{|\$\{{)""")
# The end of a key that is composed from a stem: f"{key}-none", key += "-guest"; empty where the end is a value too,
# as in `${key}-${n}`.
COMPOSED_END = re.compile(r"""(?:\}|["'`])(?:(-[a-z0-9-]+)["'`])|\}-\$?\{""")


class Parameters(visitor.Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # the library's name
        self.found.add(node.id.name)


def parsed(file: Path) -> ast.Resource:
    return FluentParser(with_spans=False).parse(file.read_text())


def messages(language: str) -> dict[str, ast.Message]:
    return {
        entry.id.name: entry
        for file in sorted((LOCALES / language).glob("*.ftl"))
        for entry in parsed(file).body
        if isinstance(entry, ast.Message)
    }


def keys_of(language: str, *, without: set[str]) -> set[str]:
    return {
        entry.id.name
        for file in sorted((LOCALES / language).glob("*.ftl"))
        if file.stem not in without
        for entry in parsed(file).body
        if isinstance(entry, ast.Message)
    }


@cache
def source_text() -> dict[str, str]:
    return {
        file.relative_to(ROOT).as_posix(): file.read_text()
        for folder, pattern in SOURCES.values()
        for file in sorted(folder.rglob(pattern))
    }


@pytest.mark.parametrize("file", sorted(LOCALES.glob("*/*.ftl")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_entry_can_be_read_and_stands_once(file: Path) -> None:
    entries = parsed(file).body
    names = [entry.id.name for entry in entries if isinstance(entry, ast.Message)]

    assert [entry.content for entry in entries if isinstance(entry, ast.Junk)] == []
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_key_stands_in_two_files(language: str) -> None:
    homes: dict[str, list[str]] = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in parsed(file).body:
            if isinstance(entry, ast.Message):
                homes.setdefault(entry.id.name, []).append(file.stem)

    assert {key: home for key, home in homes.items() if len(home) > 1} == {}


def test_both_languages_say_the_same_things() -> None:
    vietnamese = keys_of("vi", without=VIETNAMESE_ONLY)
    english = keys_of("en", without=VIETNAMESE_ONLY)

    assert sorted(vietnamese - english) == [], "missing in English"
    assert sorted(english - vietnamese) == [], "missing in Vietnamese"


def test_both_languages_put_in_the_same_values() -> None:
    def parameters(message: ast.Message) -> set[str]:
        seen = Parameters()
        seen.visit(message)
        # English writes a month's name where Vietnamese writes its number; whoever asks gives both.
        return {"month" if name == "monthname" else name for name in seen.found}

    vietnamese, english = messages("vi"), messages("en")
    differing = {
        key: (sorted(parameters(vietnamese[key])), sorted(parameters(english[key])))
        for key in vietnamese.keys() & english.keys()
        if parameters(vietnamese[key]) != parameters(english[key])
    }

    assert differing == {}


def test_every_sentence_that_is_asked_for_is_there() -> None:
    there = messages("vi").keys()
    missing = {
        f"{file}: {key}" for file, text in source_text().items() for key in ASKED.findall(text) if key not in there
    }

    assert sorted(missing) == []


def test_every_refusal_has_its_sentence() -> None:
    codes = refusal.CODES | declined.CODES
    there = messages("vi").keys()

    assert sorted(code for code in codes if f"refusal-{code}" not in there) == []


@dataclass(frozen=True, slots=True)
class Source:
    """What one file says that may be a key or a part of one."""

    literals: frozenset[str]
    beginnings: tuple[str, ...]
    composed_ends: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Source":
        literals = frozenset(LITERAL.findall(text))
        beginnings = tuple(literal for literal in literals if literal.endswith("-"))
        return cls(literals, beginnings, frozenset(COMPOSED_END.findall(text)))


def is_asked_for(key: str, sources: list[Source]) -> bool:
    """Whether some source names the key, or its beginning before a value, or its stem before a composed end."""
    for source in sources:
        literals = source.literals
        if key in literals:
            return True
        if key.startswith("refusal-"):
            if key.removeprefix("refusal-") in literals:
                return True
            continue
        if key.startswith(source.beginnings):
            return True
        stems = (
            key.removesuffix(end) if end else key.rpartition("-")[0]
            for end in source.composed_ends
            if key.endswith(end)
        )
        if any(stem in literals for stem in stems):
            return True
    return False


def test_every_sentence_that_is_there_is_asked_for() -> None:
    codes = {f"refusal-{code}" for code in refusal.CODES | declined.CODES}
    quoted = {
        reference
        for file in LOCALES.glob("*/*.ftl")
        for reference in re.findall(rf"\{{\s*({KEY})\s*\}}", file.read_text())
    }
    sources = [Source.of(text) for text in source_text().values()]
    unused = [key for key in messages("vi").keys() - codes - quoted if not is_asked_for(key, sources)]

    assert sorted(unused) == []


def test_the_check_would_notice_a_sentence_that_nobody_asks_for_and_one_that_is_missing() -> None:
    assert ASKED.findall(
        """{{ t("nav-home") }} words.text("minutes-two") catalogue.text(vi, "refusal-not-yours")"""
    ) == [
        "nav-home",
        "minutes-two",
        "refusal-not-yours",
    ]
    assert LITERAL.findall("""f"minutes-kind-{kind}" t("look-theme-" ~ theme) t(`vote-${form}`)""") == [
        "minutes-kind-",
        "look-theme-",
        "vote-",
    ]
    asked = [
        Source.of("""stem = "votes-against" if no else "votes-other"; f"{stem}-none" """),
        Source.of("spoken('turn', 30)"),
    ]
    assert is_asked_for("votes-against-none", asked)
    assert not is_asked_for("votes-against-some", asked)
    assert not is_asked_for("turn-30", asked), "nothing in that file composes an end"
