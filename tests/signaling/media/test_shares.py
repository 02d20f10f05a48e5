"""What each gets: layers by tile and line, keyframes by need, packets by budget, bits by loss."""

import pytest

from signaling.media import budget, keyframes
from signaling.media.bandwidth import publisher_budget, viewer_budget
from signaling.media.budget import PacketBudget
from signaling.media.engine import TileSize
from signaling.media.keyframes import KeyframeAsker
from signaling.media.layers import Layer, choose_layer

SMALL = Layer(1, 180, 150_000, True)
MEDIUM = Layer(2, 360, 500_000, True)
LARGE = Layer(3, 720, 1_700_000, True)
PLENTY = 20_000_000


@pytest.mark.parametrize(
    ("size", "layer"), [(TileSize.SMALL, SMALL), (TileSize.MEDIUM, MEDIUM), (TileSize.LARGE, LARGE)]
)
def test_a_tile_gets_the_layer_of_its_size(size: TileSize, layer: Layer) -> None:
    assert choose_layer([SMALL, MEDIUM, LARGE], size, PLENTY) == layer


def test_a_large_tile_gets_the_best_there_is() -> None:
    stopped = Layer(3, 720, 0, False)

    assert choose_layer([SMALL, MEDIUM, stopped], TileSize.LARGE, PLENTY) == MEDIUM


def test_a_weak_line_gets_less_but_never_nothing() -> None:
    assert choose_layer([SMALL, MEDIUM, LARGE], TileSize.LARGE, 600_000) == MEDIUM
    assert choose_layer([SMALL, MEDIUM, LARGE], TileSize.LARGE, 10) == SMALL


def test_without_a_flowing_layer_there_is_nothing() -> None:
    assert choose_layer([Layer(1, 180, 0, False)], TileSize.SMALL, PLENTY) is None


def test_wishes_for_a_keyframe_are_merged_and_repeated_until_it_comes() -> None:
    asker = KeyframeAsker()
    assert not asker.may_ask(0.0)

    asker.want()
    asker.want()
    asked = [at / 100 for at in range(200) if asker.may_ask(at / 100)]

    assert asked == pytest.approx([0.0, 0.5, 1.0, 1.5])
    asker.came()
    assert not asker.may_ask(5.0)


def test_a_new_wish_soon_after_a_keyframe_waits_a_little() -> None:
    asker = KeyframeAsker()
    asker.want()
    assert asker.may_ask(0.0)
    asker.came()

    asker.want()

    assert not asker.may_ask(keyframes.MIN_INTERVAL_S - 0.01)
    assert asker.may_ask(keyframes.MIN_INTERVAL_S)


def test_a_normal_publisher_never_meets_the_packet_budget() -> None:
    packets = PacketBudget(0.0)

    assert all(packets.spend(at / 600) for at in range(6_000))


def test_fifty_times_the_normal_rate_is_cut_to_the_budget_and_then_off() -> None:
    packets = PacketBudget(0.0)
    seconds = 12

    passed = sum(packets.spend(at / 30_000) for at in range(30_000 * seconds))

    assert passed <= budget.BURST_PACKETS + budget.PACKETS_PER_S * seconds
    assert packets.is_hopeless(seconds)


def test_one_burst_is_forgiven() -> None:
    packets = PacketBudget(0.0)
    for _ in range(5_000):
        packets.spend(0.0)

    assert all(packets.spend(1 + at / 600) for at in range(12_000))
    assert not packets.is_hopeless(21.0)


def test_a_publisher_on_a_clean_line_may_send_at_full_rate_within_three_seconds() -> None:
    allowance = publisher_budget()
    for _ in range(6):
        allowance.note_loss(0.0, 2_000_000)

    assert allowance.bitrate_bps == 5_000_000


def test_loss_cuts_a_budget_from_what_really_flows_and_never_to_nothing() -> None:
    viewing = viewer_budget()
    viewing.note_loss(0.4, 2_000_000)
    assert viewing.bitrate_bps == 1_600_000

    for _ in range(100):
        viewing.note_loss(0.9, 0)
    assert viewing.bitrate_bps == 150_000


def test_a_burst_followed_by_silence_is_forgiven_too() -> None:
    packets = PacketBudget(0.0)
    for _ in range(5_000):
        packets.spend(0.0)

    assert not packets.is_hopeless(30.0)
