"""MediaEngine: what the rest of the house may ask of sound and sight, in small messages that can cross a process.

The engine obeys the meeting and never the other way round. It forwards and never decodes. Nothing in here knows
aiortc, sockets or packets, so the engine may be embedded, a process of its own, or another machine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from server.meeting.identity import MeetingId, MemberId


class Kind(Enum):
    """What a member can send, and what a slot can show."""

    AUDIO = "audio"
    VIDEO = "video"
    SCREEN = "screen"


class Device(Enum):
    """What the member's connection is for; it fixes the plan of m-lines an offer must follow."""

    DESKTOP = "desktop"
    PHONE = "phone"
    VIRTUAL = "virtual"  # sends only: a demo member, nobody looks at its screen


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """How many receive slots follow the three send lines (microphone, camera, screen) in an offer."""

    audio: int
    video: int
    screen: int


PLANS: Mapping[Device, SlotPlan] = MappingProxyType(
    {
        Device.DESKTOP: SlotPlan(audio=3, video=12, screen=1),
        Device.PHONE: SlotPlan(audio=3, video=4, screen=1),
        Device.VIRTUAL: SlotPlan(audio=0, video=0, screen=0),
    }
)


class TileSize(Enum):
    """How large a picture is drawn, in steps; the engine chooses the layer that fits."""

    SMALL = "small"  # up to 180 lines
    MEDIUM = "medium"  # up to 360 lines
    LARGE = "large"  # more


@dataclass(frozen=True, slots=True)
class MediaRights:
    """What the meeting lets a member send. The default is nothing: a right is given, never assumed."""

    audio: bool = False
    video: bool = False
    screen: bool = False

    def allow(self, kind: Kind) -> bool:
        """Say whether this kind may be forwarded to others."""
        return {Kind.AUDIO: self.audio, Kind.VIDEO: self.video, Kind.SCREEN: self.screen}[kind]


@dataclass(frozen=True, slots=True)
class Muted:
    """What a member has switched off by their own hand. RTP does not say so, the page does."""

    audio: bool = False
    video: bool = False
    screen: bool = False

    def silences(self, kind: Kind) -> bool:
        """Say whether this kind is switched off."""
        return {Kind.AUDIO: self.audio, Kind.VIDEO: self.video, Kind.SCREEN: self.screen}[kind]


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture a page wants to draw."""

    member: MemberId
    size: TileSize


@dataclass(frozen=True, slots=True)
class Slot:
    """One receive line of a connection: its m-line id, and what it can show."""

    mid: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """The SDP answer to an offer, and the receive slots in the order of their m-lines."""

    sdp: str
    slots: tuple[Slot, ...]


class OfferProblem(Enum):
    """Every reason for which an offer is refused; nothing is set up before the whole offer has passed."""

    TOO_LARGE = "offer-too-large"
    NOT_SDP = "offer-not-sdp"
    DATA_CHANNEL = "offer-with-data-channel"
    WRONG_LINES = "offer-wrong-lines"  # count, order or kind of m-lines is not the plan's
    WRONG_DIRECTION = "offer-wrong-direction"
    WRONG_MID = "offer-wrong-mid"
    NO_BUNDLE = "offer-without-bundle"
    NO_RTCP_MUX = "offer-without-rtcp-mux"
    NO_CODEC = "offer-without-codec"  # no Opus, or no codec of pictures that we know
    NO_FINGERPRINT = "offer-without-fingerprint"
    ODD_FINGERPRINT = "offer-odd-fingerprint"  # not sha-256, malformed, or not one and the same
    NO_ICE = "offer-without-ice"
    ODD_ICE = "offer-odd-ice"  # malformed, or not one and the same
    WRONG_SETUP = "offer-wrong-setup"  # the engine is always the DTLS server
    ODD_EXTENSION = "offer-odd-extension"


class OfferRefused(Exception):
    """The offer does not follow the plan. `code` is one of OfferProblem."""

    def __init__(self, code: OfferProblem) -> None:
        super().__init__(code.value)
        self.code = code


class EngineUnavailable(Exception):
    """The engine cannot answer just now; the page tries again after EngineLost or a pause."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What a slot carries now."""

    mid: str
    member: MemberId
    kind: Kind


@dataclass(frozen=True, slots=True)
class SlotsChanged:
    """The whole of what a viewer's slots carry now; slots not named are empty."""

    room: MeetingId
    member: MemberId
    showing: tuple[Showing, ...]


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who can be heard speaking now, loudest first; empty when it is quiet."""

    room: MeetingId
    members: tuple[MemberId, ...]


class Line(Enum):
    """Whether a member's media connection stands."""

    CONNECTED = "connected"
    LOST = "lost"  # nothing heard for LINE_LOST_S, closed by the page, or failed


@dataclass(frozen=True, slots=True)
class MemberMedia:
    """A member's connection, and which kinds arrive at the engine (whether or not they may be forwarded)."""

    room: MeetingId
    member: MemberId
    line: Line
    flowing: tuple[Kind, ...]


class Supply(Enum):
    """What a member's line lets through of what the page asked for; sound comes first, always."""

    FULL = "full"
    REDUCED = "reduced"  # fewer or coarser pictures than wanted
    SOUND_ONLY = "sound-only"


@dataclass(frozen=True, slots=True)
class SupplyChanged:
    """What the member's line carries has changed; FULL until told otherwise."""

    room: MeetingId
    member: MemberId
    supply: Supply


@dataclass(frozen=True, slots=True)
class LayersWanted:
    """The whole of the camera layers (rids) somebody looks at; the page stops the others. All until told otherwise."""

    room: MeetingId
    member: MemberId
    rids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineLost:
    """The worker of these rooms died and another was started; their pages must send a new offer. Meetings go on."""

    rooms: frozenset[MeetingId]


@dataclass(frozen=True, slots=True)
class MemberStatistics:
    """One connection: what the member sends, and what is sent to them; no word and no picture.

    Rates are bits a second of payload over the last second, shares are 0 to 1, times are seconds.
    """

    member: MemberId
    is_connected: bool
    sends_bps: int
    sends_at_most_bps: int  # what we allow (REMB)
    sending_loss: float
    sending_queue_s: float  # how long packets wait on their way to us
    layers: tuple[int, ...]  # lines of each camera layer that arrives, smallest first
    gets_bps: int
    gets_at_most_bps: int  # what the line is believed to carry
    getting_loss: float
    round_trip_s: float  # 0 until it has been measured
    shown: tuple[int, ...]  # lines of each picture or screen that is sent to them
    heard: int  # voices that are sent to them
    supply: Supply

    @property
    def word(self) -> str:
        """`lost` without a connection, else what the line lets through."""
        return self.supply.value if self.is_connected else "lost"

    @property
    def loss_percent(self) -> int:
        """Of the worse direction."""
        return round(100 * max(self.sending_loss, self.getting_loss))

    @property
    def delay_ms(self) -> int:
        """There and back, and what waits on the way to us; 0 until it has been measured."""
        return round(1_000 * (self.round_trip_s + self.sending_queue_s))

    def figures(self) -> dict[str, object]:
        """Return the line as officers' pages are told it, in kbit/s, percent, milliseconds and lines."""
        return {
            "member": self.member,
            "word": self.word,
            "sends_kbps": self.sends_bps // 1_000,
            "gets_kbps": self.gets_bps // 1_000,
            "loss_percent": self.loss_percent,
            "delay_ms": self.delay_ms,
            "layers": self.layers,
            "shown": self.shown,
            "heard": self.heard,
        }

    def badness(self) -> tuple[bool, int, int]:
        """Order by this, and who needs help comes last."""
        return not self.is_connected, list(Supply).index(self.supply), self.loss_percent


@dataclass(frozen=True, slots=True)
class RoomStatistics:
    """One meeting's connections."""

    room: MeetingId
    members: tuple[MemberStatistics, ...]


@dataclass(frozen=True, slots=True)
class WorkerStatistics:
    """One worker since its start, in packets, and its rooms now.

    `dropped` found no room in the kernel's buffer. `refused` were forged, repeated or unsigned. `strays` came from an
    address that no check had validated. `over_budget` were more than one member may send.
    """

    received: int
    sent: int
    dropped: int
    refused: int
    strays: int
    over_budget: int
    malformed: int
    rooms: tuple[RoomStatistics, ...]


MediaEvent = SlotsChanged | Speaking | MemberMedia | SupplyChanged | LayersWanted | EngineLost
Listener = Callable[[MediaEvent], None]


class MediaEngine(Protocol):
    """Sound and sight for many rooms. One connection per member and room; the latest offer wins.

    `allow`, `mute`, `show`, `prefer` and `record` may be called before the member connects and outlive a reconnect and
    a crash of the engine; they take effect within 200 ms and are forgotten by `close_room`. Only `connect` waits.
    """

    async def start(self) -> None:
        """Be ready for `connect`. Raises EngineUnavailable if it cannot."""

    async def stop(self) -> None:
        """Close every connection and free the port. Calling it twice is harmless."""

    def listen(self, listener: Listener) -> None:
        """Have every later event told to `listener`, in order, from the event loop's thread."""

    async def connect(self, room: MeetingId, member: MemberId, offer_sdp: str, device: Device) -> Answer:
        """Accept a member's offer, replace their earlier connection, and return the answer.

        An offer of the same connection with new ICE credentials restarts ICE: same keys, same slots.
        Raises OfferRefused if the offer is not the plan's, EngineUnavailable if the engine does not answer.
        """

    def disconnect(self, room: MeetingId, member: MemberId) -> None:
        """Close the member's connection, if there is one. Rights and wishes stay."""

    def allow(self, room: MeetingId, member: MemberId, rights: MediaRights) -> None:
        """Set what of this member is forwarded, whatever their browser sends. Nothing until called."""

    def mute(self, room: MeetingId, member: MemberId, muted: Muted) -> None:
        """Note what the member has switched off; it leaves the slots at once. Nothing until called."""

    def show(self, room: MeetingId, viewer: MemberId, tiles: Sequence[Tile]) -> None:
        """Set the pictures the viewer wants, most wanted first; more than there are slots are left out.

        A member without picture or right simply has no slot until they have. Nobody is shown to themselves.
        Screens need no wish: the shared screen is shown to all.
        """

    def prefer(self, room: MeetingId, members: Sequence[MemberId]) -> None:
        """Give these members (floor holder, chair) an audio slot always, before the loudest; at most three count."""

    def record(self, room: MeetingId, address: str | None) -> None:
        """Tell the recorder that listens at this Unix socket what is let through in the room; None ends it.

        It outlives a crash of the engine; a recorder that is gone or too slow costs the recording, never the room.
        """

    def close_room(self, room: MeetingId) -> None:
        """Close every connection of the room and forget all of it."""

    async def statistics(self) -> tuple[WorkerStatistics, ...]:
        """Return what goes through each worker now; an engine of several leaves out those that do not answer.

        Raises EngineUnavailable if it is one worker's and that one does not.
        """
