"""Windows over a stream: gaps are asked for, within limits, and reports say what was lost."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from signaling.media import rtp_window
from signaling.media.rtp_window import ReceiveWindow, SentWindow

CLOCK_HZ = 90_000


@dataclass(slots=True)
class Packet:
    number: int


def window_after(*sequences: int, now: float = 0.0) -> ReceiveWindow:
    window = ReceiveWindow(CLOCK_HZ)
    for sequence in sequences:
        window.note(sequence, 0, now)
    return window


def test_a_gap_is_asked_for_after_the_wait_for_overtaken_packets() -> None:
    window = window_after(10, 13)

    assert window.due(0.0) == []
    assert window.due(rtp_window.REORDER_WAIT_S) == [11, 12]


def test_a_packet_that_comes_late_is_new_and_no_longer_asked_for() -> None:
    window = window_after(10, 13)

    assert window.note(11, 0, 0.01)
    assert window.due(1.0) == [12]
    assert not window.note(11, 0, 0.02)


def test_asking_is_repeated_and_given_up() -> None:
    window = window_after(10, 12)
    asked = [now / 100 for now in range(300) if window.due(now / 100)]

    assert 2 <= len(asked) <= rtp_window.NACK_ATTEMPTS
    assert max(asked) <= rtp_window.NACK_GIVE_UP_S


def test_a_hole_too_large_to_mend_is_not_asked_for() -> None:
    window = window_after(10, 10 + rtp_window.MAX_MISSING + 100)

    assert window.due(1.0) == []


def test_loss_is_told_as_a_share_since_the_last_report() -> None:
    window = window_after(*(sequence for sequence in range(100) if sequence % 4))

    assert 60 <= window.interval_loss() <= 64
    assert window.interval_loss() == 0


def test_what_was_lost_while_the_line_was_down_is_counted_but_not_held_against_the_line() -> None:
    window = window_after(*range(100))
    window.note(150, 0, 1.0)

    assert window.lost == 50
    assert window.interval_loss() == 0
    window.note(152, 0, 1.1)
    assert window.interval_loss() == 256 // 2


@given(st.integers(0, 0xFFFF), st.integers(1, 3_000))
def test_a_stream_without_gaps_loses_nothing_wherever_it_starts(first: int, count: int) -> None:
    window = window_after(*((first + step) % 0x10000 for step in range(count)))

    assert window.lost == 0
    assert window.received == count
    assert window.due(10.0) == []


@given(st.lists(st.integers(0, 0xFFFF), max_size=300))
def test_no_order_of_numbers_makes_the_window_grow_or_take_a_copy(sequences: list[int]) -> None:
    window = ReceiveWindow(CLOCK_HZ)
    for at, sequence in enumerate(sequences):
        window.note(sequence, 0, at / 100)
        assert not window.note(sequence, 0, at / 100)

    assert len(window.due(1_000)) <= rtp_window.MAX_MISSING


def test_what_was_sent_is_found_until_it_is_too_long_ago() -> None:
    sent: SentWindow[Packet] = SentWindow()
    for number in range(1_000):
        sent.note(Packet(number), 0.0)

    assert sent.find(999) == Packet(999)
    oldest = 1_000 - rtp_window.SENT_PACKETS
    assert sent.find(oldest) == Packet(oldest)
    assert sent.find(1_000 - rtp_window.SENT_PACKETS - 1) is None
    assert sent.find(1_000) is None


def test_what_nobody_can_ask_for_any_more_takes_no_memory() -> None:
    sent: SentWindow[Packet] = SentWindow()
    for number in range(100):
        sent.note(Packet(number), number * 0.1)
    assert len(sent) == rtp_window.SENT_FOR_S / 0.1 + 1

    sent.forget(100.0)

    assert len(sent) == 0
