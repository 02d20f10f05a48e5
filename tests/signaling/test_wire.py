"""The socket's words: what a page may send, and how everything else is refused."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.event_codec import EVENT_TYPES, Json, Malformed, decode, encode, event_from_json, event_to_json
from server.meeting import attendance, closing, recording
from server.meeting.refusal import Refusal
from server.meeting.rights import RIGHTS
from signaling.wire import COMMANDS, INTERNAL, ProtocolError, command_from, patch, refusal_payload
from tests.meeting.scenes import LAN, every_command, in_session, with_minutes_adopted

ASK: dict[str, Json] = {"id": "press-1", "type": "AskForFloor", "fields": {"kind": "speech"}}


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        command_from(payload)
    return caught.value


@pytest.mark.parametrize("kind", COMMANDS.values(), ids=lambda kind: kind.__name__)
def test_every_command_of_a_page_survives_the_wire(kind: type) -> None:
    command = every_command()[kind]
    payload = {"id": "press-1", "type": kind.__name__, "fields": encode(command)}

    received = command_from(json.loads(json.dumps(payload)))

    assert (received.id, received.command) == ("press-1", command)


def test_what_the_service_sends_itself_no_page_can_send() -> None:
    own = {attendance.Join, attendance.Leave, attendance.ResumeService, closing.FileMinutes, recording.ReportRecording}
    assert own == INTERNAL
    assert set(COMMANDS.values()) == set(RIGHTS) - INTERNAL
    for kind in INTERNAL:
        assert refused({"id": "press-1", "type": kind.__name__, "fields": {}}).code == "unknown-command"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        7,
        "AskForFloor",
        [],
        {},
        {"id": "press-1", "type": "AskForFloor"},
        {**ASK, "by": "lan"},
        {**ASK, "id": ""},
        {**ASK, "id": 7},
        {**ASK, "id": None},
        {**ASK, "id": "x" * 65},
        {**ASK, "id": "press\x001"},
        {**ASK, "id": "lần-1"},
        {**ASK, "id": "press 1"},
    ],
)
def test_what_is_no_envelope_breaks_the_protocol(payload: object) -> None:
    with pytest.raises(ProtocolError):
        command_from(payload)


@pytest.mark.parametrize("name", ["GiveMeTheChair", "", 7, None, ["AskForFloor"], "askforfloor", "Refusal"])
def test_an_unknown_command_is_refused(name: object) -> None:
    assert refused({**ASK, "type": name}).code == "unknown-command"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"kind": "shout"}, "wrong-type", "kind"),
        ({"kind": None}, "wrong-type", "kind"),
        ({"kind": 1}, "wrong-type", "kind"),
        ({"kind": "speech", "member": "mai"}, "unknown-field", "member"),
        ([], "wrong-type", ""),
        ("speech", "wrong-type", ""),
        (None, "wrong-type", ""),
    ],
)
def test_a_wrong_field_is_named(fields: object, code: str, field: str) -> None:
    refusal = refused({**ASK, "fields": fields})

    assert (refusal.code, refusal.params["field"]) == (code, field)


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("GiveFloor", {"member": "mai", "limit_s": True}, "limit_s"),
        ("GiveFloor", {"member": "mai", "limit_s": 60.5}, "limit_s"),
        ("GiveFloor", {"member": "mai", "limit_s": "60"}, "limit_s"),
        ("GiveFloor", {}, "member"),
        ("GiveFloor", {"member": None}, "member"),
        ("OpenVote", {"question": "q1", "text": "Đồng ý?", "everyone_heard": "yes"}, "everyone_heard"),
        ("OpenVote", {"question": "q1", "text": "\ud800"}, "text"),
        ("AssignTask", {"task": "t1", "text": "x", "due_on": "2026-02-30"}, "due_on"),
        ("AssignTask", {"task": "t1", "text": "x", "due_on": "2026-W01-1"}, "due_on"),
        ("AssignTask", {"task": "t1", "text": "x", "due_on": "20261203"}, "due_on"),
        ("CheckIn", {"members": "thao"}, "members"),
        ("CheckIn", {"members": ["thao", 7]}, "members[1]"),
        ("RecordReview", {"tasks": [{"text": "x", "owner": "y", "result": 1}]}, "tasks[0].result"),
        ("RecordReview", {"tasks": [{"owner": "y"}]}, "tasks[0].text"),
        ("RecordScore", {"points": [1, 2, "3"]}, "points[2]"),
    ],
)
def test_every_field_has_exactly_its_type(name: str, fields: dict[str, Json], field: str) -> None:
    refusal = refused({"id": "press-1", "type": name, "fields": fields})

    assert (refusal.code, refusal.params["field"]) == ("wrong-type", field)


def test_what_a_page_calls_a_field_comes_back_cut_short() -> None:
    refusal = refused({**ASK, "fields": {"x" * 5_000: 1}})

    assert len(str(refusal.params["field"])) <= 60


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TYPED = {field.name for kind in COMMANDS.values() for field in dataclasses.fields(kind)}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(COMMANDS)), st.dictionaries(st.sampled_from(sorted(TYPED)), JSON, max_size=4) | JSON)
def test_no_fields_whatever_make_an_error_of_ours(name: str, fields: object) -> None:
    try:
        received = command_from({"id": "press-1", "type": name, "fields": fields})
    except Refusal as refusal:
        assert refusal.code in {"wrong-type", "unknown-field"}  # noqa: PT017  a refusal is one of two good ends
    else:
        assert type(received.command).__name__ == name


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_no_payload_whatever_makes_an_error_of_ours(payload: object) -> None:
    with pytest.raises((ProtocolError, Refusal)):
        command_from(payload)


def test_a_patch_says_what_changed_and_what_is_gone() -> None:
    assert patch({"a": 1, "b": [1], "c": None}, {"a": 1, "b": [2], "d": None}) == {
        "set": {"b": [2], "d": None},
        "drop": ["c"],
    }
    assert patch({"a": {"b": 1}}, {"a": {"b": 1}}) == {"set": {}, "drop": []}


def test_a_refusal_carries_its_code_and_its_sentence() -> None:
    assert refusal_payload(Refusal("not-yours"), "Việc này không thuộc quyền của đồng chí.") == {
        "refused": "not-yours",
        "sentence": "Việc này không thuộc quyền của đồng chí.",
    }


# The codec underneath


def test_every_event_of_a_meeting_comes_back_from_its_json_as_it_was() -> None:
    scene = with_minutes_adopted(in_session())

    for recorded in scene.log:
        assert event_from_json(event_to_json(recorded.event)) == recorded.event


def test_events_are_written_in_one_way_only() -> None:
    written = event_to_json(in_session().log[0].event)

    assert written == json.dumps(json.loads(written), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "Nguyễn Thị Lan" in written, "Vietnamese letters as they are"


def test_an_event_of_a_type_never_known_is_not_read() -> None:
    with pytest.raises(KeyError):
        event_from_json('{"event":{},"type":"MeetingForgotten","v":1}')
    assert "MeetingOpened" in EVENT_TYPES


@pytest.mark.parametrize("at", ["2026-12-03T19:00:00", "0001-01-01T00:00:00+14:00", "gestern", 7, None])
def test_a_moment_without_its_zone_or_outside_all_calendars_is_malformed(at: Json) -> None:
    with pytest.raises(Malformed) as malformed:
        decode(attendance.ResumeService, {"down_from_at": at})

    assert malformed.value.field == "down_from_at"


def test_what_has_no_json_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError):
        encode({"member": {LAN}})
