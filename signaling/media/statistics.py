"""What goes through the rooms of a worker, read off its streams and slots when somebody asks."""

from collections.abc import Iterable

from signaling.media.engine import Kind, MemberStatistics, RoomStatistics
from signaling.media.peer import Peer
from signaling.media.room import Room, RoomMember


def of_rooms(rooms: Iterable[Room], now: float) -> tuple[RoomStatistics, ...]:
    """Return what goes through these rooms now; rooms without a connection are left out."""
    found = (
        RoomStatistics(
            room.room, tuple(_of_member(one, one.peer, now) for one in room.members.values() if one.peer is not None)
        )
        for room in rooms
    )
    return tuple(one for one in found if one.members)


def _of_member(one: RoomMember, peer: Peer, now: float) -> MemberStatistics:
    flowing = [stream for stream in peer.streams.values() if stream.is_flowing(now)]
    shown = [slot.current for slot in peer.slots if slot.current is not None]
    return MemberStatistics(
        member=one.member,
        is_connected=one.viewing(now) is not None,
        sends_bps=sum(stream.bitrate_bps for stream in flowing),
        sends_at_most_bps=peer.publishing.bitrate_bps,
        sending_loss=max((stream.window.recent_loss() for stream in flowing), default=0.0),
        sending_queue_s=peer.publishing.queue_s,
        layers=tuple(stream.height for stream in peer.layers(Kind.VIDEO) if stream.is_flowing(now)),
        gets_bps=peer.gets_bps,
        gets_at_most_bps=peer.viewing.bitrate_bps,
        getting_loss=peer.viewing.loss,
        round_trip_s=peer.viewing.round_trip_s or 0.0,
        shown=tuple(stream.height for stream in shown if stream.kind is not Kind.AUDIO),
        heard=sum(stream.kind is Kind.AUDIO for stream in shown),
        supply=one.patience.told,
    )
