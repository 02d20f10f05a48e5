"""The engine's figures as metrics in the text format that Prometheus reads: sums and counts, no names. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from signaling.media.engine import MemberStatistics, Supply, WorkerStatistics

CONTENT_TYPE = "text/plain; version=0.0.4"
_LOSSES = (0.01, 0.02, 0.05, 0.1, 0.2)
_ROUND_TRIPS_S = (0.05, 0.1, 0.2, 0.4, 0.8)


def as_text(workers: Sequence[WorkerStatistics]) -> str:
    """Return the lines; a worker is named by its place, members and rooms only counted."""
    members = [one for worker in workers for room in worker.rooms for one in room.members]
    rows: list[str] = []
    for name, about, values in (
        ("received_total", "Datagrams received.", [worker.received for worker in workers]),
        ("sent_total", "Datagrams sent.", [worker.sent for worker in workers]),
        ("dropped_total", "Datagrams the kernel had no room for.", [worker.dropped for worker in workers]),
        ("refused_total", "Datagrams forged, repeated or unsigned.", [worker.refused for worker in workers]),
        ("strays_total", "Datagrams from addresses no check had validated.", [worker.strays for worker in workers]),
        ("over_budget_total", "Packets beyond what one member may send.", [worker.over_budget for worker in workers]),
        ("malformed_total", "Packets sealed rightly and malformed inside.", [worker.malformed for worker in workers]),
    ):
        rows += _family(name, about, "counter", {f'worker="{at}"': value for at, value in enumerate(values)})
    rooms = {f'worker="{at}"': len(worker.rooms) for at, worker in enumerate(workers)}
    rows += _family("rooms", "Rooms with a connection.", "gauge", rooms)
    rows += _family("members", "Members by what their line lets through.", "gauge", _by_supply(members))
    rows += _family("in_bits_per_second", "What members send.", "gauge", {"": sum(one.sends_bps for one in members)})
    rows += _family("out_bits_per_second", "What is sent to them.", "gauge", {"": sum(one.gets_bps for one in members)})
    losses = [max(one.sending_loss, one.getting_loss) for one in members if one.is_connected]
    rows += _distribution("loss", "Members whose loss is at most so much.", _LOSSES, losses)
    ways = [one.round_trip_s for one in members if one.round_trip_s]
    rows += _distribution("round_trip_seconds", "Members whose round trip is at most so long.", _ROUND_TRIPS_S, ways)
    return "\n".join(rows) + "\n"


def _by_supply(members: Iterable[MemberStatistics]) -> Mapping[str, float]:
    counts = {supply.value: 0 for supply in Supply} | {"lost": 0}
    for one in members:
        counts[one.supply.value if one.is_connected else "lost"] += 1
    return {f'line="{name}"': count for name, count in counts.items()}


def _family(name: str, about: str, kind: str, values: Mapping[str, float]) -> list[str]:
    head = [f"# HELP chibo_media_{name} {about}", f"# TYPE chibo_media_{name} {kind}"]
    return head + [f"chibo_media_{name}{{{labels}}} {value:g}" for labels, value in values.items()]


def _distribution(name: str, about: str, bounds: Sequence[float], values: Sequence[float]) -> list[str]:
    """Return a gauge of how many are at most at each bound: members come and go, so no histogram adds up."""
    counted = {f'at_most="{bound:g}"': float(sum(value <= bound for value in values)) for bound in bounds}
    return _family(name, about, "gauge", counted | {'at_most="+Inf"': float(len(values))})
