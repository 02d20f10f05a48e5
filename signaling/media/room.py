"""One meeting's sound and sight: who may be forwarded, who is heard, and who sits in which slot of whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from server.meeting.identity import MeetingId, MemberId
from signaling.media.engine import (
    Kind,
    LayersWanted,
    Line,
    Listener,
    MediaRights,
    MemberMedia,
    Muted,
    Showing,
    SlotsChanged,
    Speaking,
    Supply,
    SupplyChanged,
    Tile,
)
from signaling.media.forwarding import OutSlot, Stream
from signaling.media.ice_lite import LINE_LOST_S
from signaling.media.loudness import Voice, choose_heard, choose_speaking, keep_places
from signaling.media.peer import Peer
from signaling.media.pictures import Camera, LayerDemand, Patience, camera_of, share
from signaling.media.tap import Tap

HEARD_AT_ONCE = 3


@dataclass(slots=True)
class RoomMember:
    """What the room knows of one member, connected or not."""

    member: MemberId
    rights: MediaRights = field(default_factory=MediaRights)
    muted: Muted = field(default_factory=Muted)
    tiles: tuple[Tile, ...] = ()
    peer: Peer | None = None
    places: dict[str, MemberId] = field(default_factory=dict)  # slot mid -> whom it shows
    told_slots: tuple[Showing, ...] = ()
    told_media: MemberMedia | None = None
    patience: Patience = field(default_factory=Patience)
    demand: LayerDemand = field(default_factory=LayerDemand)

    def may_send(self) -> frozenset[Kind]:
        """Return the kinds the meeting allows and the member has not switched off."""
        return frozenset(kind for kind in Kind if self.rights.allow(kind) and not self.muted.silences(kind))

    def is_sending(self, kind: Kind, now: float) -> bool:
        """Say whether this kind may be forwarded and arrives."""
        peer = self.peer
        return peer is not None and kind in peer.forwarded and any(layer.is_flowing(now) for layer in peer.layers(kind))

    def viewing(self, now: float) -> Peer | None:
        """Return the connection if it can be sent to."""
        peer = self.peer
        if peer is None or peer.outbound is None or now - peer.ice.heard_at > LINE_LOST_S:
            return None
        return peer


class Room:
    """The members of one meeting. Nothing here waits; every change is told once."""

    def __init__(self, room: MeetingId, tell: Listener) -> None:
        self.room = room
        self.members: dict[MemberId, RoomMember] = {}
        self.is_unsettled = False  # something has changed that may move somebody in a slot
        self.tap: Tap | None = None  # while the meeting has itself recorded
        self._tell = tell
        self._preferred: tuple[MemberId, ...] = ()
        self._heard: list[MemberId] = []
        self._speaking: tuple[MemberId, ...] = ()
        self._screen: MemberId | None = None

    def member(self, member: MemberId) -> RoomMember:
        """Return what is known of a member; a stranger is noted, with no right at all."""
        return self.members.setdefault(member, RoomMember(member))

    def peers(self) -> list[Peer]:
        """Return the open connections."""
        return [one.peer for one in self.members.values() if one.peer is not None]

    def allow(self, member: MemberId, rights: MediaRights) -> None:
        """Set the rights and enforce them at once: no packet more, whatever the slots say until they are settled."""
        self.member(member).rights = rights
        self._enforce(self.member(member))

    def mute(self, member: MemberId, muted: Muted) -> None:
        """Set what the member has switched off."""
        self.member(member).muted = muted
        self._enforce(self.member(member))

    def show(self, viewer: MemberId, tiles: Sequence[Tile], now: float) -> None:
        """Set the pictures a viewer wants."""
        one = self.member(viewer)
        one.tiles = tuple(tiles)
        self._assign_pictures(one, self._cameras(now), now)
        self._tell_slots(one)

    def tell_slots(self) -> None:
        """Tell the viewers whose slots have begun to show somebody else."""
        for one in self.members.values():
            self._tell_slots(one)

    def prefer(self, members: Sequence[MemberId], now: float) -> None:
        """Set who is always heard."""
        self._preferred = tuple(dict.fromkeys(members))[:HEARD_AT_ONCE]
        self.listen_round(now)

    def enter(self, member: MemberId, peer: Peer) -> None:
        """Take in a new connection; what it sends is forwarded as the rights say."""
        one = self.member(member)
        one.peer = peer
        one.places = {}
        if one.patience.told is not Supply.FULL:
            self._tell(SupplyChanged(self.room, member, Supply.FULL))
        one.patience = Patience()
        one.demand = LayerDemand.of_new(peer.rids(Kind.VIDEO), peer.started_at)
        peer.forward_only(one.may_send())

    def leave(self, member: MemberId) -> None:
        """Forget the connection, after it was closed."""
        one = self.member(member)
        one.peer = None
        one.places = {}
        one.told_slots = ()
        self.is_unsettled = True

    def settle(self, now: float) -> None:
        """Do what changes have made necessary; many changes at once (everybody comes in) cost one round."""
        if self.is_unsettled:
            self.is_unsettled = False
            self.listen_round(now)
            self._choose_screen(now)
            self.seat(list(self.members), now)
            self.look_round(now)

    def listen_round(self, now: float) -> None:
        """Work out who is heard and who speaks; seat the voices if that has changed."""
        voices = [
            Voice(one.member, one.peer.loudness)
            for one in self.members.values()
            if one.peer is not None and one.is_sending(Kind.AUDIO, now)
        ]
        # One more than there are slots: nobody hears themselves, so a speaker's slots have room for the next one.
        heard = choose_heard(voices, self._heard, self._preferred, HEARD_AT_ONCE + 1, now)
        if heard != self._heard:
            self._heard = heard
            for one in self.members.values():
                self._assign_voices(one, now)
                self._tell_slots(one)
        speaking = choose_speaking(voices, now)
        if set(speaking) != set(self._speaking):
            self._speaking = speaking
            self._tell(Speaking(self.room, speaking))

    def look_round(self, now: float) -> None:
        """Look after the room as a whole: who shares, what is recorded, which layers are wanted, who is there."""
        self._choose_screen(now)
        if self.tap is not None:
            self.tap.assign(((one.member, one.peer) for one in self.members.values()), now)
        for one in self.members.values():
            rids = one.demand.news(now) if one.peer is not None else None
            if rids is not None:
                self._tell(LayersWanted(self.room, one.member, rids))
            self._tell_media_of(one, now)

    def seat(self, viewers: Iterable[MemberId], now: float) -> None:
        """Seat these anew, moving only what must move, and tell those whose slots changed."""
        cameras = self._cameras(now)
        for one in map(self.member, viewers):
            self._assign_voices(one, now)
            self._assign_pictures(one, cameras, now)
            self._tell_slots(one)

    def _tell_media_of(self, one: RoomMember, now: float) -> None:
        """Tell if the member's line or flow has changed."""
        peer = one.viewing(now)
        line = Line.LOST if peer is None else Line.CONNECTED
        told = MemberMedia(self.room, one.member, line, peer.flowing(now) if peer is not None else ())
        if told == one.told_media or (one.told_media is None and peer is None):
            return
        one.told_media = told
        self._tell(told)

    def _enforce(self, one: RoomMember) -> None:
        if one.peer is not None:
            one.peer.forward_only(one.may_send())
        self.is_unsettled = True

    def _choose_screen(self, now: float) -> None:
        sharing = [one.member for one in self.members.values() if one.is_sending(Kind.SCREEN, now)]
        if self._screen not in sharing:
            preferred = [member for member in self._preferred if member in sharing]
            self._screen = next(iter(preferred or sharing), None)

    def _assign_voices(self, one: RoomMember, now: float) -> None:
        peer = one.viewing(now)
        if peer is None:
            return
        slots = peer.slots_of(Kind.AUDIO)
        wanted = [member for member in self._heard if member != one.member][: len(slots)]
        for slot, member in _seated(one, slots, wanted):
            _seat(one, slot, member, self._voice_of(member, now))

    def _voice_of(self, member: MemberId | None, now: float) -> Stream | None:
        source = self.members.get(member) if member is not None else None
        if source is None or source.peer is None:
            return None
        return next((layer for layer in reversed(source.peer.layers(Kind.AUDIO)) if layer.is_flowing(now)), None)

    def _assign_pictures(self, one: RoomMember, cameras: Mapping[MemberId, Camera], now: float) -> None:
        peer = one.viewing(now)
        if peer is None:
            return
        screen = self._screen_for(one, peer)
        slots = peer.slots_of(Kind.VIDEO)
        sizes = {tile.member: tile.size for tile in one.tiles if _is_seen_by(one, peer, tile.member, cameras)}
        wanted = list(sizes)[: len(slots)]
        wishes = [(cameras[member], sizes[member]) for member in wanted]
        shares = share(peer, wishes, screen, now)
        peer.viewing.note_choice(shares.cost_bps, now)
        for slot in peer.slots_of(Kind.SCREEN)[:1]:
            _seat(one, slot, self._screen, shares.screen)
        streams = {member: stream for member, stream in zip(wanted, shares.streams, strict=True) if stream is not None}
        for member, rids in zip(wanted, shares.rids, strict=True):
            self.members[member].demand.want(rids, now)
        for slot, seated in _seated(one, slots, list(streams)):
            _seat(one, slot, seated, streams.get(seated) if seated is not None else None, strained=shares.is_strained)
        if one.patience.is_news(shares.supply, now):
            self._tell(SupplyChanged(self.room, one.member, shares.supply))

    def _cameras(self, now: float) -> dict[MemberId, Camera]:
        """Look at each camera that may be seen and flows, once for all viewers."""
        return {
            one.member: camera_of(one.peer, now)
            for one in self.members.values()
            if one.peer is not None and one.is_sending(Kind.VIDEO, now)
        }

    def _screen_for(self, one: RoomMember, peer: Peer) -> Stream | None:
        """Return the shared screen as this viewer could be shown it."""
        source = self.members.get(self._screen) if self._screen not in (None, one.member) else None
        if source is None or source.peer is None or not peer.slots_of(Kind.SCREEN):
            return None
        if not peer.decodes(Kind.SCREEN, source.peer.codec_of(Kind.SCREEN)):
            return None
        return next(iter(reversed(source.peer.layers(Kind.SCREEN))), None)

    def _tell_slots(self, one: RoomMember) -> None:
        peer = one.peer
        if peer is None:
            return
        told = {showing.mid: showing for showing in one.told_slots}
        seen = (_seen(slot, one.places.get(slot.mid), told.get(slot.mid)) for slot in peer.slots)
        showing = tuple(one for one in seen if one is not None)
        if showing != one.told_slots:
            one.told_slots = showing
            self._tell(SlotsChanged(self.room, one.member, showing))


def _is_seen_by(viewer: RoomMember, peer: Peer, member: MemberId, cameras: Mapping[MemberId, Camera]) -> bool:
    """Say whether there is a picture of somebody else that this viewer's browser decodes."""
    camera = cameras.get(member)
    return camera is not None and member != viewer.member and peer.decodes(Kind.VIDEO, camera.codec)


def _seen(slot: OutSlot, member: MemberId | None, told: Showing | None) -> Showing | None:
    """Return whom a slot shows, which is not whom it waits for: nobody's picture may stand under another's name."""
    if slot.pending is not None:
        is_same = told is not None and told.member == member  # a smaller picture of who was there
        return told if slot.current is not None or is_same else None
    if slot.current is None:
        return None
    return Showing(slot.mid, member, slot.kind) if member is not None else None


def _seated(
    one: RoomMember, slots: Sequence[OutSlot], wanted: Sequence[MemberId]
) -> list[tuple[OutSlot, MemberId | None]]:
    places = keep_places([one.places.get(slot.mid) for slot in slots], wanted)
    return list(zip(slots, places, strict=True))


def _seat(
    one: RoomMember, slot: OutSlot, member: MemberId | None, stream: Stream | None, *, strained: bool = False
) -> None:
    if member is None or stream is None:
        slot.clear()
        one.places.pop(slot.mid, None)
        return
    shown = slot.current
    too_much = strained and shown is not None and shown.bitrate_bps > stream.bitrate_bps
    slot.switch(stream, at_once=too_much)
    one.places[slot.mid] = member
