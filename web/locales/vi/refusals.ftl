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
refusal-chair-not-official = Chủ trì phải là đảng viên chính thức của chi bộ. Chọn đồng chí khác.
refusal-chair-takes-no-minutes = Chủ trì và thư ký là hai người: biên bản có hai chữ ký. Cử đồng chí khác ghi biên bản.

# Khi nào
refusal-meeting-closed = Buổi sinh hoạt đã bế mạc nên không thay đổi được nữa. Nếu cần đính chính, lập phụ lục biên bản.
refusal-meeting-not-closed = Việc này chỉ làm sau khi bế mạc.
refusal-not-called-to-order = Chủ trì chưa khai mạc. Đồng chí chờ khai mạc rồi thực hiện.
refusal-already-called = Buổi sinh hoạt đã khai mạc.
refusal-restricted-item = Chi bộ đang sinh hoạt nội dung chỉ dành cho đảng viên. Tiếng và hình tự nối lại khi sang nội dung khác.
refusal-already-left = Đồng chí đã rời phòng. Vào lại phòng họp để tiếp tục.
refusal-roll-taken = Điểm danh đầu buổi đã chốt và được giữ nguyên. Đồng chí vào sau được ghi giờ vào; nếu có sai sót, điều chỉnh điểm danh kèm lý do.

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
        [tasks_assigned] Có nhiệm vụ chưa giao cho đồng chí nào.
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
refusal-secret-again-confirm = Câu hỏi này đã bỏ phiếu kín một lần. So hai kết quả có thể suy ra ý kiến của đồng chí chỉ bỏ phiếu một lần. Chủ trì xác nhận nếu vẫn tiến hành.
refusal-sealed-malformed = Phiếu chưa được niêm phong đúng nên chưa nhận. Tải lại trang rồi gửi lại; phiếu chưa bị tính.
refusal-nobody-to-vote = Chưa có đảng viên chính thức nào có mặt để biểu quyết. Chờ thêm rồi mở biểu quyết.
refusal-not-closed-yet = Chờ công bố kết quả rồi bảo lưu ý kiến.
refusal-note-needed = Nhập thay cho người khác thì phải ghi rõ: ý kiến nói bằng lời, qua điện thoại, hay cách khác.
refusal-chair-waits-for-key = Chưa chuẩn bị được hòm phiếu. Bấm mở lại sau ít giây.

# Kết thúc
refusal-recording-not-permitted = Chi bộ chưa được phép ghi âm, ghi hình. Pháp luật không cho ghi khi chưa có sự đồng ý; cần văn bản cho phép của cấp ủy, ghi ở trang chi bộ trước khi mở cuộc họp.
refusal-recording-undecided = Chưa có quyết định ghi hình. Đồng chí chọn biểu quyết đã được thông qua tại cuộc họp này, hoặc ghi số văn bản.
refusal-recording-on = Cuộc họp đang được ghi hình.
refusal-recording-off = Cuộc họp không được ghi hình.
refusal-closing-incomplete = Còn việc chưa xong. Hoàn thành, hoặc ghi lý do để đưa vào biên bản rồi bế mạc.
refusal-vote-still-open = Đang có biểu quyết chưa kết thúc. Kết thúc biểu quyết rồi bế mạc.
refusal-minutes-adopted = Biên bản đã thông qua nên không sửa được. Đồng chí có thể lập phụ lục có hai chữ ký.
refusal-minutes-not-read = Biên bản chưa được đọc. Đọc biên bản rồi biểu quyết thông qua.
refusal-minutes-changed = Biên bản có nội dung ghi thêm sau khi đọc. Đọc lại biên bản rồi biểu quyết thông qua.
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
refusal-not-written = Máy chủ không ghi được, có thể do đầy đĩa; việc vừa rồi chưa được thực hiện. Đồng chí báo ngay người phụ trách kỹ thuật, rồi thử lại.
refusal-vote-not-written = Máy chủ không ghi được nên lá phiếu này CHƯA được tính. Đồng chí gửi lại sau ít giây; nếu vẫn vậy, báo chủ trì để kéo dài thời gian biểu quyết.
refusal-protocol = Trang này gửi đi một thông tin mà máy chủ không đọc được nên đã ngắt; chưa có gì thay đổi. Đồng chí tải lại trang để vào lại phòng họp.
refusal-signed-out = Phiên đăng nhập đã hết hoặc tài khoản đã bị khóa. Đồng chí đăng nhập lại; nếu không được, liên hệ bí thư chi bộ.
refusal-not-in-meeting = Đồng chí không có trong thành phần dự buổi sinh hoạt này, hoặc buổi sinh hoạt không còn mở. Đồng chí xem lại trang cuộc họp hoặc liên hệ bí thư chi bộ.
refusal-internal = Có trục trặc ở máy chủ, việc vừa rồi chưa được thực hiện. Đồng chí thử lại; nếu vẫn vậy, báo người phụ trách kỹ thuật.
refusal-media-offer = Trình duyệt này chưa nối được tiếng và hình. Đồng chí vẫn dự họp bằng chữ, vẫn được tính có mặt và biểu quyết.
refusal-media-unavailable = Tiếng và hình tạm thời chưa nối được. Máy tự thử lại; đồng chí vẫn được tính có mặt và vẫn biểu quyết được.

# Đăng nhập, tài khoản
refusal-ticket-spent = Lượt vào phòng này đã dùng hoặc đã hết hạn. Trang tự xin lượt mới.
refusal-wrong-sign-in =
    { $left ->
        [0] Số điện thoại, thư điện tử hoặc mật khẩu chưa đúng. Các lần thử sau sẽ được trả lời chậm hơn.
       *[other] Số điện thoại, thư điện tử hoặc mật khẩu chưa đúng. Đồng chí còn { $left } lần thử trước khi phải chờ lâu hơn.
    }
refusal-sign-in-slow = Vừa có quá nhiều lần thử từ địa chỉ này. Đồng chí chờ { $seconds } giây rồi thử lại; tài khoản không bị khóa.
refusal-link-expired = Liên kết đã dùng hoặc đã hết hạn. Đồng chí xin bí thư chi bộ tạo liên kết mới.
refusal-invitation-upwards = Liên kết này phải do quản trị viên hoặc người giữ chức vụ cao hơn trong chi bộ tạo.
refusal-invitation-replaces = Tài khoản này đã có mật khẩu. Bí thư, phó bí thư đặt lại được cho đảng viên không giữ chức vụ; các tài khoản khác do quản trị viên đặt lại.
refusal-last-administrator = Đây là quản trị viên duy nhất còn vào được. Đồng chí giao quyền quản trị cho một tài khoản khác trước.
refusal-setup-code-wrong = Mã chưa đúng, đã dùng hoặc đã hết hạn. Chạy lại chibo init trên máy chủ để lấy mã mới.
refusal-setup-done = Đã có quản trị viên. Quản trị viên đó tạo liên kết mời cho người khác. Không ai vào được nữa thì chạy chibo init --again trên máy chủ.
refusal-no-sign-in-name = Cần số điện thoại hoặc thư điện tử để đăng nhập. Đồng chí bổ sung rồi thử lại.
refusal-sign-in-name-taken = Đã có tài khoản khác dùng số điện thoại hoặc thư điện tử này. Đồng chí kiểm tra lại.
refusal-password-wrong = Mật khẩu đang dùng chưa đúng.
refusal-password-short = Mật khẩu cần từ { $least } ký tự. Đồng chí có thể dùng một câu.
refusal-password-long = Mật khẩu dài quá { $most } ký tự. Đồng chí rút ngắn lại.
refusal-password-common = Mật khẩu này dễ đoán. Đồng chí chọn một câu của riêng mình, không chứa số điện thoại.
refusal-password-differs = Hai lần nhập chưa giống nhau. Đồng chí nhập lại.

# Ô nhập
refusal-field-missing = Chưa nhập mục này. Đồng chí bổ sung.
refusal-field-long = Dài quá { $most } ký tự. Đồng chí rút gọn.
refusal-field-characters = Có ký tự không hiện ra được. Đồng chí xóa rồi gõ lại.
refusal-name-unlikely = Họ và tên chỉ gồm chữ. Đồng chí bỏ số và dấu khác.
refusal-sex-unknown = Không hiểu “{ $written }”. Đồng chí ghi Nam hoặc Nữ.
refusal-year-unlikely = Năm sinh “{ $written }” không hợp lý. Đồng chí ghi đủ bốn chữ số, ví dụ 1980.
refusal-date-impossible = Ngày { $day } không có. Đồng chí xem lại thẻ đảng viên, ví dụ 28/02/{ $year }.
refusal-date-unreadable = Không hiểu ngày “{ $written }”. Đồng chí ghi ngày/tháng/năm, ví dụ 19/05/2011.
refusal-date-in-future = Ngày này chưa đến. Đồng chí kiểm tra năm.
refusal-official-before-admission = Ngày chính thức trước ngày vào Đảng. Đồng chí xem lại hai ngày này.
refusal-official-without-admission = Có ngày chính thức nhưng thiếu ngày vào Đảng. Đồng chí bổ sung.
refusal-too-young-at-admission = Chưa đủ 18 tuổi vào ngày vào Đảng. Đồng chí xem lại năm sinh và ngày vào Đảng.
refusal-card-unlikely = Số thẻ chỉ gồm 6 đến 12 chữ số. Đồng chí xem lại thẻ đảng viên.
refusal-card-probationary = Đảng viên dự bị chưa có thẻ. Đồng chí bỏ số thẻ, hoặc ghi ngày chính thức.
refusal-phone-unlikely = Số điện thoại chưa đúng. Đồng chí ghi đủ 10 chữ số, ví dụ 0912 000 143.
refusal-email-unlikely = Thư điện tử chưa đúng. Đồng chí ghi dạng ten@coquan.vn.
refusal-no-contact = Thiếu số điện thoại. Đồng chí { $name } sẽ không đăng nhập được.
refusal-standing-unknown = Không hiểu “{ $written }”. Đồng chí ghi Chính thức hoặc Dự bị.
refusal-standing-suggest = Không hiểu “{ $written }”. Có phải “{ $suggested }”?
refusal-standing-contradicts = Ghi “{ $written }” nhưng ngày chính thức cho thấy khác. Đồng chí xem lại ngày chính thức.
refusal-site-unknown = Chi bộ chưa có điểm cầu “{ $written }”. Đồng chí thêm điểm cầu trước, hoặc để trống.
refusal-number-unlikely = Số phải trong khoảng từ { $low } đến { $high }.
refusal-choice-unknown = Lựa chọn này không có. Đồng chí chọn lại.
refusal-card-taken = Đã có đảng viên khác mang số thẻ này. Đồng chí xem lại thẻ.
refusal-contact-taken = Đã có đảng viên khác dùng số điện thoại hoặc thư điện tử này. Đồng chí kiểm tra lại.
refusal-row-twice = Trùng với dòng { $row }. Đồng chí giữ một dòng.
refusal-time-unreadable = Không hiểu giờ này. Đồng chí ghi giờ và phút, ví dụ 19:30.
refusal-period-backwards = Ngày kết thúc trước ngày bắt đầu. Đồng chí xem lại hai ngày này.

# Tổ chức, đảng viên
refusal-nothing-there = Không tìm thấy. Đồng chí mở lại từ trang chủ.
refusal-code-unlikely = Mã tổ chức gồm năm nhóm số, ví dụ 38.168.053.000.001.
refusal-code-taken = Mã này đã dùng cho tổ chức khác. Đồng chí kiểm tra lại.
refusal-tree-loop = Không chuyển được một tổ chức xuống dưới chính nó. Đồng chí chọn cấp ủy khác.
refusal-office-held = Chi bộ đang có bí thư. Đồng chí cho thôi chức vụ cũ trước, rồi ghi bí thư mới.
refusal-status-overlaps = Từ ngày { $day } đã có diện khác theo quyết định khác. Đồng chí chọn ngày kết thúc trước ngày đó, hoặc để trống để diện này kéo dài đến ngày đó.
refusal-already-member = Đồng chí này đang ở trong danh sách chi bộ.
refusal-site-twice = Chi bộ đã có điểm cầu cùng tên. Đồng chí đặt tên khác.

# Nhập danh sách
refusal-file-empty = Tệp chưa có nội dung. Đồng chí chọn tệp khác.
refusal-file-too-big = Tệp lớn quá { $most } MB. Đồng chí chia thành nhiều tệp.
refusal-file-type = Chỉ nhận tệp XLSX hoặc CSV. Đồng chí lưu lại theo dạng đó.
refusal-file-broken = Không đọc được tệp này. Đồng chí mở bằng chương trình bảng tính, lưu lại rồi gửi.
refusal-file-macros = Tệp có chứa mã chạy được nên không nhận. Đồng chí lưu lại thành tệp thường.
refusal-file-external = Tệp có liên kết đến tệp khác nên không nhận. Đồng chí chép giá trị sang tệp mới.
refusal-file-formulas = Dòng { $row } có công thức. Đồng chí thay công thức bằng giá trị rồi gửi lại.
refusal-file-bomb = Cấu tạo của tệp không an toàn nên không nhận. Đồng chí chép nội dung sang tệp mới.
refusal-file-rows = Danh sách dài quá { $most } dòng. Đồng chí chia thành nhiều tệp.
refusal-headings-missing = Chưa thấy cột: { $missing }. Đồng chí dùng tên cột như trong tệp mẫu.
refusal-preview-gone = Bản xem trước đã hết hạn hoặc đã nhập xong. Đồng chí gửi lại tệp nếu cần; danh sách chưa bị thay đổi thêm.
refusal-nothing-to-import = Chưa có dòng nào hợp lệ để nhập. Đồng chí sửa tệp rồi gửi lại.

# Trước cuộc họp
refusal-meeting-fixed = Cuộc họp đã mở hoặc đã bế mạc nên không sửa được nữa.
refusal-meeting-cancelled = Cuộc họp này đã hủy nên không sửa, không mở được nữa. Đồng chí tạo cuộc họp mới.
refusal-meeting-told = Đã thông báo cho đảng viên nên không xóa được. Đồng chí hủy cuộc họp và ghi lý do.
refusal-meeting-starts-past = Giờ họp đã qua. Đồng chí chọn giờ sắp tới.
refusal-agenda-empty = Chương trình chưa có nội dung nào. Đồng chí thêm nội dung trước.
refusal-rows-too-many = Nhiều nhất { $most } dòng. Chưa lưu; đồng chí gộp hoặc bỏ bớt dòng rồi lưu lại.
refusal-already-in-session = Chi bộ đang có một cuộc họp khác. Bế mạc cuộc họp đó rồi mở cuộc họp này.
refusal-not-notified = Cuộc họp chưa được thông báo. Đồng chí gửi thông báo cho đảng viên trước khi mở phòng.
refusal-no-secretary = Chi bộ chưa có bí thư hoặc phó bí thư vào ngày này. Đồng chí ghi chức vụ trước.
refusal-guest-unknown = Chưa có ai ngoài chi bộ dùng số điện thoại hoặc thư điện tử này. Đồng chí kiểm tra lại, hoặc nhờ quản trị thêm người trước.
refusal-reply-not-yours = Đồng chí không thuộc danh sách triệu tập của cuộc họp này nên không cần trả lời.
refusal-reply-late = Cuộc họp đã mở. Đồng chí vào phòng, hoặc báo trực tiếp cho chủ trì.
refusal-leave-reason = Đồng chí ghi lý do để chi ủy xét.
refusal-leave-not-asked = Đồng chí này không xin phép vắng mặt, hoặc đã đổi câu trả lời.
refusal-paper-too-big = Tệp lớn quá { $most } MB. Đồng chí chia nhỏ hoặc giảm dung lượng.
refusal-paper-type = Chỉ nhận PDF, PNG, JPEG hoặc DOCX. Đồng chí lưu lại theo một trong các dạng đó.
refusal-paper-mismatch = Nội dung tệp không đúng với đuôi { $extension }. Đồng chí kiểm tra lại tệp.
refusal-paper-broken = Không đọc được tệp này. Đồng chí mở thử trên máy, lưu lại rồi gửi.
refusal-paper-pixels = Hình lớn quá { $most } triệu điểm ảnh. Đồng chí thu nhỏ rồi gửi.
refusal-paper-secret-unsaid = Đồng chí xác nhận tài liệu không chứa bí mật nhà nước. Nếu có, không được đăng lên đây.
refusal-paper-secret-marked = Tài liệu có dấu độ mật nên không nhận. Đồng chí xử lý theo quy định bảo vệ bí mật nhà nước.
refusal-papers-too-many = Tài liệu của cuộc họp này đã đến giới hạn { $most } MB. Đồng chí gỡ bớt trước.
