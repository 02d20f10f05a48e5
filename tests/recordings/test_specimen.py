"""The checks of the specimen minutes, on a meeting replayed from its recorded log and read back from the files."""

import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import docx
import pypdf
import pytest
from docx.document import Document as Word
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from recordings.minutes_document import docx_of, pdf_of
from server.catalogue import Missing, load
from server.meeting.meeting import Meeting, replay
from server.projections.attendance_sheet import attendance_sheet
from server.projections.document import DocumentText, Line
from server.projections.minutes import minutes_of
from server.projections.minutes_text import minutes_text
from server.projections.minutes_value import Grade, Minutes, Seal
from server.projections.score_proposal import score_proposal
from server.projections.vietnamese import Vietnamese, percent
from tests.recordings.specimen import LOG, play, recorded, specimen_meeting

LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)
SEAL = Seal(170, "5f2e" * 16)

# Part by part as the specimen has it; sentences that may break over lines are one line here.
EXPECTED = """
ĐẢNG BỘ PHƯỜNG SÔNG HỒNG
CHI BỘ CÔNG TY CỔ PHẦN HẠ TẦNG MINH PHÚ
*
ĐẢNG CỘNG SẢN VIỆT NAM
BIÊN BẢN
sinh hoạt chi bộ thường kỳ tháng 12 năm 2026
-----
I- THỜI GIAN, HÌNH THỨC, THÀNH PHẦN
1. Thời gian: bắt đầu 19 giờ 30 phút, ngày 03 tháng 12 năm 2026.
2. Hình thức: trực tuyến, theo Công văn số 41-CV/ĐU, ngày 12/01/2026 của Đảng ủy phường (văn bản giả định) về việc \
cho phép chi bộ có đảng viên hoạt động phân tán sinh hoạt trực tuyến.
Các điểm cầu: Trụ sở Hà Nội (05 đồng chí); Nhà máy Bắc Ninh (03); Công trường Nghệ An (02); Văn phòng Đà Nẵng (02); \
Văn phòng Cần Thơ (01); tham gia riêng lẻ (02).
3. Tình hình đảng viên
- Tổng số: 19 đồng chí (chính thức 17, dự bị 02).
+ Được miễn công tác và sinh hoạt đảng: 01 (đồng chí Lê Văn Tư).
+ Đang sinh hoạt tạm thời ở đảng bộ khác: 01 (đồng chí Phạm Quốc Bảo).
- Có mặt: 15 đồng chí (chính thức 13, dự bị 02).
- Vắng mặt có lý do: 02 (đồng chí Hồ Thị Mai - nghỉ ốm; đồng chí Vũ Đình Hải - đang bay công tác).
- Vắng mặt không có lý do: 0.
- Tỷ lệ dự sinh hoạt: 15/17, đạt 88,2%.
- Vào muộn: đồng chí Cao Xuân Lâm (19 giờ 41 phút, đã báo trước).
- Mất kết nối: đồng chí Đinh Văn Sơn (từ 20 giờ 05 phút đến 20 giờ 11 phút; không có nội dung biểu quyết trong khoảng \
thời gian này).
- Số đảng viên chính thức tính kết quả biểu quyết: 15 (17 trừ 01 đồng chí được miễn vắng mặt và 01 đồng chí sinh hoạt \
tạm thời nơi khác). Số tán thành cần có để thông qua: từ 08 trở lên.
4. Đại biểu dự và chỉ đạo: đồng chí Trần Thu Hà, Ủy viên Ban Thường vụ Đảng ủy phường, phụ trách chi bộ.
5. Chủ trì: đồng chí Nguyễn Đức Thắng, Bí thư Chi bộ.
6. Người ghi biên bản: đồng chí Bùi Thanh Hương, Chi ủy viên (chi bộ cử, 12/12 đảng viên chính thức có mặt lúc biểu \
quyết tán thành, đạt 80,0% so với 15).
II- MỞ ĐẦU
Đồng chí chủ trì tuyên bố lý do, giới thiệu đại biểu, quán triệt không trao đổi nội dung thuộc bí mật nhà nước trong \
buổi sinh hoạt trực tuyến; thông báo tình hình đảng viên; tình hình nộp đảng phí tháng 11: 18/18 đồng chí thuộc diện \
nộp tại chi bộ đã nộp (01 đồng chí nộp tại nơi sinh hoạt tạm thời). Chi bộ biểu quyết thông qua chương trình: tán \
thành 12/15 (80,0%).
III- NỘI DUNG
1. Công tác chính trị, tư tưởng
Đồng chí Bùi Thanh Hương thông tin thời sự trong nước, thế giới tháng 11; phổ biến Kế hoạch số 58-KH/ĐU, ngày \
20/11/2026 của Đảng ủy phường (văn bản giả định). Tình hình tư tưởng đảng viên, người lao động ổn định; một số người \
lao động tại Nghệ An băn khoăn về chế độ đi lại dịp Tết.
2. Kết quả thực hiện Nghị quyết tháng 11
Đồng chí Nguyễn Đức Thắng báo cáo, đối chiếu từng nhiệm vụ:
TT Nhiệm vụ Phụ trách Kết quả
1 Hoàn thành nghiệm thu gói thầu số 7 trước 25/11 đ/c Đinh Văn Sơn Hoàn thành 22/11
2 Rà soát an toàn lao động 03 công trường đ/c Cao Xuân Lâm Hoàn thành 02/03
3 Giúp đỡ 02 quần chúng ưu tú đ/c Hoàng Lan Đang thực hiện
4 Học tập chuyên đề quý IV Chi ủy Hoàn thành 17/11
3. Xây dựng Đảng; tự phê bình và phê bình
Biểu dương đồng chí Đinh Văn Sơn. Đồng chí Cao Xuân Lâm tự phê bình về việc chậm rà soát công trường Nghệ An, nhận \
trách nhiệm, hứa hoàn thành trước ngày 10/12.
4. Dự thảo Nghị quyết tháng 12 năm 2026: đồng chí Hoàng Lan trình bày.
IV- THẢO LUẬN (08/15 đồng chí phát biểu, đạt 53,3%)
1. Đồng chí Đinh Văn Sơn (Nhà máy Bắc Ninh): nhất trí; đề nghị bổ sung chỉ tiêu không để xảy ra tai nạn lao động.
2. Đồng chí Lý Minh Châu (Công trường Nghệ An): đề nghị có phương án xe đưa người lao động về Tết trước ngày 20/01.
3. Đồng chí Cao Xuân Lâm (Công trường Nghệ An): báo cáo tiến độ khắc phục; xin lùi thời hạn kiểm định giàn giáo đến \
ngày 12/12.
4. Đồng chí Võ Hoài Nam (Văn phòng Đà Nẵng): đề nghị giao một đồng chí đầu mối về chuyển đổi số trong chi bộ.
5. Đồng chí Tạ Kim Ngân (dự bị, Trụ sở Hà Nội): đề nghị đăng tài liệu sớm hơn 01 ngày.
6. Đồng chí Trịnh Hữu Phước (Văn phòng Cần Thơ): không nhất trí chỉ tiêu đề nghị kết nạp 02 quần chúng trong quý \
I/2027, đề nghị 01.
7. Đồng chí Đặng Thị Yến (Trụ sở Hà Nội): nhất trí với dự thảo và ý kiến đồng chí Châu.
8. Đồng chí Hoàng Lan: giải trình; giữ chỉ tiêu 02 vì hồ sơ đã hoàn thành thẩm tra.
Ý kiến đồng chí Trần Thu Hà: ghi nhận chi bộ duy trì nền nếp; yêu cầu dứt điểm việc an toàn lao động, nâng tỷ lệ dự \
sinh hoạt lên trên 90%. Đồng chí chủ trì tiếp thu, giao Chi ủy đưa vào nghị quyết.
V- KẾT LUẬN, BIỂU QUYẾT, PHÂN CÔNG
1. Đồng chí chủ trì kết luận: tiếp thu các ý kiến 1, 2, 4, 5; thời hạn kiểm định giàn giáo là ngày 12/12/2026.
2. Biểu quyết thông qua Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng 12 năm 2026 (biểu quyết công khai): tán thành \
12/15 (80,0%); không tán thành 01 (6,7%); ý kiến khác 0; không biểu quyết 02 (vắng mặt). Kết quả: được thông qua. Đồng \
chí Trịnh Hữu Phước đề nghị bảo lưu ý kiến về chỉ tiêu kết nạp.
3. Biểu quyết giới thiệu quần chúng Nguyễn Thị Ánh học lớp bồi dưỡng nhận thức về Đảng (biểu quyết công khai): tán \
thành 13/15 (86,7%); không tán thành 0; ý kiến khác 0; không biểu quyết 02 (vắng mặt). Kết quả: được thông qua.
4. Phân công:
TT Nhiệm vụ Người thực hiện Thời hạn
1 Kiểm định giàn giáo công trường Nghệ An đ/c Cao Xuân Lâm 12/12/2026
2 Phương án đưa người lao động về Tết đ/c Lý Minh Châu 20/12/2026
3 Đầu mối chuyển đổi số; đăng tài liệu đ/c Võ Hoài Nam thường xuyên
5. Tự đánh giá chất lượng: 5/5; 4/5; 10/10; 37/40; 5/5; 27/30; 5/5. Tổng 93/100 điểm, xếp loại Tốt.
VI- KẾT THÚC
Người ghi biên bản đọc biên bản; chi bộ nhất trí, thông qua với 13/15 tán thành (86,7%), không có ý kiến sửa đổi.
Buổi sinh hoạt kết thúc hồi 21 giờ 12 phút cùng ngày, thời lượng 102 phút.
NGƯỜI GHI BIÊN BẢN CHỦ TRÌ HỘI NGHỊ
Bùi Thanh Hương Nguyễn Đức Thắng
""".strip().splitlines()


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return specimen_meeting()


@pytest.fixture(scope="module")
def minutes(meeting: Meeting) -> Minutes:
    return minutes_of(meeting, LONG_AFTER, SEAL)


@pytest.fixture(scope="module")
def text(minutes: Minutes) -> DocumentText:
    return minutes_text(minutes, Vietnamese(load(Missing.FAILS)))


@pytest.fixture(scope="module")
def pdf(text: DocumentText) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_of(text)))


def test_playing_the_evening_again_gives_the_recorded_log(meeting: Meeting) -> None:
    played = play()

    assert played == recorded(LOG.read_text(encoding="utf-8"))
    assert replay(played) == meeting


def test_the_sites_and_those_alone_add_up_to_the_members_present(minutes: Minutes) -> None:
    assert [site.heads for site in minutes.sites] == [5, 3, 2, 2, 1]
    assert minutes.alone == 2
    assert sum(site.heads for site in minutes.sites) + minutes.alone == minutes.attendance.present == 15


def test_the_base_is_seventeen_less_the_exempt_and_the_one_attached_elsewhere(minutes: Minutes) -> None:
    assert (minutes.base.official, minutes.base.exempt, minutes.base.attached_elsewhere) == (17, 1, 1)
    assert minutes.base.count == 15
    assert minutes.needed == 15 // 2 + 1 == 8


def test_twelve_vote_at_the_opening_because_the_thirteenth_came_later(minutes: Minutes) -> None:
    assert minutes.attendance.official == 13
    assert [late.name for late in minutes.attendance.late] == ["Cao Xuân Lâm"]
    for vote in (minutes.minute_taker_vote, minutes.opening.programme):
        assert vote is not None
        assert (vote.in_favour, vote.entitled, vote.base) == (12, 12, 15)
    assert minutes.closing.adoption is not None
    assert minutes.closing.adoption.in_favour == 13


def test_the_meeting_lasts_102_minutes_and_scores_93(minutes: Minutes) -> None:
    assert minutes.length_min == 102
    assert minutes.score is not None
    assert (minutes.score.total, minutes.score.grade) == (93, Grade.GOOD)


def test_the_attendance_rate_counts_members_and_is_not_the_base(minutes: Minutes, meeting: Meeting) -> None:
    attendance = minutes.attendance

    assert percent(attendance.rated_present, attendance.rated) == "88,2%"
    sheet = attendance_sheet(meeting, LONG_AFTER)
    assert len(sheet.rows) == 17
    assert {row.present_s // 60 for row in sheet.present} == {102, 96, 91}


def test_attendance_of_88_in_a_hundred_gives_three_of_four_and_one_for_the_year(meeting: Meeting) -> None:
    proposal = score_proposal(meeting, LONG_AFTER, excused_in_a_row=3)

    assert proposal.present == 3
    assert proposal.groups[1] == 3 + 1


def test_the_finished_tasks_average_89_in_a_hundred_hence_27_of_30(meeting: Meeting, minutes: Minutes) -> None:
    proposal = score_proposal(meeting, LONG_AFTER, excused_in_a_row=3)

    assert proposal.results is not None
    assert percent(proposal.results.numerator, proposal.results.denominator) == "88,9%"
    assert proposal.groups[5] == 27
    assert minutes.score is not None
    given = [points for points, _ in minutes.score.points]
    assert all(points in (None, own) for points, own in zip(proposal.groups, given, strict=True))


def test_every_line_of_the_specimen_is_in_the_pdf_in_order(pdf: pypdf.PdfReader) -> None:
    written = pdf_text(pdf)

    place = 0
    # In the PDF each label is followed by its name, as a screen reader should have it.
    signed = "NGƯỜI GHI BIÊN BẢN Bùi Thanh Hương CHỦ TRÌ HỘI NGHỊ Nguyễn Đức Thắng"
    for line in [*EXPECTED[:-2], signed]:
        found = written.find(line, place)
        assert found >= 0, f"{line!r} is not after {written[max(0, place - 60) : place]!r}"
        place = found + len(line)
    assert written[place:].strip() == ""
    assert unicodedata.is_normalized("NFC", written)
    assert not re.search("[\u2066-\u2069\u202a-\u202e\ufffd]", written)


def test_the_word_file_has_the_same_lines(text: DocumentText) -> None:
    word = docx.Document(io.BytesIO(docx_of(text)))

    assert list(word_lines(word)) == EXPECTED
    assert [one.text for one in word.sections[0].footer.paragraphs] == [text.seal]


def test_the_seal_is_on_every_page(pdf: pypdf.PdfReader) -> None:
    for page in pdf.pages:
        assert f"bản ghi 170: {SEAL.hash}" in one_spaced(page.extract_text())


def test_the_pdf_is_archival_tagged_a4_and_carries_its_letters(pdf: pypdf.PdfReader) -> None:
    metadata = pdf.xmp_metadata
    assert metadata is not None
    xmp = metadata.stream.get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert dictionary(pdf.root_object["/MarkInfo"])["/Marked"]
    assert str(pdf.root_object["/Lang"]) == "vi-VN"
    for page in pdf.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    fonts = list(fonts_of(pdf))
    assert {name.split("+")[1] for name, _ in fonts} == {"Tinos-Regular", "Tinos-Bold"}
    assert all(is_embedded for _, is_embedded in fonts)


def test_the_margins_are_those_of_the_guidance(pdf: pypdf.PdfReader, text: DocumentText) -> None:
    """Text begins 30 mm from the left edge, with 10 mm more for the first line of a paragraph."""
    points = 72 / 25.4
    starts: set[int] = set()

    def note(content: str, page: list[float], line: list[float], *_: object) -> None:
        x, y = (line[4] * page[place] + line[5] * page[place + 2] + page[place + 4] for place in (0, 1))
        if content.strip() and 80 < y < 600:
            starts.add(round(x / points))

    pdf.pages[0].extract_text(visitor_text=note)
    word = docx.Document(io.BytesIO(docx_of(text))).sections[0]

    assert {30, 40} <= starts
    assert min(starts) >= 30
    margins = (word.top_margin, word.bottom_margin, word.left_margin, word.right_margin)
    assert [round(one.mm) for one in margins if one is not None] == [20, 20, 30, 15]


def test_only_the_first_page_has_no_number(pdf: pypdf.PdfReader) -> None:
    assert len(pdf.pages) > 1
    assert not pdf.pages[0].extract_text().lstrip().startswith("1")
    for number, page in enumerate(pdf.pages[1:], start=2):
        assert page.extract_text().lstrip().startswith(str(number))


def test_the_text_of_every_line_says_what_is_in_the_blocks(text: DocumentText) -> None:
    lines = {block.text.replace("\u00a0", " ") for block in text.blocks if isinstance(block, Line)}

    assert lines <= set(EXPECTED)


def pdf_text(pdf: pypdf.PdfReader) -> str:
    """All pages as one line of text, without page numbers and seals."""
    pages = []
    for number, page in enumerate(pdf.pages, start=1):
        lines = page.extract_text().strip().splitlines()
        lines = lines[1:] if number > 1 else lines
        pages.append(" ".join(line for line in lines if SEAL.hash not in line))
    return one_spaced(" ".join(pages))


def word_lines(word: Word) -> Iterator[str]:
    for block in word.iter_inner_content():
        if isinstance(block, Paragraph):
            yield one_spaced(block.text)
        elif isinstance(block, WordTable):
            yield from table_lines(block)


def table_lines(table: WordTable) -> Iterator[str]:
    """The head reads column by column, every other table row by row."""
    rows = [[[one.text for one in cell.paragraphs if one.text] for cell in row.cells] for row in table.rows]
    if len(rows) == 1 and len(rows[0][0]) == 3:
        yield from (one_spaced(line) for cell in rows[0] for line in cell)
        return
    for row in rows:
        for line in zip(*row, strict=True):
            yield one_spaced(" ".join(line))


def fonts_of(pdf: pypdf.PdfReader) -> Iterator[tuple[str, bool]]:
    for page in pdf.pages:
        for font in dictionary(dictionary(page["/Resources"])["/Font"]).values():
            descendants = dictionary(font)["/DescendantFonts"]
            assert isinstance(descendants, ArrayObject)
            descriptor = dictionary(dictionary(descendants[0])["/FontDescriptor"])
            yield str(descriptor["/FontName"]), "/FontFile2" in descriptor or "/FontFile3" in descriptor


def dictionary(found: PdfObject) -> DictionaryObject:
    resolved = found.get_object()
    assert isinstance(resolved, DictionaryObject)
    return resolved


def one_spaced(text: str) -> str:
    return " ".join(text.split())
