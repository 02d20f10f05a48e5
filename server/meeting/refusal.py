"""What the rules answer when they say no. The sentence for each code is `refusal-CODE` in the catalogues.

Refusal
├── who            not-yours · not-summoned · not-a-member · no-vote-probationary · no-vote-observer ·
│                  no-vote-status · not-on-voters-list · not-site-keeper · no-such-member · already-chair ·
│                  chair-not-official · chair-takes-no-minutes
├── when           meeting-closed · meeting-not-closed · not-called-to-order · already-called · already-left ·
│                  roll-taken · restricted-item
├── opening        too-few-official · no-authorisation · chair-not-on-roll
├── agenda         no-such-item · item-finished · item-not-current · order-needs-reason · gate-unmet ·
│                  programme-locked
├── floor          already-asked · not-asked · not-holding · nobody-holding · already-holding · not-here ·
│                  bad-order · free-discussion-on · free-discussion-off
├── voting         vote-open · no-such-question · vote-closed · speakers-waiting · in-person-only ·
│                  ballot-already-cast · wrong-form · secret-too-few · secret-few-confirm ·
│                  secret-again-confirm · sealed-malformed · nobody-to-vote · not-closed-yet ·
│                  note-needed · chair-waits-for-key
├── recording      recording-not-permitted · recording-undecided · recording-on · recording-off
├── closing        closing-incomplete · vote-still-open · minutes-adopted · minutes-not-read · minutes-changed ·
│                  no-such-task · score-out-of-range · no-such-annex · already-signed
└── input          text-empty · text-too-long · reason-needed · number-out-of-range · unknown-command ·
                   unknown-field · wrong-type · too-fast
"""

_LISTED = """
not-yours not-summoned not-a-member no-vote-probationary no-vote-observer no-vote-status not-on-voters-list
not-site-keeper no-such-member already-chair chair-not-official chair-takes-no-minutes
meeting-closed meeting-not-closed not-called-to-order already-called already-left roll-taken
restricted-item
too-few-official no-authorisation chair-not-on-roll
no-such-item item-finished item-not-current order-needs-reason gate-unmet programme-locked
already-asked not-asked not-holding nobody-holding already-holding not-here bad-order free-discussion-on
free-discussion-off
vote-open no-such-question vote-closed speakers-waiting in-person-only ballot-already-cast wrong-form
secret-too-few secret-few-confirm secret-again-confirm sealed-malformed nobody-to-vote not-closed-yet note-needed
chair-waits-for-key
recording-not-permitted recording-undecided recording-on recording-off
closing-incomplete vote-still-open minutes-adopted minutes-not-read minutes-changed no-such-task score-out-of-range
no-such-annex already-signed
text-empty text-too-long reason-needed number-out-of-range unknown-command unknown-field wrong-type too-fast
"""

CODES = frozenset(_LISTED.split())


class Refusal(Exception):
    """The rules say no. Nothing has changed; `code` and `params` make the sentence that the person reads."""

    def __init__(self, code: str, **params: str | int) -> None:
        if code not in CODES:
            raise ValueError(f"unknown refusal {code!r}")
        super().__init__(code)
        self.code = code
        self.params = params


ID_MAX = 40
LINE_MAX = 300  # one line: a title, a reason, an owner
TEXT_MAX = 8_000  # a page of the minutes
# Control characters and lone surrogates: XML, and so DOCX, cannot hold them (XML 1.0, 2.2).
_NOT_IN_DOCUMENTS = dict.fromkeys(
    [*(set(range(0x20)) - {0x09, 0x0A}), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def a_line(text: str) -> str:
    """The text, stripped. Raises text-empty, text-too-long (more than LINE_MAX characters)."""
    return _checked(text, LINE_MAX)


def a_text(text: str) -> str:
    """The text, stripped. Raises text-empty, text-too-long (more than TEXT_MAX characters)."""
    return _checked(text, TEXT_MAX)


def a_reason(text: str | None) -> str:
    """The reason, stripped. Raises reason-needed if there is none, text-too-long."""
    if text is None or not cleaned(text):
        raise Refusal("reason-needed")
    return _checked(text, LINE_MAX)


def an_id(value: str) -> None:
    """Raises wrong-type unless it is an id as pages make them: 1 to 40 ASCII letters, digits, `-` or `_`."""
    if not (0 < len(value) <= ID_MAX and value.isascii() and value.replace("-", "").replace("_", "").isalnum()):
        raise Refusal("wrong-type", field="id")


def a_number(value: int, low: int, high: int) -> int:
    """The value. Raises number-out-of-range unless low <= value <= high."""
    if not low <= value <= high:
        raise Refusal("number-out-of-range", low=low, high=high)
    return value


def cleaned(text: str) -> str:
    """The text, stripped, without characters that no document can hold; line ends and tabs stay."""
    return text.translate(_NOT_IN_DOCUMENTS).strip()


def _checked(text: str, most: int) -> str:
    text = cleaned(text)
    if not text:
        raise Refusal("text-empty")
    if len(text) > most:
        raise Refusal("text-too-long", most=most)
    return text
