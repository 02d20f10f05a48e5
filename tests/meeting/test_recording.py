"""Recording of sound and picture: by whose permission and which decision, and what the minutes say of it."""

import pytest

from server.meeting.identity import QuestionId
from server.meeting.recording import ReportRecording, StartRecording, StopRecording, running
from server.meeting.rules import Matter
from server.meeting.voting import Answer
from server.projections.live_view import Audience, shared_view
from tests.meeting.scenes import HOA, LAN, OFFICIAL_AND_HERE, TUAN, Scene, a_plan, closed, in_session

PERMIT = "Công văn số 52-CV/ĐU"
DECISION = "Kế hoạch số 7-KH/CB"


def permitted() -> Scene:
    return in_session(a_plan(may_record=PERMIT))


def test_without_a_permission_of_the_committee_nothing_is_recorded() -> None:
    scene = in_session()
    scene.carries("record", Matter.PROPOSAL)

    assert scene.refusal(LAN, StartRecording(QuestionId("record"))) == "recording-not-permitted"
    assert scene.refusal(LAN, StartRecording(document=DECISION)) == "recording-not-permitted"


@pytest.mark.parametrize("command", [StartRecording(), StartRecording(document="  ")])
def test_a_permission_alone_is_no_decision(command: StartRecording) -> None:
    assert permitted().refusal(LAN, command) == "recording-undecided"


def test_a_vote_that_was_not_carried_is_no_decision() -> None:
    scene = permitted()
    scene.opens_vote("record", Matter.PROPOSAL)

    assert scene.refusal(LAN, StartRecording(QuestionId("record"))) == "recording-undecided"
    scene.votes(Answer.AGAINST, *OFFICIAL_AND_HERE, question="record").closes_vote("record")
    assert scene.refusal(LAN, StartRecording(QuestionId("record"))) == "recording-undecided"
    assert scene.refusal(LAN, StartRecording(QuestionId("never"))) == "no-such-question"


def test_a_carried_vote_is_a_decision_that_every_screen_names() -> None:
    scene = permitted()
    question = scene.carries("record", Matter.PROPOSAL)

    scene.does(LAN, StartRecording(QuestionId("record")))

    for audience in Audience:
        shown = shared_view(scene.meeting, audience, scene.at)["recording"]
        assert isinstance(shown, dict)
        assert shown["running"] == {
            "number": 1,
            "by": LAN,
            "voted": True,
            "decision": question.text,
            "started_at": scene.log[-1].at.isoformat(),
        }


def test_only_the_chair_starts_and_stops() -> None:
    scene = permitted()

    assert scene.refusal(HOA, StartRecording(document=DECISION)) == "not-yours"
    scene.does(LAN, StartRecording(document=DECISION))
    assert scene.refusal(TUAN, StopRecording()) == "not-yours"
    assert scene.refusal(LAN, StartRecording(document=DECISION)) == "recording-on"
    scene.does(LAN, StopRecording())
    assert scene.refusal(LAN, StopRecording()) == "recording-off"


def test_another_recording_needs_a_decision_again() -> None:
    scene = permitted()
    scene.does(LAN, StartRecording(document=DECISION), StopRecording())

    assert scene.refusal(LAN, StartRecording()) == "recording-undecided"
    scene.does(LAN, StartRecording(document=DECISION))
    now = running(scene.meeting.recordings)
    assert now is not None
    assert now.number == 2


def test_a_recording_ends_with_the_meeting_at_the_latest() -> None:
    scene = permitted()
    scene.does(LAN, StartRecording(document=DECISION))

    closed(scene)

    assert running(scene.meeting.recordings) is None
    assert scene.meeting.recordings[0].stopped_at == scene.meeting.closing.closed_at


def test_the_service_reports_once_what_is_missing() -> None:
    scene = permitted()
    scene.does(LAN, StartRecording(document=DECISION), StopRecording())

    scene.does(None, ReportRecording(1, 2, 5))

    assert scene.does(None, ReportRecording(1, 3, 6)) == []
    assert (scene.meeting.recordings[0].gaps, scene.meeting.recordings[0].missing_s) == (2, 5)
    assert scene.refusal(None, ReportRecording(2, 0, 0)) == "number-out-of-range"
