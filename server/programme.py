"""The programmes that a meeting starts from: the steps of 42-HD/BTCTW, with their titles and usual lengths.

Titles are Vietnamese whatever the language of the pages: they go into the minutes.
"""

from dataclasses import dataclass

from server.meeting.agenda import Stage, Step
from server.meeting.rules import MeetingKind

ROOM_OPENS_BEFORE_MIN = 15


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One line of a template; `minutes` is the usual time, to be edited."""

    step: Step
    stage: Stage
    title: str
    minutes: int
    needs_vote: bool = False


_OPENING = (
    TemplateItem(Step.REASON, Stage.OPENING, "Tuyên bố lý do, giới thiệu đại biểu", 2),
    TemplateItem(Step.MINUTE_TAKER, Stage.OPENING, "Cử thư ký", 1),
    TemplateItem(Step.ROLL, Stage.OPENING, "Điểm danh, thông báo tình hình đảng viên", 3),
    TemplateItem(Step.DUES, Stage.OPENING, "Tình hình nộp đảng phí", 2),
    TemplateItem(Step.PROGRAMME, Stage.OPENING, "Thông qua nội dung, chương trình", 2, needs_vote=True),
)

_CLOSING = (
    TemplateItem(Step.PETITIONS, Stage.CLOSING, "Giải đáp kiến nghị, định hướng tư tưởng", 4),
    TemplateItem(Step.SCORE, Stage.CLOSING, "Chấm điểm chất lượng buổi sinh hoạt", 5),
    TemplateItem(Step.MINUTES, Stage.CLOSING, "Đọc và thông qua biên bản", 8, needs_vote=True),
    TemplateItem(Step.CLOSE, Stage.CLOSING, "Bế mạc", 2),
)

REGULAR = (
    *_OPENING,
    TemplateItem(Step.POLITICS, Stage.BUSINESS, "Công tác chính trị, tư tưởng", 12),
    TemplateItem(Step.LAST_RESULTS, Stage.BUSINESS, "Kết quả thực hiện nghị quyết tháng trước", 10),
    TemplateItem(Step.PARTY_BUILDING, Stage.BUSINESS, "Công tác xây dựng Đảng, tự phê bình và phê bình", 10),
    TemplateItem(Step.NEXT_MONTH, Stage.BUSINESS, "Phương hướng, nhiệm vụ tháng tới", 6),
    TemplateItem(Step.DISCUSSION, Stage.BUSINESS, "Thảo luận", 15),
    TemplateItem(Step.SUPERIOR, Stage.BUSINESS, "Đại biểu cấp trên phát biểu, chi bộ tiếp thu", 5),
    TemplateItem(Step.TASKS, Stage.CLOSING, "Kết luận, phân công nhiệm vụ", 6),
    TemplateItem(Step.RESOLUTION, Stage.CLOSING, "Biểu quyết thông qua nghị quyết", 7, needs_vote=True),
    *_CLOSING,
)

THEMATIC = (
    *_OPENING,
    TemplateItem(Step.PRESENTATION, Stage.BUSINESS, "Trình bày chuyên đề", 20),
    TemplateItem(Step.CONTRIBUTIONS, Stage.BUSINESS, "Tham luận", 12),
    TemplateItem(Step.DISCUSSION, Stage.BUSINESS, "Thảo luận, liên hệ bản thân và đơn vị", 18),
    TemplateItem(Step.SUPERIOR, Stage.BUSINESS, "Đại biểu cấp trên phát biểu, chi bộ tiếp thu", 5),
    TemplateItem(Step.CONCLUSION, Stage.CLOSING, "Đánh giá, kết luận chuyên đề", 6),
    TemplateItem(Step.RESOLUTION, Stage.CLOSING, "Biểu quyết thông qua nghị quyết chuyên đề", 6, needs_vote=True),
    *_CLOSING,
)

TEMPLATES = {MeetingKind.REGULAR: REGULAR, MeetingKind.THEMATIC: THEMATIC}

_ROMAN_QUARTERS = ("I", "II", "III", "IV")


def usual_title(kind: MeetingKind, month: int, year: int) -> str:
    """What a meeting is called unless somebody writes otherwise."""
    if kind is MeetingKind.THEMATIC:
        return f"Sinh hoạt chuyên đề quý {_ROMAN_QUARTERS[(month - 1) // 3]}/{year}"
    return f"Sinh hoạt thường kỳ tháng {month:02d}/{year}"
