"""Papers for the demo's meeting of tonight: a draft resolution as PDF and a report as DOCX, drawn like the minutes."""

from datetime import datetime

from recordings.minutes_document import docx_of, pdf_of
from server.demo_people import CELL, WARD_COMMITTEE
from server.meeting.plan import ReviewedTask
from server.papers import CheckedPaper, check
from server.projections.document import TASK_WIDTHS, Block, DocumentText, Signature, Table, body, heading
from server.vietnam_time import HANOI

_PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
_SECRETARY = Signature("T/M CHI BỘ, BÍ THƯ", "Nguyễn Đức Thắng")
_PREPARED = Signature("NGƯỜI CHUẨN BỊ", "Hoàng Lan")


def draft_resolution(starts_at: datetime) -> CheckedPaper:
    """What the cell is to adopt tonight."""
    here = starts_at.astimezone(HANOI)
    month = f"{here.month:02d} năm {here.year}"
    blocks: tuple[Block, ...] = (
        heading("I- PHƯƠNG HƯỚNG, NHIỆM VỤ"),
        body(
            "1. Giữ ổn định tư tưởng đảng viên, người lao động ở 05 điểm cầu; phổ biến kịp thời văn bản của cấp trên."
        ),
        body("2. Lãnh đạo hoàn thành tiến độ 03 công trường, không để xảy ra tai nạn lao động."),
        body("3. Hoàn thiện hồ sơ, đề nghị kết nạp 02 quần chúng ưu tú trong quý tới."),
        body("4. Duy trì tỷ lệ dự sinh hoạt trên 90%; đăng tài liệu trước mỗi kỳ sinh hoạt ít nhất 02 ngày."),
        heading("II- PHÂN CÔNG VÀ TỔ CHỨC THỰC HIỆN"),
        Table(
            ("TT", "Nhiệm vụ", "Phụ trách", "Thời hạn"),
            (
                ("1", "Kiểm định giàn giáo công trường Nghệ An", "đ/c Cao Xuân Lâm", "trong tháng"),
                ("2", "Phương án đưa người lao động về Tết", "đ/c Lý Minh Châu", "trong tháng"),
                ("3", "Đầu mối chuyển đổi số của chi bộ", "đ/c Võ Hoài Nam", "hằng tháng"),
            ),
            TASK_WIDTHS,
        ),
    )
    subject = f"lãnh đạo thực hiện nhiệm vụ tháng {month}"
    return check(
        f"Dự thảo Nghị quyết tháng {here.month:02d}.pdf",
        pdf_of(_document("DỰ THẢO NGHỊ QUYẾT", subject, blocks, here)),
    )


def report_of_results(starts_at: datetime, tasks: tuple[ReviewedTask, ...]) -> CheckedPaper:
    """The tasks of the last resolution against their results."""
    here = starts_at.astimezone(HANOI)
    rows = tuple((str(place), task.text, task.owner, task.result) for place, task in enumerate(tasks, start=1))
    blocks: tuple[Block, ...] = (
        body("Chi ủy báo cáo kết quả thực hiện từng nhiệm vụ của nghị quyết tháng trước như sau:"),
        Table(("TT", "Nhiệm vụ", "Phụ trách", "Kết quả"), rows, TASK_WIDTHS),
        body("Đề nghị các đồng chí đọc trước và chuẩn bị ý kiến."),
    )
    subject = "kết quả thực hiện nghị quyết tháng trước"
    return check("Báo cáo kết quả thực hiện nghị quyết.docx", docx_of(_document("BÁO CÁO", subject, blocks, here)))


def _document(kind: str, subject: str, blocks: tuple[Block, ...], dated_at: datetime) -> DocumentText:
    return DocumentText(
        title=f"{kind.capitalize()} {subject}",
        superior=WARD_COMMITTEE,
        cell=CELL,
        party=_PARTY,
        type=kind,
        subject=subject,
        blocks=blocks,
        signatures=(_PREPARED, _SECRETARY),
        seal="",
        dated_at=dated_at,
    )
