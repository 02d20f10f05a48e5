"""What each gets: layers by tile and line, keyframes by need, packets by budget, bits by loss."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import budget, keyframes
from signaling.media.bandwidth import CEILING_BPS, ONE_PICTURE_BPS, START_BPS, PublisherLine, SendQueue, ViewerLine
from signaling.media.budget import PacketBudget, RepairBudget
from signaling.media.engine import Supply, TileSize
from signaling.media.keyframes import KeyframeAsker
from signaling.media.layers import VOICE_BPS, Layer, Wish, choose_layer, nominal, nominal_bps, share_line
from signaling.media.pictures import BETTER_FOR_S, SETTLING_S, UNWANTED_FOR_S, LayerDemand, Patience

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


def test_what_may_be_sent_again_comes_back_little_by_little_and_not_once_a_second() -> None:
    repairs, line_bps, packet = RepairBudget(0.0), 280_000, 1_050
    while repairs.spend(packet, line_bps, 0.0):
        pass

    assert not repairs.spend(packet, line_bps, 0.05)
    assert repairs.spend(packet, line_bps, 0.11)


def test_a_fifth_of_a_picture_lost_is_never_too_much_to_send_again() -> None:
    repairs, line_bps, chance = RepairBudget(0.0), 280_000, random.Random(7)
    refused = 0
    for at in (number / 24 for number in range(24 * 600)):  # 200 kbit/s in packets of a kilobyte
        while chance.random() < 0.2:
            refused += not repairs.spend(1_050, line_bps, at)

    assert refused < 24 * 600 * 0.001


def test_repairs_of_a_whole_line_take_a_share_of_it_and_no_more() -> None:
    repairs, line_bps = RepairBudget(0.0), 400_000
    sent = sum(1_050 * repairs.spend(1_050, line_bps, at / 200) for at in range(200 * 60))

    assert 0.28 < sent * 8 / 60 / line_bps < 0.32


def test_small_packets_are_sent_again_by_number_and_not_by_weight() -> None:
    repairs = RepairBudget(0.0)
    sent = sum(repairs.spend(100, 50_000_000, at / 10_000) for at in range(10_000))

    assert sent <= 2 * budget.REPAIRS_PER_S


def test_a_publisher_on_a_clean_line_may_send_at_full_rate_within_three_seconds() -> None:
    line = PublisherLine()
    for second in range(3):
        line.step(0.0, 2_000_000, second)

    assert line.bitrate_bps == 5_000_000


def test_loss_cuts_a_budget_from_what_really_flows_and_never_to_nothing() -> None:
    line = PublisherLine()
    for second in range(6):
        line.step(0.0, 2_000_000, second)
    line.step(0.4, 2_000_000, 6.0)
    assert line.bitrate_bps == 1_600_000

    for second in range(7, 107):
        line.step(0.9, 0, second)
    assert line.bitrate_bps == 150_000


def test_a_publisher_whose_packets_wait_sends_less_until_they_do_not_and_then_more_with_care() -> None:
    line = PublisherLine()
    line.queue.note(_send_time(0.0), 7.0)
    line.step(0.0, 1_000_000, 1.0)
    line.queue.note(_send_time(1.0), 8.5)
    line.step(0.0, 1_000_000, 2.0)
    held = line.bitrate_bps
    assert held == 850_000

    line.queue.note(_send_time(2.0), 9.3)  # 300 ms still, but less than the 500 before
    line.step(0.0, 800_000, 3.0)
    assert line.bitrate_bps == held
    line.queue.note(_send_time(3.0), 10.0)
    line.step(0.0, 800_000, 4.0)
    assert held < line.bitrate_bps < 1.1 * held


def test_the_way_of_a_packet_is_measured_across_the_turn_of_its_clock_and_its_drift() -> None:
    queue = SendQueue()
    told = []
    for second in range(300):
        for at in (0.0, 0.5):
            now = 1_000 + second + at
            queue.note(_send_time(now * 1.000_1), now + 0.03)
        told.append(queue.step())

    assert max(told) < 0.01


def _send_time(seconds: float) -> int:
    return int(seconds * (1 << 18)) % (1 << 24)


def test_a_burst_followed_by_silence_is_forgiven_too() -> None:
    packets = PacketBudget(0.0)
    for _ in range(5_000):
        packets.spend(0.0)

    assert not packets.is_hopeless(30.0)


def test_a_good_line_carries_720_lines_within_five_seconds_of_what_flows_on_it() -> None:
    line = ViewerLine()
    flowing, seconds = 200_000, 0
    while line.bitrate_bps < LARGE.newcomer().bitrate_bps:
        seconds += 1
        line.note_loss(0.0, 100)
        line.step(flowing, float(seconds))
        fitting = choose_layer([SMALL, MEDIUM.newcomer(), LARGE.newcomer()], TileSize.LARGE, line.bitrate_bps)
        assert fitting is not None
        flowing = fitting.bitrate_bps

    assert seconds <= 5
    assert not line.is_strained(seconds)


def test_what_nobody_tried_is_not_believed() -> None:
    line = ViewerLine()
    for second in range(60):
        line.note_loss(0.0, 100)
        line.step(40_000, float(second))

    assert line.bitrate_bps == START_BPS


def test_packets_that_wait_for_each_other_call_for_a_step_at_once_and_what_came_is_what_the_line_carries() -> None:
    line = ViewerLine()
    line.note_round_trip(0.08)
    line.note_wait(0.1, 1.0)
    line.note_loss(0.0, 50)
    line.step(300_000, 1.3)

    line.note_wait(0.4, 1.4)
    assert not line.is_step_due(1.4), "a busy browser lets packets lie for a moment, too"
    line.note_wait(0.5, 2.15)
    assert line.is_step_due(2.15)
    line.note_loss(0.0, 50)
    line.step(900_000, 2.15, came_bps=384_000)

    assert line.bitrate_bps == int(384_000 * 0.85)
    line.note_wait(0.6, 2.4)
    assert not line.is_step_due(2.4), "what was sent before the budget went down is still on its way"


def test_while_a_page_opens_each_second_of_reports_calls_for_a_step_at_once_and_later_none_does() -> None:
    line = ViewerLine()
    steps = []
    for tick in range(100):
        now = tick / 5
        line.note_wait(0.05, now)
        if line.is_step_due(now):
            line.note_loss(0.0, 20)
            line.step(300_000, now)
            steps.append(now)

    assert steps == [float(second) for second in range(8)]


def test_a_queue_that_is_known_to_be_gone_is_not_held_against_the_line_for_the_late_round_trip() -> None:
    line = ViewerLine()
    line.note_round_trip(0.08)
    line.step(300_000, 1.0)

    line.note_wait(0.1, 1.5)
    line.note_round_trip(1.0)
    line.step(300_000, 2.0)

    assert not line.is_strained(2.0)


def test_a_larger_picture_shows_what_it_does_to_the_line_before_the_next_larger_one_is_tried() -> None:
    line = ViewerLine()
    budgets = []
    for second in range(12):
        line.note_choice(nominal_bps(180 if second < 6 else 360), float(second))
        budgets.append(line.bitrate_bps)
        line.note_loss(0.0, 100)
        line.step(500_000, float(second))

    assert budgets[5] > LARGE.newcomer().bitrate_bps
    assert budgets[6] == 2 * nominal_bps(360)
    assert budgets[-1] > LARGE.newcomer().bitrate_bps


def test_on_a_weak_line_the_next_larger_picture_waits_until_the_last_one_has_proved_itself() -> None:
    line = ViewerLine()
    line.note_loss(0.3, 100)
    line.step(900_000, 0.0)
    line.note_choice(nominal_bps(180), 0.0)
    for second in range(1, 20):
        line.note_loss(0.0, 100)
        line.step(300_000, float(second))
    assert line.is_strained(20.0)
    line.note_choice(nominal_bps(360), 20.0)
    tried_bps = line.bitrate_bps

    line.note_loss(0.0, 100)
    line.step(600_000, 21.0)

    assert line.bitrate_bps == tried_bps == int(1.25 * nominal_bps(360))


def test_a_still_picture_does_not_keep_its_viewer_from_the_larger_layer() -> None:
    line = ViewerLine()
    for second in range(8):
        line.note_choice(nominal_bps(360), float(second))
        line.note_loss(0.0, 100)
        line.step(60_000, float(second))

    stopped = nominal(2, Layer(3, 720, 0, False)).newcomer()
    assert choose_layer([SMALL, MEDIUM, stopped], TileSize.LARGE, line.bitrate_bps - VOICE_BPS) == stopped


@pytest.mark.parametrize("sign", ["loss", "round trip", "estimate"])
def test_each_sign_of_congestion_brings_the_budget_below_what_arrived(sign: str) -> None:
    line = ViewerLine()
    line.note_round_trip(0.05)
    line.step(1_000_000, 1.0)
    if sign == "loss":
        line.note_loss(0.3, 100)
    elif sign == "round trip":
        line.note_round_trip(0.6)
    else:
        line.note_estimate(350_000, 1.5)
    line.step(700_000, 2.0)

    assert line.bitrate_bps <= 700_000 * 0.85
    assert line.is_strained(2.0)


@pytest.mark.parametrize(("estimate_bps", "flowing_bps"), [(500_000, 400_000), (84_000, 93_000)])
def test_an_estimate_above_what_flows_or_below_one_picture_says_nothing(estimate_bps: int, flowing_bps: int) -> None:
    line = ViewerLine()
    line.note_estimate(estimate_bps, 0.5)
    line.step(flowing_bps, 1.0)

    assert not line.is_strained(1.0)


def test_a_line_that_was_hopeless_is_tried_again_though_nothing_flows_on_it_any_more() -> None:
    line = ViewerLine()
    line.note_loss(0.9, 100)
    line.step(500_000, 0.0)
    assert line.bitrate_bps < SMALL.bitrate_bps

    for second in range(1, 20):
        line.step(0, float(second))

    assert line.bitrate_bps >= ONE_PICTURE_BPS


def test_a_queue_that_gets_shorter_is_left_to_drain() -> None:
    line = ViewerLine()
    line.note_round_trip(0.05)
    line.step(700_000, 0.0)
    budgets = []
    for second, round_trip_s in enumerate([0.6, 0.6, 0.5, 0.4, 0.3], start=1):
        line.note_round_trip(round_trip_s)
        line.step(400_000, float(second))
        budgets.append(line.bitrate_bps)

    assert set(budgets) == {340_000}


def test_loss_that_does_not_go_away_leaves_sound_and_one_picture() -> None:
    line = ViewerLine()
    for second in range(60):
        line.note_loss(0.2, 100)
        line.step(ONE_PICTURE_BPS, float(second))

    assert line.bitrate_bps == ONE_PICTURE_BPS


def test_what_was_too_much_is_tried_again_ever_more_rarely() -> None:
    line = ViewerLine()
    tried = []
    for second in range(400):
        if line.bitrate_bps > 500_000:
            tried.append(second)
        line.note_loss(0.5 if line.bitrate_bps > 500_000 else 0.0, 100)
        line.step(line.bitrate_bps, float(second))

    pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert pauses[:5] == sorted(pauses[:5])
    assert min(pauses[4:]) > 100


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-1, 5), st.integers(0, 1 << 62), st.integers(0, 10**9))))
def test_whatever_a_line_reports_its_budget_stays_in_bounds(reports: list[tuple[float, float, int, int]]) -> None:
    line = ViewerLine()
    for at, (loss, round_trip_s, estimate_bps, flowing_bps) in enumerate(reports):
        line.note_loss(loss, 100)
        line.note_round_trip(round_trip_s)
        line.note_estimate(estimate_bps, float(at))
        line.step(flowing_bps, float(at))

        assert 64_000 <= line.bitrate_bps <= CEILING_BPS


def test_a_weak_line_shows_the_large_picture_first_and_then_as_many_as_fit() -> None:
    layers = [SMALL, MEDIUM, LARGE]
    wishes = [Wish(layers, TileSize.SMALL), Wish(layers, TileSize.LARGE), Wish(layers, TileSize.SMALL)]

    assert share_line(wishes, 200_000, holds_back=True) == [None, SMALL, None]
    assert share_line(wishes, 650_000, holds_back=True) == [SMALL, MEDIUM, None]
    assert share_line(wishes, 10, holds_back=True) == [None, None, None]
    assert share_line(wishes, 10, holds_back=False) == [SMALL, SMALL, SMALL]


@given(
    st.lists(
        st.tuples(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=3), st.sampled_from(TileSize)), max_size=12
    ),
    st.integers(0, 8_000_000),
)
def test_a_line_that_holds_back_never_carries_more_than_it_can(
    pictures: list[tuple[list[int], TileSize]], budget_bps: int
) -> None:
    wishes = [
        Wish([Layer(at, 180 << at, bitrate, True) for at, bitrate in enumerate(sorted(bitrates))], size)
        for bitrates, size in pictures
    ]

    shares = share_line(wishes, budget_bps, holds_back=True)

    assert sum(layer.bitrate_bps for layer in shares if layer is not None) <= budget_bps
    for wish, layer in zip(wishes, shares, strict=True):
        assert layer is None or layer in wish.layers


def test_a_stopped_layer_counts_as_what_it_would_be() -> None:
    assert nominal(2, None).height == 720
    assert nominal(0, SMALL) == SMALL
    assert nominal(1, Layer(2, 400, 0, False)) == Layer(2, 400, 500_000, True)


def test_a_page_hears_at_once_that_its_line_is_worse_and_later_that_it_is_better() -> None:
    patience = Patience()

    assert not patience.is_news(Supply.FULL, 0.0)
    assert patience.is_news(Supply.SOUND_ONLY, 1.0)
    assert not patience.is_news(Supply.REDUCED, 2.0)
    assert not patience.is_news(Supply.SOUND_ONLY, 2.5)
    assert not patience.is_news(Supply.FULL, 3.0)
    assert patience.is_news(Supply.FULL, 3.0 + BETTER_FOR_S)


def test_a_layer_nobody_looks_at_is_stopped_after_a_while_and_wanted_again_at_once() -> None:
    demand = LayerDemand.of_new(("q", "h", "f"), 0.0)
    assert demand.news(0.0) == ("q", "h", "f")

    demand.want(["f"], SETTLING_S)
    assert demand.news(SETTLING_S + 0.1) == ("q", "f")
    assert demand.news(SETTLING_S + UNWANTED_FOR_S + 0.1) == ("q",)
    demand.want(["h"], 20.0)
    assert demand.news(20.0) == ("q", "h")
    assert demand.news(20.1) is None


def test_a_camera_without_layers_is_never_told_to_stop_one() -> None:
    assert LayerDemand.of_new((), 0.0).news(100.0) is None
