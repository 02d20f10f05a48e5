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

documents-minutes-type = BIÊN BẢN
documents-minutes-subject-regular = sinh hoạt chi bộ thường kỳ tháng { $month } năm { $year }
documents-minutes-subject = { $what }: { $title }
documents-minutes-kind-thematic = sinh hoạt chuyên đề
documents-minutes-kind-extraordinary = họp chi bộ bất thường
documents-minutes-kind-congress = đại hội chi bộ

## Minutes: I

documents-minutes-one = I- THỜI GIAN, HÌNH THỨC, THÀNH PHẦN
documents-minutes-start = 1. Thời gian: bắt đầu { $moment }.
documents-minutes-form = 2. Hình thức: trực tuyến, theo { $authorisation }
documents-minutes-sites = Các điểm cầu: { $sites }.
documents-minutes-sites-first = { $name } ({ $heads } đồng chí)
documents-minutes-sites-next = { $name } ({ $heads })
documents-minutes-sites-alone = tham gia riêng lẻ ({ $heads })
documents-minutes-strength-title = 3. Tình hình đảng viên
documents-minutes-strength = - Tổng số: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }).
documents-minutes-status-reduced = + Được giảm công tác, sinh hoạt đảng: { $count } ({ $names }).
documents-minutes-status-exempt = + Được miễn công tác và sinh hoạt đảng: { $count } ({ $names }).
documents-minutes-status-attached-elsewhere = + Đang sinh hoạt tạm thời ở đảng bộ khác: { $count } ({ $names }).
documents-minutes-status-attached-here = + Đảng viên nơi khác đến sinh hoạt tạm thời (không tính vào tổng số): { $count } ({ $names }).
documents-minutes-status-suspended = + Bị đình chỉ sinh hoạt đảng: { $count } ({ $names }).
documents-minutes-status-prosecuted = + Bị khởi tố, truy tố, tạm giam: { $count } ({ $names }).
documents-minutes-status-transfer-pending = + Chưa nộp giấy giới thiệu sinh hoạt đảng: { $count } ({ $names }).
documents-minutes-present = - Có mặt: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }).
documents-minutes-present-attached-here = - Có mặt: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }; trong đó { $attached } đồng chí sinh hoạt tạm thời đến).
documents-minutes-excused = - Vắng mặt có lý do: { $count } ({ $names }).
documents-minutes-excused-none = - Vắng mặt có lý do: 0.
documents-minutes-unexcused = - Vắng mặt không có lý do: { $count } ({ $names }).
documents-minutes-unexcused-none = - Vắng mặt không có lý do: 0.
documents-minutes-rate = - Tỷ lệ dự sinh hoạt: { $fraction }, đạt { $percent }.
documents-minutes-late = - Vào muộn: { $entries }.
documents-minutes-late-entry = đồng chí { $name } ({ $time })
documents-minutes-late-entry-note = đồng chí { $name } ({ $time }, { $note })
documents-minutes-left-early = - Về sớm: { $entries }.
documents-minutes-away = - Mất kết nối: { $entries }.
documents-minutes-away-entry = đồng chí { $name } (từ { $from } đến { $until }; không có nội dung biểu quyết trong khoảng thời gian này)
documents-minutes-away-entry-votes = đồng chí { $name } (từ { $from } đến { $until }; trong khoảng thời gian này có { $votes } nội dung biểu quyết)
documents-minutes-attendance-corrections = - Điều chỉnh điểm danh: { $entries }.
documents-minutes-attendance-correction = đồng chí { $name }: { $change } (đồng chí { $author } ghi lúc { $time }, lý do: { $reason })
documents-minutes-corrected-present = xác nhận có mặt
documents-minutes-corrected-absent-with-reason = xác nhận vắng mặt có lý do
documents-minutes-corrected-absent-without-reason = xác nhận vắng mặt không có lý do
documents-minutes-base = - Số đảng viên chính thức tính kết quả biểu quyết: { $base }. Số tán thành cần có để thông qua: từ { $needed } trở lên.
documents-minutes-base-derived = { $base } ({ $official } trừ { $deductions })
documents-minutes-deduction-exempt = { $count } đồng chí được miễn vắng mặt
documents-minutes-deduction-attached-elsewhere = { $count } đồng chí sinh hoạt tạm thời nơi khác
documents-minutes-deduction-suspended = { $count } đồng chí bị đình chỉ sinh hoạt đảng
documents-minutes-deduction-prosecuted = { $count } đồng chí bị khởi tố, truy tố, tạm giam
documents-minutes-deduction-transfer-pending = { $count } đồng chí chưa nộp giấy giới thiệu sinh hoạt đảng
documents-minutes-deduction-absent-congress = { $count } đồng chí vắng mặt suốt đại hội có lý do được chấp nhận
documents-minutes-observers = 4. Đại biểu dự và chỉ đạo: { $names }.
documents-minutes-observers-none = 4. Đại biểu dự và chỉ đạo: không có.
documents-minutes-guests = Khách mời: { $names }.
documents-minutes-chair = 5. Chủ trì: { $chair }.
documents-minutes-chair-change = Từ { $time }, { $chair } được giao chủ trì.
documents-minutes-chair-change-line-lost = Từ { $time }, { $chair } chủ trì thay do đồng chí chủ trì mất kết nối.
documents-minutes-taker = 6. Người ghi biên bản: { $taker }.
documents-minutes-taker-voted = 6. Người ghi biên bản: { $taker } (chi bộ cử, { $fraction } đảng viên chính thức có mặt lúc biểu quyết tán thành, đạt { $percent } so với { $base }).
documents-minutes-taker-none = 6. Người ghi biên bản: chưa cử.

## Minutes: II

documents-minutes-two = II- MỞ ĐẦU
documents-minutes-opening = Đồng chí chủ trì tuyên bố lý do, giới thiệu đại biểu, quán triệt không trao đổi nội dung thuộc bí mật nhà nước trong buổi sinh hoạt trực tuyến; thông báo tình hình đảng viên
documents-minutes-dues-title = tình hình nộp đảng phí
documents-minutes-dues = { $title }: { $fraction } đồng chí thuộc diện nộp tại chi bộ đã nộp
documents-minutes-dues-note = { $title }: { $fraction } đồng chí thuộc diện nộp tại chi bộ đã nộp ({ $note })
documents-minutes-programme = Chi bộ biểu quyết thông qua chương trình: { $votes }.
documents-minutes-programme-failed = Chi bộ biểu quyết chương trình: { $votes }; không được thông qua.

## Minutes: III and IV

documents-minutes-three = III- NỘI DUNG
documents-minutes-item = { $number }. { $title }
documents-minutes-item-presented = { $number }. { $title }: { $presenter } trình bày.
documents-minutes-presented = Đồng chí { $name } trình bày.
documents-minutes-papers = Tài liệu: { $papers }.
documents-minutes-results-column-task = Nhiệm vụ
documents-minutes-results-column-owner = Phụ trách
documents-minutes-results-column-result = Kết quả
documents-minutes-four = IV- THẢO LUẬN
documents-minutes-four-counted = IV- THẢO LUẬN ({ $fraction } đồng chí phát biểu, đạt { $percent })
documents-minutes-no-discussion = Không có ý kiến phát biểu.
documents-minutes-contribution = { $number }. Đồng chí { $name }: { $gist }
documents-minutes-contribution-about = { $number }. Đồng chí { $name } ({ $about }): { $gist }
documents-minutes-about-probationary = dự bị
documents-minutes-about-written = ý kiến bằng văn bản
documents-minutes-about-order = về cách tiến hành
documents-minutes-no-gist = đã phát biểu ({ $minutes } phút).
documents-minutes-reordered = Đồng chí chủ trì thay đổi thứ tự phát biểu lúc { $time } (lý do: { $reason }).
documents-minutes-direction = Ý kiến đồng chí { $name }: { $text }
documents-minutes-response = Đồng chí chủ trì { $text }
documents-minutes-response-said = Đồng chí chủ trì: { $text }

## Minutes: V

documents-minutes-five = V- KẾT LUẬN, BIỂU QUYẾT, PHÂN CÔNG
documents-minutes-conclusion = { $number }. Đồng chí chủ trì kết luận: { $text }
documents-minutes-conclusion-about = { $number }. Đồng chí chủ trì kết luận ({ $title }): { $text }
documents-minutes-vote = { $number }. Biểu quyết{ $question } (biểu quyết công khai): { $votes }. Kết quả: { $verdict }.{ $more }
documents-minutes-vote-two-thirds = { $number }. Biểu quyết{ $question } (biểu quyết công khai, cần ít nhất hai phần ba, tức từ { $needed } trở lên): { $votes }. Kết quả: { $verdict }.{ $more }
documents-minutes-poll = { $number }. Thăm dò ý kiến ({ $form }){ $question }: { $votes }. Kết quả thăm dò không có giá trị quyết định.{ $more }
documents-minutes-poll-form-open = công khai
documents-minutes-poll-form-secret = phiếu kín
documents-minutes-ballot = { $number }. Biểu quyết bằng phiếu kín{ $question }: { $votes }. Kết quả: { $verdict }.{ $more }
documents-minutes-poll-withheld = { $number }. Thăm dò ý kiến bằng phiếu kín{ $question }: không công bố kết quả vì có dưới { $fewest } phiếu.{ $more }
documents-minutes-vote-voided = { $number }. Biểu quyết{ $question }: không có kết quả ({ $reason }).{ $more }
documents-minutes-votes-favour = tán thành { $fraction } ({ $percent })
documents-minutes-votes-against = không tán thành { $count } ({ $percent })
documents-minutes-votes-against-none = không tán thành 0
documents-minutes-votes-other = ý kiến khác { $count } ({ $percent })
documents-minutes-votes-other-none = ý kiến khác 0
documents-minutes-votes-invalid = phiếu không hợp lệ { $count }
documents-minutes-votes-none = không biểu quyết { $count }
documents-minutes-votes-absent = không biểu quyết { $count } (vắng mặt)
documents-minutes-votes-some-absent = không biểu quyết { $count } (trong đó { $absent } vắng mặt)
documents-minutes-verdict-passed = được thông qua
documents-minutes-verdict-failed = không được thông qua
documents-minutes-voided-box = số phiếu trong hòm không khớp số người đã bỏ phiếu
documents-minutes-reserved = Đồng chí { $name } đề nghị bảo lưu ý kiến{ $text }
documents-minutes-reserved-about = về
documents-minutes-cast-for = Ý kiến biểu quyết của đồng chí { $name } do đồng chí { $author } ghi thay ({ $note }).
documents-minutes-tasks = { $number }. Phân công:
documents-minutes-tasks-column-task = Nhiệm vụ
documents-minutes-tasks-column-owner = Người thực hiện
documents-minutes-tasks-column-due = Thời hạn
documents-minutes-tasks-whole-cell = Chi bộ
documents-minutes-tasks-standing = thường xuyên
documents-minutes-further = { $number }. { $title }:
documents-minutes-score = { $number }. Tự đánh giá chất lượng: { $points }. Tổng { $total }/100 điểm, xếp loại { $grade }.
documents-minutes-grade-good = Tốt
documents-minutes-grade-fair = Khá
documents-minutes-grade-average = Trung bình
documents-minutes-grade-poor = Kém
documents-minutes-skipped = { $number }. Nội dung không thực hiện: { $entries }.
documents-minutes-reasoned = { $title } (lý do: { $reason })
documents-minutes-undone = { $number }. Nội dung thực hiện chưa đầy đủ: { $entries }.
documents-minutes-added = { $number }. Nội dung bổ sung vào chương trình: { $entries }.

## Minutes: VI

documents-minutes-six = VI- KẾT THÚC
documents-minutes-adopted = Người ghi biên bản đọc biên bản; chi bộ nhất trí, thông qua với { $fraction } tán thành ({ $percent }), { $changes }
documents-minutes-adopted-divided = Người ghi biên bản đọc biên bản; chi bộ biểu quyết thông qua: { $votes }; { $changes }
documents-minutes-adopted-failed = Người ghi biên bản đọc biên bản; chi bộ biểu quyết: { $votes }; biên bản không được thông qua; { $changes }
documents-minutes-read-only = Người ghi biên bản đọc biên bản; biên bản chưa được biểu quyết thông qua.
documents-minutes-not-read = Biên bản chưa được đọc và thông qua tại buổi sinh hoạt.
documents-minutes-no-changes = không có ý kiến sửa đổi.
documents-minutes-changes = ý kiến sửa đổi: { $changes }.
documents-minutes-change = đồng chí { $name }: { $text }
documents-minutes-left-open = Khi bế mạc: { $left } (lý do: { $reason }).
documents-minutes-items-left = Nội dung chưa tiến hành: { $titles }.
documents-minutes-unfinished-not-called-to-order = chưa tuyên bố khai mạc
documents-minutes-unfinished-roll-not-taken = chưa điểm danh
documents-minutes-unfinished-programme-not-adopted = chương trình chưa được thông qua
documents-minutes-unfinished-item-without-result = có nội dung chưa biểu quyết
documents-minutes-unfinished-items-left = còn nội dung chưa tiến hành
documents-minutes-unfinished-no-minute-taker = chưa cử người ghi biên bản
documents-minutes-unfinished-minutes-not-adopted = biên bản chưa được thông qua
documents-minutes-end = Buổi sinh hoạt kết thúc hồi { $time } cùng ngày, thời lượng { $minutes } phút.
documents-minutes-end-next-day = Buổi sinh hoạt kết thúc hồi { $moment }, thời lượng { $minutes } phút.
documents-minutes-sign-taker = Người ghi biên bản
documents-minutes-sign-chair = Chủ trì hội nghị

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
