"""What the registry, the accounts and the preparation answer when they say no.

Declined (a Refusal: the sentence is `refusal-CODE` in the catalogues)
├── who          ticket-spent · wrong-sign-in · sign-in-slow · link-expired · setup-code-wrong · setup-done ·
│                no-sign-in-name · sign-in-name-taken · password-wrong · invitation-upwards · invitation-replaces ·
│                last-administrator
├── password     password-short · password-long · password-common · password-differs
├── field        field-missing · field-long · field-characters · name-unlikely · sex-unknown · year-unlikely ·
│                date-impossible · date-unreadable · date-in-future · official-before-admission ·
│                official-without-admission · too-young-at-admission · card-unlikely · card-probationary ·
│                phone-unlikely · email-unlikely · no-contact · standing-unknown · standing-suggest ·
│                standing-contradicts · site-unknown · number-unlikely · choice-unknown · card-taken ·
│                contact-taken · row-twice · time-unreadable · period-backwards
├── registry     nothing-there · code-unlikely · code-taken · tree-loop · office-held · status-overlaps ·
│                already-member · site-twice
├── import       file-empty · file-too-big · file-type · file-broken · file-macros · file-external ·
│                file-formulas · file-bomb · file-rows · headings-missing · preview-gone · nothing-to-import
└── preparation  meeting-fixed · meeting-told · meeting-cancelled · meeting-starts-past · agenda-empty · rows-too-many ·
                 already-in-session · not-notified · no-secretary · guest-unknown · reply-not-yours · reply-late ·
                 leave-reason · leave-not-asked · paper-too-big · paper-type · paper-mismatch · paper-broken ·
                 paper-pixels · paper-secret-unsaid · paper-secret-marked · papers-too-many
"""

from server.meeting.refusal import Refusal

_LISTED = """
ticket-spent wrong-sign-in sign-in-slow link-expired setup-code-wrong setup-done no-sign-in-name sign-in-name-taken
password-wrong invitation-upwards invitation-replaces last-administrator
password-short password-long password-common password-differs
field-missing field-long field-characters name-unlikely sex-unknown year-unlikely date-impossible date-unreadable
date-in-future official-before-admission official-without-admission too-young-at-admission card-unlikely
card-probationary phone-unlikely email-unlikely no-contact standing-unknown standing-suggest standing-contradicts
site-unknown number-unlikely choice-unknown card-taken contact-taken row-twice time-unreadable period-backwards
nothing-there code-unlikely code-taken tree-loop office-held status-overlaps already-member site-twice
file-empty file-too-big file-type file-broken file-macros file-external file-formulas file-bomb file-rows
headings-missing preview-gone nothing-to-import
meeting-fixed meeting-told meeting-cancelled meeting-starts-past agenda-empty rows-too-many already-in-session
not-notified no-secretary guest-unknown reply-not-yours reply-late leave-reason leave-not-asked
paper-too-big paper-type paper-mismatch paper-broken paper-pixels paper-secret-unsaid paper-secret-marked
papers-too-many
"""

CODES = frozenset(_LISTED.split())


class Declined(Refusal):
    """The rules outside a meeting say no. Nothing has changed. `field` names the input that the sentence belongs to."""

    def __init__(self, code: str, *, field: str = "", **params: str | int) -> None:
        if code not in CODES:
            raise ValueError(f"unknown refusal {code!r}")
        Exception.__init__(self, code)
        self.code = code
        self.field = field
        self.params = params
