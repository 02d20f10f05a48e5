# Words of the documents. Documents are always in Vietnamese; layout 05-HD/VPTW (2026), contents 42-HD/BTCTW (2025).
# Numbers arrive written out: two digits below ten, a comma as decimal mark.

## The head of every document

documents-party = ĐẢNG CỘNG SẢN VIỆT NAM
documents-comrade = đồng chí { $name }
documents-comrade-short = đ/c { $name }
documents-comrade-office = đồng chí { $name }, { $office }
documents-comrade-reason = đồng chí { $name }{"\u00A0"}- { $reason }
documents-office-secretary = Bí thư Chi bộ
documents-office-deputy = Phó Bí thư Chi bộ
documents-office-cell-committee = Chi ủy viên
documents-and = { $all } và { $last }
documents-time = { $hour } giờ { $minute } phút
documents-moment = { $time }, ngày { $day } tháng { $month } năm { $year }
documents-column-number = TT
documents-file-title = { $type } { $subject }
documents-seal = Mã băm (SHA-256) của nhật ký buổi sinh hoạt đến bản ghi { $version }: { $hash }

## Minutes: title

documents-type = BIÊN BẢN
documents-subject-regular = sinh hoạt chi bộ thường kỳ tháng { $month } năm { $year }
documents-subject = { $what }: { $title }
documents-kind-thematic = sinh hoạt chuyên đề
documents-kind-extraordinary = họp chi bộ bất thường
documents-kind-congress = đại hội chi bộ

## Minutes: I

documents-one = I- THỜI GIAN, HÌNH THỨC, THÀNH PHẦN
documents-start = 1. Thời gian: bắt đầu { $moment }.
documents-form = 2. Hình thức: trực tuyến, theo { $authorisation }
documents-sites = Các điểm cầu: { $sites }.
documents-sites-first = { $name } ({ $heads } đồng chí)
documents-sites-next = { $name } ({ $heads })
documents-sites-alone = tham gia riêng lẻ ({ $heads })
documents-strength-title = 3. Tình hình đảng viên
documents-strength = - Tổng số: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }).
documents-status-reduced = + Được giảm công tác, sinh hoạt đảng: { $count } ({ $names }).
documents-status-exempt = + Được miễn công tác và sinh hoạt đảng: { $count } ({ $names }).
documents-status-attached-elsewhere = + Đang sinh hoạt tạm thời ở đảng bộ khác: { $count } ({ $names }).
documents-status-attached-here = + Đảng viên nơi khác đến sinh hoạt tạm thời (không tính vào tổng số): { $count } ({ $names }).
documents-status-suspended = + Bị đình chỉ sinh hoạt đảng: { $count } ({ $names }).
documents-status-prosecuted = + Bị khởi tố, truy tố, tạm giam: { $count } ({ $names }).
documents-status-transfer-pending = + Chưa nộp giấy giới thiệu sinh hoạt đảng: { $count } ({ $names }).
documents-present = - Có mặt: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }).
documents-present-attached-here = - Có mặt: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }; trong đó { $attached } đồng chí sinh hoạt tạm thời đến).
documents-excused = - Vắng mặt có lý do: { $count } ({ $names }).
documents-excused-none = - Vắng mặt có lý do: 0.
documents-unexcused = - Vắng mặt không có lý do: { $count } ({ $names }).
documents-unexcused-none = - Vắng mặt không có lý do: 0.
documents-rate = - Tỷ lệ dự sinh hoạt: { $fraction }, đạt { $percent }.
documents-late = - Vào muộn: { $entries }.
documents-late-entry = đồng chí { $name } ({ $time })
documents-late-entry-note = đồng chí { $name } ({ $time }, { $note })
documents-left-early = - Về sớm: { $entries }.
documents-away = - Mất kết nối: { $entries }.
documents-away-entry = đồng chí { $name } (từ { $from } đến { $until }; không có nội dung biểu quyết trong khoảng thời gian này)
documents-away-entry-votes = đồng chí { $name } (từ { $from } đến { $until }; trong khoảng thời gian này có { $votes } nội dung biểu quyết)
documents-attendance-corrections = - Điều chỉnh điểm danh: { $entries }.
documents-attendance-correction = đồng chí { $name }: { $change } (đồng chí { $author } ghi lúc { $time }, lý do: { $reason })
documents-corrected-present = xác nhận có mặt
documents-corrected-absent-with-reason = xác nhận vắng mặt có lý do
documents-corrected-absent-without-reason = xác nhận vắng mặt không có lý do
documents-base = - Số đảng viên chính thức tính kết quả biểu quyết: { $base }. Số tán thành cần có để thông qua: từ { $needed } trở lên.
documents-base-derived = { $base } ({ $official } trừ { $deductions })
documents-deduction-exempt = { $count } đồng chí được miễn vắng mặt
documents-deduction-attached-elsewhere = { $count } đồng chí sinh hoạt tạm thời nơi khác
documents-deduction-suspended = { $count } đồng chí bị đình chỉ sinh hoạt đảng
documents-deduction-prosecuted = { $count } đồng chí bị khởi tố, truy tố, tạm giam
documents-deduction-transfer-pending = { $count } đồng chí chưa nộp giấy giới thiệu sinh hoạt đảng
documents-deduction-absent-congress = { $count } đồng chí vắng mặt suốt đại hội có lý do được chấp nhận
documents-observers = 4. Đại biểu dự và chỉ đạo: { $names }.
documents-observers-none = 4. Đại biểu dự và chỉ đạo: không có.
documents-guests = Khách mời: { $names }.
documents-chair = 5. Chủ trì: { $chair }.
documents-chair-change = Từ { $time }, { $chair } được giao chủ trì.
documents-chair-change-line-lost = Từ { $time }, { $chair } chủ trì thay do đồng chí chủ trì mất kết nối.
documents-taker = 6. Người ghi biên bản: { $taker }.
documents-taker-voted = 6. Người ghi biên bản: { $taker } (chi bộ cử, { $fraction } đảng viên chính thức có mặt lúc biểu quyết tán thành, đạt { $percent } so với { $base }).
documents-taker-none = 6. Người ghi biên bản: chưa cử.

## Minutes: II

documents-two = II- MỞ ĐẦU
documents-opening = Đồng chí chủ trì tuyên bố lý do, giới thiệu đại biểu, quán triệt không trao đổi nội dung thuộc bí mật nhà nước trong buổi sinh hoạt trực tuyến; thông báo tình hình đảng viên
documents-dues-title = tình hình nộp đảng phí
documents-dues = { $title }: { $fraction } đồng chí thuộc diện nộp tại chi bộ đã nộp
documents-dues-note = { $title }: { $fraction } đồng chí thuộc diện nộp tại chi bộ đã nộp ({ $note })
documents-programme = Chi bộ biểu quyết thông qua chương trình: { $votes }.
documents-programme-failed = Chi bộ biểu quyết chương trình: { $votes }; không được thông qua.

## Minutes: III and IV

documents-three = III- NỘI DUNG
documents-no-content = Chưa có nội dung nào được trình bày.
documents-item = { $number }. { $title }
documents-item-presented = { $number }. { $title }: { $presenter } trình bày.
documents-presented = Đồng chí { $name } trình bày.
documents-papers = Tài liệu: { $papers }.
documents-results-column-task = Nhiệm vụ
documents-results-column-owner = Phụ trách
documents-results-column-result = Kết quả
documents-four = IV- THẢO LUẬN
documents-four-counted = IV- THẢO LUẬN ({ $fraction } đồng chí phát biểu, đạt { $percent })
documents-no-discussion = Không có ý kiến phát biểu.
documents-contribution = { $number }. Đồng chí { $name }: { $gist }
documents-contribution-about = { $number }. Đồng chí { $name } ({ $about }): { $gist }
documents-contribution-guest = { $number }. { $name }: { $gist }
documents-contribution-about-guest = { $number }. { $name } ({ $about }): { $gist }
documents-about-probationary = dự bị
documents-about-written = ý kiến bằng văn bản
documents-about-order = về cách tiến hành
documents-no-gist = đã phát biểu ({ $minutes } phút).
documents-reordered = Đồng chí chủ trì thay đổi thứ tự phát biểu lúc { $time } (lý do: { $reason }).
documents-direction = Ý kiến đồng chí { $name }: { $text }
documents-response = Đồng chí chủ trì { $text }
documents-response-said = Đồng chí chủ trì: { $text }

## Minutes: V

documents-five = V- KẾT LUẬN, BIỂU QUYẾT, PHÂN CÔNG
documents-conclusion = { $number }. Đồng chí chủ trì kết luận: { $text }
documents-conclusion-about = { $number }. Đồng chí chủ trì kết luận ({ $title }): { $text }
documents-vote = { $number }. Biểu quyết{ $question } (biểu quyết công khai): { $votes }. Kết quả: { $verdict }.{ $more }
documents-vote-two-thirds = { $number }. Biểu quyết{ $question } (biểu quyết công khai, cần ít nhất hai phần ba, tức từ { $needed } trở lên): { $votes }. Kết quả: { $verdict }.{ $more }
documents-poll = { $number }. Thăm dò ý kiến ({ $form }){ $question }: { $votes }. Kết quả thăm dò không có giá trị quyết định.{ $more }
documents-poll-form-open = công khai
documents-poll-form-secret = phiếu kín
documents-ballot = { $number }. Biểu quyết bằng phiếu kín{ $question }: { $votes }. Kết quả: { $verdict }.{ $more }
documents-poll-withheld = { $number }. Thăm dò ý kiến bằng phiếu kín{ $question }: không công bố kết quả vì có dưới { $fewest } phiếu.{ $more }
documents-ballot-withheld = { $number }. Biểu quyết bằng phiếu kín{ $question }: không công bố kết quả vì có dưới { $fewest } phiếu; nội dung chưa có kết quả biểu quyết.{ $more }
documents-may-reveal = Chi bộ đã được lưu ý: số phiếu ít, kết quả có thể cho biết ý kiến từng đồng chí.
documents-vote-voided = { $number }. Biểu quyết{ $question }: không có kết quả ({ $reason }).{ $more }
documents-votes-favour = tán thành { $fraction } ({ $percent })
documents-votes-against = không tán thành { $count } ({ $percent })
documents-votes-against-none = không tán thành 0
documents-votes-other = ý kiến khác { $count } ({ $percent })
documents-votes-other-none = ý kiến khác 0
documents-votes-invalid = phiếu không hợp lệ { $count }
documents-votes-none = không biểu quyết { $count }
documents-votes-absent = không biểu quyết { $count } (vắng mặt)
documents-votes-some-absent = không biểu quyết { $count } (trong đó { $absent } vắng mặt)
documents-verdict-passed = được thông qua
documents-verdict-failed = không được thông qua
documents-voided-box = số phiếu trong hòm không khớp số người đã bỏ phiếu
documents-voided-key = hệ thống gián đoạn nên không mở được hòm phiếu
documents-reserved = Đồng chí { $name } đề nghị bảo lưu ý kiến{ $text }
documents-reserved-about = về
documents-cast-for = Ý kiến biểu quyết của đồng chí { $name } do đồng chí { $author } ghi thay ({ $note }).
documents-tasks = { $number }. Phân công:
documents-tasks-column-task = Nhiệm vụ
documents-tasks-column-owner = Người thực hiện
documents-tasks-column-due = Thời hạn
documents-tasks-whole-cell = Chi bộ
documents-tasks-standing = thường xuyên
documents-further = { $number }. { $title }:
documents-score = { $number }. Tự đánh giá chất lượng: { $points }. Tổng { $total }/100 điểm, xếp loại { $grade }.
documents-grade-good = Tốt
documents-grade-fair = Khá
documents-grade-average = Trung bình
documents-grade-poor = Kém
documents-skipped = { $number }. Nội dung không thực hiện: { $entries }.
documents-reasoned = { $title } (lý do: { $reason })
documents-undone = { $number }. Nội dung thực hiện chưa đầy đủ: { $entries }.
documents-added = { $number }. Nội dung bổ sung vào chương trình: { $entries }.

## Minutes: VI

documents-six = VI- KẾT THÚC
documents-adopted = Người ghi biên bản đọc biên bản; chi bộ nhất trí, thông qua với { $fraction } tán thành ({ $percent }), { $changes }
documents-adopted-divided = Người ghi biên bản đọc biên bản; chi bộ biểu quyết thông qua: { $votes }; { $changes }
documents-adopted-failed = Người ghi biên bản đọc biên bản; chi bộ biểu quyết: { $votes }; biên bản không được thông qua; { $changes }
documents-read-only = Người ghi biên bản đọc biên bản; biên bản chưa được biểu quyết thông qua.
documents-not-read = Biên bản chưa được đọc và thông qua tại buổi sinh hoạt.
documents-no-changes = không có ý kiến sửa đổi.
documents-changes = ý kiến sửa đổi: { $changes }.
documents-change = đồng chí { $name }: { $text }
documents-left-open = Khi bế mạc: { $left } (lý do: { $reason }).
documents-items-left = Nội dung chưa tiến hành: { $titles }.
documents-ended-after-adoption = Nội dung không thực hiện sau khi thông qua biên bản: { $entries }.
documents-unfinished-not-called-to-order = chưa tuyên bố khai mạc
documents-unfinished-roll-not-taken = chưa điểm danh
documents-unfinished-programme-not-adopted = chương trình chưa được thông qua
documents-unfinished-item-without-result = có nội dung chưa biểu quyết
documents-unfinished-items-left = còn nội dung chưa tiến hành
documents-unfinished-tasks-unassigned = có nhiệm vụ chưa giao cho đồng chí nào
documents-unfinished-no-minute-taker = chưa cử người ghi biên bản
documents-unfinished-minutes-not-adopted = biên bản chưa được thông qua
documents-recording = Có ghi âm, ghi hình từ { $from } đến { $until }, { $by }.
documents-recording-to-end = Có ghi âm, ghi hình từ { $from } đến khi kết thúc buổi sinh hoạt, { $by }.
documents-recording-by-vote = theo biểu quyết tại buổi sinh hoạt: { $decision }
documents-recording-by-document = theo văn bản: { $decision }
documents-recording-gap = [đoạn này không ghi được]
documents-recording-gaps = Bản ghi thiếu { $count } đoạn, tổng cộng { $seconds } giây.
documents-end = Buổi sinh hoạt kết thúc hồi { $time } cùng ngày, thời lượng { $minutes } phút.
documents-end-next-day = Buổi sinh hoạt kết thúc hồi { $moment }, thời lượng { $minutes } phút.
documents-short = Thời lượng buổi sinh hoạt thiếu { $short } phút so với mức tối thiểu { $least } phút.
documents-sign-taker = Người ghi biên bản
documents-sign-chair = Chủ trì hội nghị

## Annex: a correction after closing, signed by both officers

documents-annex-type = PHỤ LỤC BIÊN BẢN
documents-annex-subject = số { $number }, { $subject }
documents-annex-closed = Biên bản buổi sinh hoạt kết thúc lúc { $moment } đã khóa và được giữ nguyên; phụ lục này đính chính, bổ sung biên bản.
documents-annex-author = Người lập: { $comrade }, lúc { $moment }.
documents-annex-reason = Lý do: { $reason }
documents-annex-text = NỘI DUNG ĐÍNH CHÍNH, BỔ SUNG
documents-annex-signed = Đã ký xác nhận trên hệ thống: { $names }.

## Attendance sheet

documents-sheet-title = Điểm danh
documents-sheet-column-number = TT
documents-sheet-column-name = Họ và tên
documents-sheet-column-standing = Tư cách
documents-sheet-column-site = Điểm cầu
documents-sheet-column-state = Tình trạng
documents-sheet-column-in = Giờ vào
documents-sheet-column-out = Giờ ra
documents-sheet-column-minutes = Số phút có mặt
documents-sheet-column-remarks = Ghi chú
documents-sheet-standing-official = đảng viên chính thức
documents-sheet-standing-probationary = đảng viên dự bị
documents-sheet-seat-observer = đại biểu dự
documents-sheet-seat-guest = khách mời
documents-sheet-state-present = có mặt
documents-sheet-state-absent-with-reason = vắng mặt có lý do
documents-sheet-state-absent-without-reason = vắng mặt không có lý do
documents-sheet-state-exempt = được miễn
documents-sheet-state-attached-elsewhere = sinh hoạt tạm thời nơi khác
documents-sheet-state-suspended = không được triệu tập
documents-sheet-late = vào muộn
documents-sheet-left-early = về sớm
documents-sheet-away = mất kết nối từ { $from } đến { $until }
documents-sheet-corrected = đồng chí { $author } điều chỉnh, lý do: { $reason }
