"""Who is heard: the preferred, then the loudest, without flicker."""

from hypothesis import given
from hypothesis import strategies as st

from server.meeting.identity import MemberId
from signaling.media.loudness import SILENCE, Loudness, Voice, choose_heard, choose_speaking, keep_places, level_of

AN, BINH, CHI, DUNG = (MemberId(name) for name in ("an", "binh", "chi", "dung"))
VOICE, WHISPER = 20, 60


def voice(member: MemberId, level: float, spoke_at: float = 0.0) -> Voice:
    return Voice(member, Loudness(level, spoke_at))


def test_speech_is_noticed_within_a_fifth_of_a_second_and_pauses_are_no_silence() -> None:
    loudness = Loudness()
    for packet in range(5):
        loudness.note(VOICE, packet * 0.02)

    assert loudness.is_speaking(0.1)
    for packet in range(5, 20):
        loudness.note(SILENCE, packet * 0.02)
    assert loudness.is_speaking(0.4)
    assert not loudness.is_speaking(5.0)


def test_who_has_stopped_is_no_longer_speaking_though_silence_sends_a_packet_now_and_then() -> None:
    loudness = Loudness()
    for packet in range(50):
        loudness.note(VOICE, packet * 0.02)
    for packet in range(5):
        loudness.note(SILENCE, 1.4 + packet * 0.4)

    assert not loudness.is_speaking(1.9)


def test_a_sender_without_levels_counts_as_a_voice() -> None:
    loudness = Loudness()
    for packet in range(20):
        loudness.note(level_of(None), packet * 0.02)

    assert loudness.is_speaking(0.4)


def test_the_loudest_are_heard() -> None:
    voices = [voice(AN, WHISPER), voice(BINH, VOICE), voice(CHI, 30)]

    assert choose_heard(voices, [], [], 2, now=0.0) == [BINH, CHI]


def test_the_preferred_are_heard_even_in_silence() -> None:
    voices = [voice(AN, SILENCE, spoke_at=-100), voice(BINH, VOICE), voice(CHI, 30)]

    assert choose_heard(voices, [], [AN], 2, now=0.0) == [AN, BINH]


def test_a_member_who_has_no_sound_takes_no_place() -> None:
    assert choose_heard([voice(BINH, VOICE)], [], [AN], 2, now=0.0) == [BINH]


def test_whoever_is_a_little_louder_does_not_take_the_place() -> None:
    voices = [voice(AN, 24), voice(BINH, 20)]

    assert choose_heard(voices, [AN], [], 1, now=0.0) == [AN]


def test_whoever_is_clearly_louder_takes_it() -> None:
    voices = [voice(AN, 40), voice(BINH, 20)]

    assert choose_heard(voices, [AN], [], 1, now=0.0) == [BINH]


def test_speakers_are_named_loudest_first() -> None:
    voices = [voice(AN, 40), voice(BINH, 20), voice(CHI, 30, spoke_at=-9)]

    assert choose_speaking(voices, now=0.0) == (BINH, AN)


members = st.sampled_from([AN, BINH, CHI, DUNG])


@given(st.lists(st.one_of(st.none(), members), unique_by=lambda one: one or object(), max_size=4), st.sets(members))
def test_seating_moves_nobody_who_sits_and_seats_as_many_as_fit(
    places: list[MemberId | None], wanted: set[MemberId]
) -> None:
    order = sorted(wanted)

    seated = keep_places(places, order)

    assert len(seated) == len(places)
    for before, after in zip(places, seated, strict=True):
        assert after == before or before not in wanted
    sitting = [member for member in seated if member is not None]
    assert len(set(sitting)) == len(sitting)
    assert set(sitting) <= wanted
    assert len(sitting) == min(len(places), len(wanted))
