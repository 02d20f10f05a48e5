# Khi quy tắc của cuộc họp nói không: vì sao, và làm gì tiếp. Mã: server/meeting/refusal.py.

# Ai
refusal-not-yours = Việc này thuộc người khác trong cuộc họp, thường là chủ trì hoặc thư ký. Đồng chí đề nghị chủ trì thực hiện.
refusal-not-summoned = Theo danh sách hôm nay, đồng chí không thuộc diện dự buổi sinh hoạt này. Đồng chí liên hệ bí thư chi bộ.
refusal-not-a-member = Chỉ đảng viên của chi bộ thực hiện được việc này.
refusal-no-vote-probationary = Đảng viên dự bị được thảo luận, không biểu quyết.
refusal-no-vote-observer = Đại biểu dự được phát biểu, không tham gia biểu quyết.
refusal-no-vote-status = Theo tình trạng sinh hoạt hiện tại, đồng chí không tham gia biểu quyết. Đồng chí liên hệ bí thư nếu thấy chưa đúng.
refusal-not-on-voters-list = Danh sách biểu quyết đã chốt khi mở biểu quyết. Đồng chí vào sau thời điểm đó nên không có trong danh sách này.
refusal-not-site-keeper = Chỉ người giữ điểm cầu, chủ trì hoặc thư ký nhập thay được. Đồng chí đề nghị người giữ điểm cầu.
refusal-no-such-member = Không tìm thấy đồng chí này trong danh sách của cuộc họp.
refusal-already-chair = Chủ trì đang có mặt nên chưa cần người thay.

# Khi nào
refusal-meeting-closed = Buổi sinh hoạt đã bế mạc nên không thay đổi được nữa. Nếu cần đính chính, lập phụ lục biên bản.
refusal-meeting-not-closed = Việc này chỉ làm sau khi bế mạc.
refusal-not-called-to-order = Chủ trì chưa khai mạc. Đồng chí chờ khai mạc rồi thực hiện.
refusal-already-called = Buổi sinh hoạt đã khai mạc.
refusal-already-left = Đồng chí đã rời phòng. Vào lại phòng họp để tiếp tục.

# Mở phòng
refusal-too-few-official = Chi bộ cần ít nhất { $needed } đảng viên chính thức mới họp được. Đề nghị báo cấp ủy cấp trên.
refusal-no-authorisation = Chi bộ chưa có văn bản cho phép sinh hoạt trực tuyến. Nhập văn bản ở trang chi bộ rồi mở phòng.
refusal-chair-not-on-roll = Người chủ trì phải có tên trong danh sách chi bộ hôm nay. Chọn chủ trì khác rồi mở phòng.

# Chương trình
refusal-no-such-item = Không tìm thấy nội dung này trong chương trình. Trang sẽ tự cập nhật.
refusal-item-finished = Nội dung này đã qua. Đồng chí chọn nội dung khác.
refusal-item-not-current = Đây không phải nội dung đang bàn.
refusal-order-needs-reason = Còn bước “{ $title }” chưa thực hiện. Nếu bỏ qua, ghi lý do để đưa vào biên bản.
refusal-gate-unmet =
    { $duty ->
        [minute_taker_appointed] Bước này chưa cử thư ký.
        [roll_taken] Bước này chưa chốt điểm danh.
        [programme_adopted] Chương trình chưa được biểu quyết thông qua.
        [vote_held] Nội dung này chưa được biểu quyết.
        [score_entered] Chưa nhập điểm đánh giá buổi sinh hoạt.
       *[minutes_adopted] Biên bản chưa được đọc và thông qua.
    } Thực hiện rồi chuyển bước, hoặc ghi lý do để đưa vào biên bản.
refusal-programme-locked = Chương trình đã được thông qua. Muốn thêm nội dung, ghi lý do để đưa vào biên bản.

# Phát biểu
refusal-already-asked = Đồng chí đã đăng ký phát biểu rồi. Chỗ của đồng chí vẫn được giữ.
refusal-not-asked = Đồng chí chưa đăng ký phát biểu.
refusal-not-holding = Đồng chí không phải người đang phát biểu.
refusal-nobody-holding = Hiện không có ai đang phát biểu.
refusal-already-holding = Đồng chí này đang phát biểu rồi.
refusal-not-here = Đồng chí này hiện không có mặt trong phòng. Chờ nối lại hoặc mời đồng chí khác.
refusal-bad-order = Danh sách chờ vừa thay đổi. Sắp xếp lại theo danh sách mới.
refusal-free-discussion-on = Đang thảo luận tự do rồi.
refusal-free-discussion-off = Chưa mở thảo luận tự do.

# Biểu quyết
refusal-vote-open = Đang có một nội dung biểu quyết. Kết thúc biểu quyết đó trước.
refusal-no-such-question = Không tìm thấy nội dung biểu quyết này. Trang sẽ tự cập nhật.
refusal-vote-closed = Biểu quyết này đã kết thúc. Nếu có ý kiến khác, đồng chí có thể bảo lưu ý kiến.
refusal-speakers-waiting = Chưa mở được biểu quyết: còn { $waiting } đồng chí đăng ký phát biểu. Mời phát biểu trước, hoặc xác nhận mọi người đã nói xong.
refusal-in-person-only = Bầu cử và kỷ luật bỏ phiếu kín trực tiếp, không thực hiện trong phòng họp này.
refusal-ballot-already-cast = Phiếu kín của đồng chí đã có trong hòm phiếu và không đổi được. Nếu đồng chí chưa bỏ phiếu, báo ngay cho chủ trì.
refusal-wrong-form = Hình thức biểu quyết đã thay đổi. Trang sẽ tự cập nhật.
refusal-secret-too-few = Không bỏ phiếu kín được khi có dưới { $fewest } người: kết quả sẽ lộ ý kiến từng người.
refusal-secret-few-confirm = Chỉ có { $entitled } người bỏ phiếu nên kết quả có thể lộ ý kiến từng người. Chủ trì xác nhận nếu vẫn tiến hành.
refusal-sealed-malformed = Phiếu chưa được niêm phong đúng nên chưa nhận. Tải lại trang rồi gửi lại; phiếu chưa bị tính.
refusal-nobody-to-vote = Chưa có đảng viên chính thức nào có mặt để biểu quyết. Chờ thêm rồi mở biểu quyết.
refusal-not-closed-yet = Chờ công bố kết quả rồi bảo lưu ý kiến.
refusal-note-needed = Nhập thay cho người khác thì phải ghi rõ: ý kiến nói bằng lời, qua điện thoại, hay cách khác.
refusal-chair-waits-for-key = Chưa chuẩn bị được hòm phiếu. Bấm mở lại sau ít giây.

# Kết thúc
refusal-closing-incomplete = Còn việc chưa xong. Hoàn thành, hoặc ghi lý do để đưa vào biên bản rồi bế mạc.
refusal-vote-still-open = Đang có biểu quyết chưa kết thúc. Kết thúc biểu quyết rồi bế mạc.
refusal-minutes-adopted = Biên bản đã thông qua nên không sửa được. Đồng chí có thể lập phụ lục có hai chữ ký.
refusal-minutes-not-read = Biên bản chưa được đọc. Đọc biên bản rồi biểu quyết thông qua.
refusal-no-such-task = Không tìm thấy nhiệm vụ này. Trang sẽ tự cập nhật.
refusal-score-out-of-range = Điểm của nhóm { $group } không hợp lệ. Xem lại điểm tối đa của nhóm này.
refusal-no-such-annex = Không tìm thấy phụ lục này. Trang sẽ tự cập nhật.
refusal-already-signed = Phụ lục này đã có chữ ký của đồng chí.

# Nhập liệu
refusal-text-empty = Chưa có nội dung. Đồng chí nhập rồi gửi lại.
refusal-text-too-long = Nội dung dài quá { $most } ký tự. Đồng chí rút gọn rồi gửi lại.
refusal-reason-needed = Đồng chí ghi lý do để đưa vào biên bản.
refusal-number-out-of-range = Số phải trong khoảng từ { $low } đến { $high }.
refusal-unknown-command = Trang đang mở là bản cũ. Tải lại trang rồi thực hiện lại; chưa có gì thay đổi.
refusal-unknown-field = Trang đang mở là bản cũ. Tải lại trang rồi thực hiện lại; chưa có gì thay đổi.
refusal-wrong-type = Nội dung gửi lên chưa đúng dạng nên chưa được nhận. Kiểm tra lại, hoặc tải lại trang rồi thực hiện lại.
refusal-too-fast = Đồng chí bấm quá nhanh. Chờ vài giây rồi bấm lại; chưa có gì thay đổi.

# Từ dịch vụ
refusal-internal = Có trục trặc ở máy chủ, việc vừa rồi chưa được thực hiện. Đồng chí thử lại; nếu vẫn vậy, báo người phụ trách kỹ thuật.
refusal-media-offer = Trình duyệt này chưa nối được tiếng và hình. Đồng chí vẫn dự họp bằng chữ, vẫn được tính có mặt và biểu quyết.
refusal-media-unavailable = Tiếng và hình tạm thời chưa nối được. Máy tự thử lại; đồng chí vẫn được tính có mặt và vẫn biểu quyết được.
