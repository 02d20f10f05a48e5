"""Names of things: an id type for each, and how a person sits in one meeting."""

from enum import Enum
from typing import NewType

MeetingId = NewType("MeetingId", str)
CellId = NewType("CellId", str)
MemberId = NewType("MemberId", str)  # every person the registry knows, observers and guests included
SiteId = NewType("SiteId", str)  # a điểm cầu: one place, one connection, one or more members
ItemId = NewType("ItemId", str)
QuestionId = NewType("QuestionId", str)
TaskId = NewType("TaskId", str)
ContributionId = NewType("ContributionId", str)
AnnexId = NewType("AnnexId", str)
CommandId = NewType("CommandId", str)  # made by the browser, once per press, so that a retry is safe


class Seat(Enum):
    """How a person sits in one meeting."""

    MEMBER = "member"
    OBSERVER = "observer"  # đại biểu dự: from the committee above; visible, may be given the floor, never votes
    GUEST = "guest"  # khách mời


class Role(Enum):
    """What a person may do in one meeting. One person may have several."""

    CHAIR = "chair"
    MINUTE_TAKER = "minute_taker"
    DEPUTY = "deputy"  # may take the chair when the chair's line fails
    MEMBER = "member"
    OBSERVER = "observer"
    GUEST = "guest"
    SERVICE = "service"  # the service itself: restarts, filing
