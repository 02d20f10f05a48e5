"""The figures for a monitoring system: complete, countable, without a name."""

from dataclasses import replace

from server.meeting.identity import MemberId
from signaling.media import metrics
from signaling.media.engine import RoomStatistics, Supply
from tests.signaling.media.test_engine_process import ROOM, STATISTICS

ONE = STATISTICS.rooms[0].members[0]
LOST = replace(ONE, member=MemberId("binh"), is_connected=False, sends_bps=0, gets_bps=0, round_trip_s=0.0)
GOOD = replace(ONE, member=MemberId("chi"), supply=Supply.FULL, sending_loss=0.0, getting_loss=0.015)


def figures() -> dict[str, float]:
    worker = replace(STATISTICS, rooms=(RoomStatistics(ROOM, (ONE, LOST, GOOD)),))
    rows = [row for row in metrics.as_text([worker, STATISTICS]).splitlines() if not row.startswith("#")]
    return {row.rpartition(" ")[0]: float(row.rpartition(" ")[2]) for row in rows}


def test_members_are_counted_by_what_their_line_lets_through() -> None:
    found = figures()

    assert found['chibo_media_members{line="reduced"}'] == 2
    assert found['chibo_media_members{line="full"}'] == 1
    assert found['chibo_media_members{line="lost"}'] == 1
    assert found['chibo_media_members{line="sound-only"}'] == 0


def test_packets_are_counted_by_worker_and_rates_together() -> None:
    found = figures()

    assert found['chibo_media_sent_total{worker="1"}'] == 2
    assert found['chibo_media_rooms{worker="0"}'] == 1
    assert found["chibo_media_in_bits_per_second{}"] == 24
    assert found["chibo_media_out_bits_per_second{}"] == 30


def test_losses_are_told_as_how_many_members_stay_below() -> None:
    found = figures()

    assert found['chibo_media_loss{at_most="0.01"}'] == 0
    assert found['chibo_media_loss{at_most="0.02"}'] == 1
    assert found['chibo_media_loss{at_most="+Inf"}'] == 3
    assert found['chibo_media_round_trip_seconds{at_most="0.4"}'] == 3


def test_nobody_and_no_room_is_named() -> None:
    said = metrics.as_text([STATISTICS])

    assert f'"{ONE.member}"' not in said
    assert ROOM not in said
