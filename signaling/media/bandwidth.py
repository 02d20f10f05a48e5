"""How much a line carries, from what its other end reports: up gently, down at once. Pure."""

from collections import deque

_BACK_OFF_ABOVE = 0.10  # the loss at which Chromium's own controller backs off (draft-ietf-rmcat-gcc 6)
_GROW_BELOW = 0.02
_GROWTH = 1.5  # a second: from start to ceiling within 3 s on a clean line
_GENTLE_GROWTH = 1.05  # once the line was full
_GENTLE_FOR_S = 30.0
_STANDING_S = 0.2  # a queue that never gets shorter than this within a second keeps words waiting
_SECONDS_KEPT = 30  # over which the shortest way is looked for: clocks drift, lines move
_SEND_TIME_HZ = 1 << 18  # abs-send-time: 24 bits of 6.18 s
_SEND_TIME_MODULUS = 1 << 24

PUBLISHER_START_BPS = 1_500_000
PUBLISHER_FLOOR_BPS = 150_000
PUBLISHER_CEILING_BPS = 5_000_000  # three camera layers and a screen


class SendQueue:
    """How long a publisher's packets wait on their way to us, told by when they were sent (abs-send-time).

    The two clocks are not one, so only changes mean anything: the shortest way of the last half minute counts as no
    queue. Times are a steady clock's seconds.
    """

    __slots__ = ("_base", "_shortest", "_shortest_lately")

    def __init__(self) -> None:
        self._base: float | None = None
        self._shortest = float("inf")  # since the last `step`
        self._shortest_lately: deque[float] = deque(maxlen=_SECONDS_KEPT)

    def note(self, send_time: int, now: float) -> None:
        """Take in a packet's 24 bits and its arrival."""
        if self._base is None:
            self._base = now - send_time / _SEND_TIME_HZ
        way = now - self._base - send_time / _SEND_TIME_HZ
        half = _SEND_TIME_MODULUS / _SEND_TIME_HZ / 2
        self._shortest = min(self._shortest, (way + half) % (2 * half) - half)

    def step(self) -> float:
        """Return the standing queue since the last call, in seconds: what even the luckiest packet waited."""
        shortest, self._shortest = self._shortest, float("inf")
        if shortest == float("inf"):
            return 0.0
        self._shortest_lately.append(shortest)
        return shortest - min(self._shortest_lately)


class PublisherLine:
    """How much a publisher may send (REMB), from what is lost and what waits on its way to us."""

    __slots__ = ("_gentle_until", "bitrate_bps", "queue", "queue_s")

    def __init__(self) -> None:
        self.bitrate_bps = PUBLISHER_START_BPS
        self.queue = SendQueue()
        self.queue_s = 0.0
        self._gentle_until = float("-inf")

    def step(self, loss: float, flowing_bps: int, now: float) -> None:
        """Draw the conclusion, once a second, from the share (0 to 1) lost and what flowed since the last call."""
        queue_s, before_s = self.queue.step(), self.queue_s
        self.queue_s = queue_s
        # A budget far above what flows would need many steps before it is felt.
        basis = min(self.bitrate_bps, max(flowing_bps, PUBLISHER_FLOOR_BPS))
        is_growing = queue_s > _STANDING_S and queue_s > before_s * _DRAINING
        if loss > _BACK_OFF_ABOVE or is_growing:
            share = min(1 - loss / 2, _QUEUE_SHARE if is_growing else 1.0)
            self.bitrate_bps = max(PUBLISHER_FLOOR_BPS, int(basis * share))
            self._gentle_until = now + _GENTLE_FOR_S
        elif loss < _GROW_BELOW and queue_s <= _STANDING_S / 2:
            growth = _GENTLE_GROWTH if now < self._gentle_until else _GROWTH
            self.bitrate_bps = min(PUBLISHER_CEILING_BPS, int(self.bitrate_bps * growth))


START_BPS = 600_000  # sound and a few small pictures; more is tried once that has arrived
CEILING_BPS = 20_000_000
# A voice and the smallest layer. Neither some loss nor an estimate alone takes more: bad radio loses without being
# full, and the browser of a busy machine reads its own pauses as a queue (84 kbit/s told on loopback).
ONE_PICTURE_BPS = 280_000
_FLOOR_BPS = 64_000  # one voice
# The budget stays within so many times what really flows: what nobody tried, nobody knows. The next layer costs up to
# 3.4 times as much, must fit with a fifth to spare, and a voice beside it.
_TRIAL = 5
# A second. A layer may cost 3.4 times the one before and must fit with a fifth to spare: two reports after it, at most.
_VIEWER_GROWTH = 2.2
_CAREFUL_GROWTH = 1.25  # once it was too much: a report must have time to come before the next picture does
_QUEUE_S = 0.25  # a round trip longer than the shortest by this is a queue, and sound waits in it
_QUEUE_SHARE = 0.85  # of what arrived: below what the line carries, so that the queue empties
_ECHO_S = 1.5  # so long reports still speak of what was sent before the budget went down
_QUEUE_ECHO_S = 2.5  # a round trip is told after our report, the queue, and theirs
_BELIEVED_AFTER_S = 0.7  # two reports of a second's distance, not two blocks of one
_WAITS_WITHIN_S = 2.5  # signs further apart are not of one queue
_OPENS_WITHIN_S = 8.0  # so long a page that opens is busy (packets lay for half a second, measured)
_BETWEEN_STEPS_S = 0.9  # a report comes once a second, at any moment of ours
_TRIED_OUT = 2.0  # the budget stays within so many times what a larger picture costs until a report has come
_LARGER = 1.3  # no less is another layer
_SETTLES_S = 4.0  # after a larger picture on a weak line, before the next larger one is tried
_HOPELESS_LOSS = 0.35
_CLEARLY_LESS = 0.95
_DRAINING = 0.95  # a round trip this much shorter than the last is a queue getting shorter
_ESTIMATE_HOLDS_S = 3.0
_FIRST_REST_S, _LONGEST_REST_S = 8.0, 120.0  # before more is tried again, doubled each time it was too much
_FORGET_AFTER_S = 90.0
_SHORTEST_FORGETS = 1.02  # a line that moved to a longer path is not congested for ever


class ViewerLine:
    """What one viewer's line carries, told by its reports: loss, round trip, and its own estimate (REMB).

    An estimate above what flows says nothing: browsers estimate at most half as much again as arrives.
    Times are a steady clock's seconds.
    """

    __slots__ = (
        "_backed_off_at",
        "_began_at",
        "_estimate",
        "_expected",
        "_lost",
        "_reported_at",
        "_rest_s",
        "_rests_until",
        "_round_trip",
        "_round_trips",
        "_shortest_s",
        "_tried_bps",
        "_wait",
        "_waits_since",
        "bitrate_bps",
        "loss",
        "round_trip_s",
    )

    def __init__(self) -> None:
        self.bitrate_bps = START_BPS
        self.loss = 0.0  # of the last step, 0 to 1
        self.round_trip_s: float | None = None
        self._lost, self._expected = 0.0, 0  # packets since the last step
        self._estimate = (CEILING_BPS, float("-inf"))  # and when it came
        self._round_trip = 0.0  # the latest since the last step, 0 without one
        self._wait: float | None = None  # the longest since the last step
        self._round_trips = (0.0, 0.0)  # of the last step and the one before
        self._shortest_s = float("inf")
        self._rest_s = _FIRST_REST_S
        self._rests_until = float("-inf")
        self._backed_off_at = float("-inf")
        self._tried_bps = 0
        self._began_at = float("inf")  # of the first report
        self._waits_since = float("-inf")  # the first sign of a queue
        self._reported_at = float("-inf")  # of the last step that had a report

    def note_loss(self, loss: float, packets: int) -> None:
        """Take in the share lost that one report says, of so many packets."""
        self._lost += loss * packets
        self._expected += packets

    def note_round_trip(self, seconds: float) -> None:
        """Take in a round trip measured by SR and RR (RFC 3550 6.4.1)."""
        if seconds < 0:
            return
        self.round_trip_s = seconds
        self._round_trip = seconds
        self._shortest_s = min(self._shortest_s, seconds)

    def note_wait(self, seconds: float, now: float) -> None:
        """Take in how long the oldest packet had been on its way that had not come when a report was written.

        With no queue at most a round trip. A queue shows here at once, in the round trip only after it was passed. A
        page that opens is busy and lets packets lie, so at first a queue is believed from the second report on.
        """
        self._began_at = min(self._began_at, now)
        longest_s = self._shortest_s + _QUEUE_S
        if seconds > longest_s:
            if now - self._waits_since > _WAITS_WITHIN_S:
                self._waits_since = now
            if now - self._began_at < _OPENS_WITHIN_S and now - self._waits_since < _BELIEVED_AFTER_S:
                seconds = longest_s
        self._wait = max(seconds, self._wait or 0.0)

    def is_step_due(self, now: float) -> bool:
        """Say whether the report just noted asks for a step at once: packets wait for each other, or the page opens."""
        is_pressed = (self._wait or 0.0) > self._shortest_s + _QUEUE_S
        is_opening = now - self._began_at < _OPENS_WITHIN_S and now - self._reported_at >= _BETWEEN_STEPS_S
        return is_opening or (is_pressed and now - self._backed_off_at > _QUEUE_ECHO_S)

    def note_estimate(self, bitrate_bps: int, now: float) -> None:
        """Take in the viewer's own REMB."""
        self._estimate = (bitrate_bps, now)

    def note_choice(self, cost_bps: int, now: float) -> None:
        """Take in what the pictures chosen may come to cost, however little they do while they stand still.

        A larger one first shows what it does to the line before the next larger one comes.
        """
        if cost_bps > self._tried_bps * _LARGER:
            trial = _TRIED_OUT
            if self.is_strained(now):
                self._rests_until, trial = max(self._rests_until, now + _SETTLES_S), _CAREFUL_GROWTH
            self.bitrate_bps = min(self.bitrate_bps, max(START_BPS, int(trial * cost_bps)))
        self._tried_bps = cost_bps

    def step(self, flowing_bps: int, now: float, came_bps: int = 0) -> None:
        """Draw the conclusion, once a second.

        `flowing_bps` is what was sent since the last call, headers included. `came_bps` is how fast the viewer went
        through what was sent, losses included, 0 if unknown: in front of a queue that is what the line carries.
        """
        is_reported = self._expected > 0
        self.loss = self._lost / self._expected if is_reported else 0.0
        self._lost, self._expected = 0.0, 0
        self._reported_at = now if is_reported else self._reported_at
        self._shortest_s *= _SHORTEST_FORGETS
        # A round trip is told late, after our report, the queue, and theirs: it counts where no wait is known.
        self._round_trips = (self._round_trip if self._wait is None else self._wait, self._round_trips[0])
        self._round_trip, self._wait = 0.0, None
        if now - self._backed_off_at < _ECHO_S:
            return
        room_bps = self._congested((came_bps or flowing_bps) * (1 - self.loss), now)
        if room_bps is not None:
            self._back_off(room_bps, now)
        # Where nothing is sent nothing is reported, and more must be tried, or a line once strained stays dark.
        elif (
            (is_reported or not flowing_bps)
            and now >= self._rests_until
            and self.loss < _BACK_OFF_ABOVE / 2
            and self._round_trips[0] <= self._shortest_s + _QUEUE_S / 2
        ):
            most = max(START_BPS, self.bitrate_bps, _TRIAL * max(flowing_bps, self._tried_bps))
            growth = _CAREFUL_GROWTH if self.is_strained(now) else _VIEWER_GROWTH
            self.bitrate_bps = int(min(CEILING_BPS, most, self.bitrate_bps * growth))

    def is_strained(self, now: float) -> bool:
        """Say whether the line has lately been too weak for what was sent; only then is a picture held back."""
        return now - self._rests_until < _FORGET_AFTER_S

    def _congested(self, arrived: float, now: float) -> float | None:
        """Return what the line carries if it carries less than flows, else None. `arrived` in bits per second."""
        found: list[float] = []
        if self.loss > _BACK_OFF_ABOVE:
            floor = _FLOOR_BPS if self.loss > _HOPELESS_LOSS else ONE_PICTURE_BPS
            found.append(max(floor, arrived * (_QUEUE_SHARE - self.loss / 2)))
        if now - self._backed_off_at > _QUEUE_ECHO_S and self._is_queue_growing():
            found.append(arrived * _QUEUE_SHARE)
        estimate_bps, told_at = max(ONE_PICTURE_BPS, self._estimate[0]), self._estimate[1]
        if now - told_at < _ESTIMATE_HOLDS_S and estimate_bps < arrived * _CLEARLY_LESS:
            found.append(estimate_bps)
        return min(found) if found else None

    def _is_queue_growing(self) -> bool:
        """Say whether sound waits in a queue that does not drain. A full one needs seconds to, at the right rate."""
        now_s, before_s = self._round_trips
        return now_s > self._shortest_s + _QUEUE_S and now_s > before_s * _DRAINING

    def _back_off(self, room_bps: float, now: float) -> None:
        if now >= self._rests_until:
            self._rest_s = min(_LONGEST_REST_S, self._rest_s * 2) if self.is_strained(now) else _FIRST_REST_S
        self._rests_until = now + self._rest_s
        self._backed_off_at = now
        self.bitrate_bps = int(max(_FLOOR_BPS, min(self.bitrate_bps, room_bps)))
