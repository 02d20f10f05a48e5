"""Who speaks, and who gets the audio slots: RFC 6464 levels, smoothed, with hysteresis. Pure."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from server.meeting.identity import MemberId

SILENCE = 127  # -dBov, as on the wire: 0 is the loudest
SPEECH_LEVEL = 50  # -dBov; a quiet voice near a laptop is at 45, its fan at 60 or more
SPEECH_HOLD_S = 0.5  # pauses between words are shorter
UNSTATED_LEVEL = 40  # a sender without the level extension counts as a voice while it sends
TAKEOVER_MARGIN_DB = 6.0  # a newcomer must be clearly louder, or the slots flicker
KEEP_SLOT_S = 2.0  # who spoke this recently keeps the slot against the merely louder
_ATTACK = 0.6  # share of a new, louder level taken in at once: under 100 ms to full
_RELEASE = 0.05  # share of a quieter one in each packet's time: about half a second
_PACKET_S = 0.02
_LONGEST_S = 1.0


def level_of(extension: bytes | None) -> int:
    """Return -dBov (0 to 127) of an audio level extension, or UNSTATED_LEVEL without one (RFC 6464 3)."""
    return extension[0] & 0x7F if extension else UNSTATED_LEVEL


@dataclass(slots=True)
class Loudness:
    """One member's voice as it comes in. `level` is smoothed -dBov; `spoke_at` is a steady clock's seconds."""

    level: float = SILENCE
    spoke_at: float = float("-inf")
    noted_at: float = float("-inf")

    def note(self, level: int, now: float) -> None:
        """Take in one packet's level."""
        # In silence a packet comes every 400 ms only (DTX) and counts for all that were left out.
        packets = max(1.0, min(_LONGEST_S, now - self.noted_at) / _PACKET_S)
        self.noted_at = now
        share = _ATTACK if level < self.level else 1 - (1 - _RELEASE) ** packets
        self.level += (level - self.level) * share
        if self.level <= SPEECH_LEVEL:
            self.spoke_at = now

    def is_speaking(self, now: float) -> bool:
        """Say whether this member is heard speaking, short pauses included."""
        return now - self.spoke_at <= SPEECH_HOLD_S


@dataclass(frozen=True, slots=True)
class Voice:
    """A member who may be heard and whose sound flows."""

    member: MemberId
    loudness: Loudness


def choose_heard(
    voices: Sequence[Voice], current: Sequence[MemberId], preferred: Sequence[MemberId], slots: int, now: float
) -> list[MemberId]:
    """Return who is heard, at most `slots`: preferred first, then those heard now unless clearly outspoken.

    `current` is the last result; who is in it goes on being heard until somebody louder needs the place.
    """
    by_member = {voice.member: voice.loudness for voice in voices}
    heard = [member for member in preferred if member in by_member][:slots]
    rest = [voice for voice in voices if voice.member not in heard]
    rest.sort(key=lambda voice: _rank(voice, current, now))
    return heard + [voice.member for voice in rest[: slots - len(heard)]]


def choose_speaking(voices: Sequence[Voice], now: float) -> tuple[MemberId, ...]:
    """Return who speaks now, loudest first."""
    speaking = [voice for voice in voices if voice.loudness.is_speaking(now)]
    return tuple(voice.member for voice in sorted(speaking, key=lambda voice: voice.loudness.level))


def keep_places(places: Sequence[MemberId | None], wanted: Sequence[MemberId]) -> list[MemberId | None]:
    """Seat `wanted` into as many places as there are, moving nobody who already sits in one."""
    seated: Set[MemberId | None] = set(wanted) & set(places)
    waiting = [member for member in wanted if member not in seated]
    return [place if place in seated else (waiting.pop(0) if waiting else None) for place in places]


def _rank(voice: Voice, current: Sequence[MemberId], now: float) -> tuple[bool, float]:
    holds = voice.member in current
    kept = holds and now - voice.loudness.spoke_at <= KEEP_SLOT_S
    margin = TAKEOVER_MARGIN_DB if holds else 0.0
    return (not kept and not voice.loudness.is_speaking(now), voice.loudness.level - margin)
