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

minutes-type = BIÊN BẢN
minutes-subject-regular = sinh hoạt chi bộ thường kỳ tháng { $month } năm { $year }
minutes-subject = { $what }: { $title }
minutes-kind-thematic = sinh hoạt chuyên đề
minutes-kind-extraordinary = họp chi bộ bất thường
minutes-kind-congress = đại hội chi bộ

## Minutes: I

minutes-one = I- THỜI GIAN, HÌNH THỨC, THÀNH PHẦN
minutes-start = 1. Thời gian: bắt đầu { $moment }.
minutes-form = 2. Hình thức: trực tuyến, theo { $authorisation }
minutes-sites = Các điểm cầu: { $sites }.
minutes-sites-first = { $name } ({ $heads } đồng chí)
minutes-sites-next = { $name } ({ $heads })
minutes-sites-alone = tham gia riêng lẻ ({ $heads })
minutes-strength-title = 3. Tình hình đảng viên
minutes-strength = - Tổng số: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }).
minutes-status-reduced = + Được giảm công tác, sinh hoạt đảng: { $count } ({ $names }).
minutes-status-exempt = + Được miễn công tác và sinh hoạt đảng: { $count } ({ $names }).
minutes-status-attached-elsewhere = + Đang sinh hoạt tạm thời ở đảng bộ khác: { $count } ({ $names }).
minutes-status-attached-here = + Đảng viên nơi khác đến sinh hoạt tạm thời (không tính vào tổng số): { $count } ({ $names }).
minutes-status-suspended = + Bị đình chỉ sinh hoạt đảng: { $count } ({ $names }).
minutes-status-prosecuted = + Bị khởi tố, truy tố, tạm giam: { $count } ({ $names }).
minutes-status-transfer-pending = + Chưa nộp giấy giới thiệu sinh hoạt đảng: { $count } ({ $names }).
minutes-present = - Có mặt: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }).
minutes-present-attached-here = - Có mặt: { $total } đồng chí (chính thức { $official }, dự bị { $probationary }; trong đó { $attached } đồng chí sinh hoạt tạm thời đến).
minutes-excused = - Vắng mặt có lý do: { $count } ({ $names }).
minutes-excused-none = - Vắng mặt có lý do: 0.
minutes-unexcused = - Vắng mặt không có lý do: { $count } ({ $names }).
minutes-unexcused-none = - Vắng mặt không có lý do: 0.
minutes-rate = - Tỷ lệ dự sinh hoạt: { $fraction }, đạt { $percent }.
minutes-late = - Vào muộn: { $entries }.
minutes-late-entry = đồng chí { $name } ({ $time })
minutes-late-entry-note = đồng chí { $name } ({ $time }, { $note })
minutes-left-early = - Về sớm: { $entries }.
minutes-away = - Mất kết nối: { $entries }.
minutes-away-entry = đồng chí { $name } (từ { $from } đến { $until }; không có nội dung biểu quyết trong khoảng thời gian này)
minutes-away-entry-votes = đồng chí { $name } (từ { $from } đến { $until }; trong khoảng thời gian này có { $votes } nội dung biểu quyết)
minutes-attendance-corrections = - Điều chỉnh điểm danh: { $entries }.
minutes-attendance-correction = đồng chí { $name }: { $change } (đồng chí { $author } ghi lúc { $time }, lý do: { $reason })
minutes-corrected-present = xác nhận có mặt
minutes-corrected-absent-with-reason = xác nhận vắng mặt có lý do
minutes-corrected-absent-without-reason = xác nhận vắng mặt không có lý do
minutes-base = - Số đảng viên chính thức tính kết quả biểu quyết: { $base }. Số tán thành cần có để thông qua: từ { $needed } trở lên.
minutes-base-derived = { $base } ({ $official } trừ { $deductions })
minutes-deduction-exempt = { $count } đồng chí được miễn vắng mặt
minutes-deduction-attached-elsewhere = { $count } đồng chí sinh hoạt tạm thời nơi khác
minutes-deduction-suspended = { $count } đồng chí bị đình chỉ sinh hoạt đảng
minutes-deduction-prosecuted = { $count } đồng chí bị khởi tố, truy tố, tạm giam
minutes-deduction-transfer-pending = { $count } đồng chí chưa nộp giấy giới thiệu sinh hoạt đảng
minutes-deduction-absent-congress = { $count } đồng chí vắng mặt suốt đại hội có lý do được chấp nhận
minutes-observers = 4. Đại biểu dự và chỉ đạo: { $names }.
minutes-observers-none = 4. Đại biểu dự và chỉ đạo: không có.
minutes-guests = Khách mời: { $names }.
minutes-chair = 5. Chủ trì: { $chair }.
minutes-chair-change = Từ { $time }, { $chair } được giao chủ trì.
minutes-chair-change-line-lost = Từ { $time }, { $chair } chủ trì thay do đồng chí chủ trì mất kết nối.
minutes-taker = 6. Người ghi biên bản: { $taker }.
minutes-taker-voted = 6. Người ghi biên bản: { $taker } (chi bộ cử, { $fraction } đảng viên chính thức có mặt lúc biểu quyết tán thành, đạt { $percent } so với { $base }).
minutes-taker-none = 6. Người ghi biên bản: chưa cử.

## Minutes: II

minutes-two = II- MỞ ĐẦU
minutes-opening = Đồng chí chủ trì tuyên bố lý do, giới thiệu đại biểu, quán triệt không trao đổi nội dung thuộc bí mật nhà nước trong buổi sinh hoạt trực tuyến; thông báo tình hình đảng viên
minutes-dues-title = tình hình nộp đảng phí
minutes-dues = { $title }: { $fraction } đồng chí thuộc diện nộp tại chi bộ đã nộp
minutes-dues-note = { $title }: { $fraction } đồng chí thuộc diện nộp tại chi bộ đã nộp ({ $note })
minutes-programme = Chi bộ biểu quyết thông qua chương trình: { $votes }.
minutes-programme-failed = Chi bộ biểu quyết chương trình: { $votes }; không được thông qua.

## Minutes: III and IV

minutes-three = III- NỘI DUNG
minutes-item = { $number }. { $title }
minutes-item-presented = { $number }. { $title }: { $presenter } trình bày.
minutes-presented = Đồng chí { $name } trình bày.
minutes-papers = Tài liệu: { $papers }.
minutes-results-column-task = Nhiệm vụ
minutes-results-column-owner = Phụ trách
minutes-results-column-result = Kết quả
minutes-four = IV- THẢO LUẬN
minutes-four-counted = IV- THẢO LUẬN ({ $fraction } đồng chí phát biểu, đạt { $percent })
minutes-no-discussion = Không có ý kiến phát biểu.
minutes-contribution = { $number }. Đồng chí { $name }: { $gist }
minutes-contribution-about = { $number }. Đồng chí { $name } ({ $about }): { $gist }
minutes-about-probationary = dự bị
minutes-about-written = ý kiến bằng văn bản
minutes-about-order = về cách tiến hành
minutes-no-gist = đã phát biểu ({ $minutes } phút).
minutes-reordered = Đồng chí chủ trì thay đổi thứ tự phát biểu lúc { $time } (lý do: { $reason }).
minutes-direction = Ý kiến đồng chí { $name }: { $text }
minutes-response = Đồng chí chủ trì { $text }
minutes-response-said = Đồng chí chủ trì: { $text }

## Minutes: V

minutes-five = V- KẾT LUẬN, BIỂU QUYẾT, PHÂN CÔNG
minutes-conclusion = { $number }. Đồng chí chủ trì kết luận: { $text }
minutes-conclusion-about = { $number }. Đồng chí chủ trì kết luận ({ $title }): { $text }
minutes-vote = { $number }. Biểu quyết{ $question } (biểu quyết công khai): { $votes }. Kết quả: { $verdict }.{ $more }
minutes-vote-two-thirds = { $number }. Biểu quyết{ $question } (biểu quyết công khai, cần ít nhất hai phần ba, tức từ { $needed } trở lên): { $votes }. Kết quả: { $verdict }.{ $more }
minutes-poll = { $number }. Thăm dò ý kiến ({ $form }){ $question }: { $votes }. Kết quả thăm dò không có giá trị quyết định.{ $more }
minutes-poll-form-open = công khai
minutes-poll-form-secret = phiếu kín
minutes-ballot = { $number }. Biểu quyết bằng phiếu kín{ $question }: { $votes }. Kết quả: { $verdict }.{ $more }
minutes-poll-withheld = { $number }. Thăm dò ý kiến bằng phiếu kín{ $question }: không công bố kết quả vì có dưới { $fewest } phiếu.{ $more }
minutes-vote-voided = { $number }. Biểu quyết{ $question }: không có kết quả ({ $reason }).{ $more }
minutes-votes-favour = tán thành { $fraction } ({ $percent })
minutes-votes-against = không tán thành { $count } ({ $percent })
minutes-votes-against-none = không tán thành 0
minutes-votes-other = ý kiến khác { $count } ({ $percent })
minutes-votes-other-none = ý kiến khác 0
minutes-votes-invalid = phiếu không hợp lệ { $count }
minutes-votes-none = không biểu quyết { $count }
minutes-votes-absent = không biểu quyết { $count } (vắng mặt)
minutes-votes-some-absent = không biểu quyết { $count } (trong đó { $absent } vắng mặt)
minutes-verdict-passed = được thông qua
minutes-verdict-failed = không được thông qua
minutes-voided-box = số phiếu trong hòm không khớp số người đã bỏ phiếu
minutes-reserved = Đồng chí { $name } đề nghị bảo lưu ý kiến{ $text }
minutes-reserved-about = về
minutes-cast-for = Ý kiến biểu quyết của đồng chí { $name } do đồng chí { $author } ghi thay ({ $note }).
minutes-tasks = { $number }. Phân công:
minutes-tasks-column-task = Nhiệm vụ
minutes-tasks-column-owner = Người thực hiện
minutes-tasks-column-due = Thời hạn
minutes-tasks-whole-cell = Chi bộ
minutes-tasks-standing = thường xuyên
minutes-further = { $number }. { $title }:
minutes-score = { $number }. Tự đánh giá chất lượng: { $points }. Tổng { $total }/100 điểm, xếp loại { $grade }.
minutes-grade-good = Tốt
minutes-grade-fair = Khá
minutes-grade-average = Trung bình
minutes-grade-poor = Kém
minutes-skipped = { $number }. Nội dung không thực hiện: { $entries }.
minutes-reasoned = { $title } (lý do: { $reason })
minutes-undone = { $number }. Nội dung thực hiện chưa đầy đủ: { $entries }.
minutes-added = { $number }. Nội dung bổ sung vào chương trình: { $entries }.

## Minutes: VI

minutes-six = VI- KẾT THÚC
minutes-adopted = Người ghi biên bản đọc biên bản; chi bộ nhất trí, thông qua với { $fraction } tán thành ({ $percent }), { $changes }
minutes-adopted-divided = Người ghi biên bản đọc biên bản; chi bộ biểu quyết thông qua: { $votes }; { $changes }
minutes-adopted-failed = Người ghi biên bản đọc biên bản; chi bộ biểu quyết: { $votes }; biên bản không được thông qua; { $changes }
minutes-read-only = Người ghi biên bản đọc biên bản; biên bản chưa được biểu quyết thông qua.
minutes-not-read = Biên bản chưa được đọc và thông qua tại buổi sinh hoạt.
minutes-no-changes = không có ý kiến sửa đổi.
minutes-changes = ý kiến sửa đổi: { $changes }.
minutes-change = đồng chí { $name }: { $text }
minutes-left-open = Khi bế mạc: { $left } (lý do: { $reason }).
minutes-items-left = Nội dung chưa tiến hành: { $titles }.
minutes-unfinished-not-called-to-order = chưa tuyên bố khai mạc
minutes-unfinished-roll-not-taken = chưa điểm danh
minutes-unfinished-programme-not-adopted = chương trình chưa được thông qua
minutes-unfinished-item-without-result = có nội dung chưa biểu quyết
minutes-unfinished-items-left = còn nội dung chưa tiến hành
minutes-unfinished-no-minute-taker = chưa cử người ghi biên bản
minutes-unfinished-minutes-not-adopted = biên bản chưa được thông qua
minutes-end = Buổi sinh hoạt kết thúc hồi { $time } cùng ngày, thời lượng { $minutes } phút.
minutes-end-next-day = Buổi sinh hoạt kết thúc hồi { $moment }, thời lượng { $minutes } phút.
minutes-sign-taker = Người ghi biên bản
minutes-sign-chair = Chủ trì hội nghị

## Annex: a correction after closing, signed by both officers

annex-type = PHỤ LỤC BIÊN BẢN
annex-subject = số { $number }, { $subject }
annex-closed = Biên bản buổi sinh hoạt kết thúc lúc { $moment } đã khóa và được giữ nguyên; phụ lục này đính chính, bổ sung biên bản.
annex-author = Người lập: { $comrade }, lúc { $moment }.
annex-reason = Lý do: { $reason }
annex-text = NỘI DUNG ĐÍNH CHÍNH, BỔ SUNG
annex-signed = Đã ký xác nhận trên hệ thống: { $names }.

## Attendance sheet

sheet-title = Điểm danh
sheet-column-number = TT
sheet-column-name = Họ và tên
sheet-column-standing = Tư cách
sheet-column-site = Điểm cầu
sheet-column-state = Tình trạng
sheet-column-in = Giờ vào
sheet-column-out = Giờ ra
sheet-column-minutes = Số phút có mặt
sheet-column-remarks = Ghi chú
sheet-standing-official = đảng viên chính thức
sheet-standing-probationary = đảng viên dự bị
sheet-seat-observer = đại biểu dự
sheet-seat-guest = khách mời
sheet-state-present = có mặt
sheet-state-absent-with-reason = vắng mặt có lý do
sheet-state-absent-without-reason = vắng mặt không có lý do
sheet-state-exempt = được miễn
sheet-state-attached-elsewhere = sinh hoạt tạm thời nơi khác
sheet-state-suspended = không được triệu tập
sheet-late = vào muộn
sheet-left-early = về sớm
sheet-away = mất kết nối từ { $from } đến { $until }
sheet-corrected = đồng chí { $author } điều chỉnh, lý do: { $reason }
