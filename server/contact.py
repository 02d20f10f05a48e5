"""Phone numbers and e-mail addresses in one spelling, so that each finds its account however it was typed."""

import re
import unicodedata

EMAIL_MAX = 254  # RFC 5321 4.5.3.1, less the brackets
_EMAIL = re.compile(r"[^\s@\"<>(),:;\\]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}")
_PHONE = re.compile(r"0[1-9][0-9]{8,9}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-()\u00a0\u200b\u202a-\u202e]")


def phone_of(text: str) -> str | None:
    """The number as 0xxxxxxxxx (or eleven digits for fixed lines); None if it is no Vietnamese number."""
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+84|0084|84(?=[1-9][0-9]{8}$))0?", "0", digits)
    return digits if _PHONE.fullmatch(digits) else None


def email_of(text: str) -> str | None:
    """The address in lower case and NFC; None if it is not an address."""
    address = unicodedata.normalize("NFC", text).strip().casefold()
    return address if len(address) <= EMAIL_MAX and _EMAIL.fullmatch(address) else None


def sign_in_name(text: str) -> str | None:
    """The one spelling under which an account is looked up; None if the text can name nobody."""
    return email_of(text) if "@" in text else phone_of(text)
