### Câu chữ của phòng họp. Xưng hô: đồng chí. Nói việc gì đã xảy ra, cái gì được giữ, làm gì tiếp.

## Phòng

room-sending = Đang gửi
room-connecting = Đang vào phòng họp
room-connecting-detail = Đồng chí đợi giây lát.
room-needs-script = Phòng họp cần JavaScript. Đồng chí bật JavaScript trong trình duyệt rồi tải lại trang.
room-connecting-again = Chưa kết nối được. Máy đang tự thử lại, đồng chí không cần bấm gì.
room-not-begun = Chưa khai mạc
room-between-items = Giữa hai nội dung
room-starts-at = Bắt đầu { $time }
room-elapsed-short = { $minutes } phút
room-elapsed = Đã họp { $minutes } phút
room-secrets = Không nói nội dung bí mật nhà nước
room-secrets-long = Không trao đổi, trình chiếu, ghi chép nội dung thuộc bí mật nhà nước.
room-replaced = Đồng chí đã vào phòng ở máy khác
room-replaced-detail = Phòng họp chỉ mở ở một nơi cho mỗi đồng chí. Đồng chí vẫn được tính có mặt.
room-signed-out = Phiên đăng nhập đã hết
room-signed-out-detail = Đồng chí đăng nhập lại để vào phòng. Những gì đã gửi vẫn được giữ. Nếu không đăng nhập được, đồng chí liên hệ bí thư chi bộ.
room-not-let-in = Đồng chí chưa vào được phòng họp này
room-not-let-in-detail = Đồng chí không có trong thành phần dự buổi sinh hoạt này, hoặc buổi sinh hoạt không còn mở. Đồng chí xem lại trang cuộc họp hoặc liên hệ bí thư chi bộ.
room-outdated = Trang này cần tải lại
room-outdated-detail = Máy chủ không đọc được thông tin trang này vừa gửi nên đã ngắt. Chưa có gì thay đổi; đồng chí vẫn được tính có mặt nếu vào lại ngay.
room-sign-in-again = Đăng nhập lại
room-load-again = Tải lại trang
room-enter-here = Vào phòng ở máy này
band-title = Đường truyền
band-waiting = Mất kết nối lúc { $time }. Máy đang tự nối lại.
band-stopping = Máy chủ đang khởi động lại. Trang này tự nối lại.
band-waiting-kept = Màn hình chưa cập nhật. Chỗ của đồng chí trong danh sách phát biểu vẫn được giữ.
band-weak = Mạng yếu.
device-recording = Cuộc họp đang được ghi hình, theo quyết định: { $decision }. Tiếng và hình của đồng chí khi được phép phát sẽ có trong bản ghi.
recording-title = Ghi hình
recording-band = Đang ghi hình.
recording-by-vote = Theo biểu quyết: { $decision }.
recording-by-document = Theo văn bản: { $decision }.
recording-since = { $name } bật lúc { $time }.
recording-off-why = Mặc định không ghi âm, ghi hình. Luật Bảo vệ dữ liệu cá nhân 2025 (điều 29) cấm ghi khi chưa có sự đồng ý; hướng dẫn họp trực tuyến (03-HD/TW ngày 27/12/2022) không quy định việc ghi. Vì vậy cần văn bản cho phép của cấp ủy, và mỗi lần ghi phải do cuộc họp quyết định.
recording-not-permitted-how = Chi bộ chưa có văn bản cho phép. Cấp ủy cấp trên ghi văn bản ở trang chi bộ trước khi mở cuộc họp.
recording-permission = Văn bản cho phép
recording-decision = Quyết định của cuộc họp
recording-other-document = Văn bản khác
recording-document = Số, tên văn bản
recording-document-hint = Ví dụ: Kế hoạch số 7-KH/CB ngày 01/12/2026
recording-document-missing = Ghi số văn bản trước
recording-start-lead = Mọi màn hình sẽ hiện "Đang ghi hình" cùng quyết định này, và biên bản ghi lại. Chỉ ghi tiếng và hình mà phòng họp đang cho phép.
recording-start = Bắt đầu ghi
recording-stop-lead = Muốn ghi tiếp phải có quyết định mới.
recording-stop = Dừng ghi
announce-recording = Cuộc họp bắt đầu được ghi hình. { $name } bật, theo quyết định: { $decision }.
announce-recording-over = Đã dừng ghi hình.
band-media-lost = Chưa có tiếng và hình. Máy đang tự nối lại.
band-audio-only = Mạng yếu, đã tắt hình để giữ tiếng.
band-restricted = Chi bộ đang sinh hoạt nội dung chỉ dành cho đảng viên.
band-restricted-kept = Tiếng và hình tạm ngừng ở máy này, tự nối lại khi sang nội dung khác.
band-text-only = Đang họp bằng chữ.
band-kept = Đồng chí vẫn được tính có mặt và vẫn biểu quyết được.
line-good = Đường truyền tốt
line-good-detail = Tiếng và hình rõ
line-fair = Đường truyền vừa đủ
line-fair-detail = Tiếng rõ, hình vừa
line-weak = Đường truyền yếu
line-weak-detail = Có thể nghe đứt quãng
line-lost = Đang nối lại
line-lost-detail = Chưa có tiếng và hình
line-audio-only = Chỉ nghe tiếng
line-supply-reduced = Ưu tiên tiếng, bớt hình
line-supply-sound-only = Chỉ còn tiếng, tạm ngừng hình
line-text-only = Họp bằng chữ
line-text-only-detail = Không tiếng, không hình
notice-muted = Lượt phát biểu đã kết thúc nên tiếng ở máy này đã tắt.
notice-seen = Đã đọc
dialog-close = Đóng
panel-title = Diễn biến cuộc họp
tab-floor = Phát biểu
tab-roll = Điểm danh
tab-vote = Biểu quyết
tab-minutes = Biên bản

## Chương trình

agenda-title = Chương trình
agenda-not-begun = Chờ chủ trì khai mạc
agenda-on-time = Đúng theo dự kiến
agenda-late = Chậm { $minutes } phút so với dự kiến
agenda-minutes-of = { $real }/{ $planned } phút
agenda-done = Xong · { $real }/{ $planned } phút
agenda-now = Đang làm · { $real }/{ $planned } phút
agenda-planned = Dự kiến { $minutes } phút
agenda-skipped = Bỏ qua: { $reason }
agenda-stage-done = { $steps } bước · { $real }/{ $planned } phút
agenda-stage-to-come = { $steps } bước · { $planned } phút
agenda-finish = Kết thúc bước này
agenda-add = Thêm nội dung
agenda-start = Chuyển sang bước này
agenda-skip = Bỏ qua
agenda-skip-why = Bỏ qua “{ $title }”. Lý do được ghi vào biên bản.
stage-opening = I. Mở đầu
stage-business = II. Tiến hành
stage-closing = III. Kết thúc

## Hình

stage-chair = Chủ trì
stage-minute-taker = Thư ký
stage-this-device = máy này
stage-speaking = đang phát biểu
stage-alone = Tham gia riêng
stage-muted = Tắt tiếng
stage-people = { $count } đồng chí
stage-place = Thứ { $place }
stage-reconnecting = Đang nối lại
stage-since = từ { $time }
stage-shares = { $name } đang trình tài liệu
stage-whole-room = Cả phòng
stage-see-all = Xem cả { $count } đồng chí trong phòng
stage-back = Về người phát biểu
seat-observer = Đại biểu dự
seat-guest = Khách mời

## Phát biểu

floor-now = Người đang phát biểu
floor-turn-of = Lượt { $turn } · { $minutes } phút
floor-left = còn lại
floor-soon-over = sắp hết giờ
floor-over = quá { $time }
floor-gathering = Chưa khai mạc
floor-gathering-detail = Trước giờ khai mạc, đồng chí nào bật tiếng đều được nghe.
floor-nobody = Chưa có ai phát biểu
floor-nobody-detail = Tiếng của chủ trì luôn được nghe. Đồng chí nào muốn nói thì bấm Xin phát biểu.
floor-free = Thảo luận tự do
floor-free-detail = Đảng viên nào bật tiếng đều được nghe.
floor-waiting = Đang chờ phát biểu: { $count }
floor-nobody-waits = Chưa có đồng chí nào đăng ký.
floor-waits =
    { $minutes ->
        [0] vừa đăng ký
       *[other] chờ { $minutes } phút
    }
floor-reordered = Chủ trì đã đổi thứ tự: { $reason }
floor-ask-otherwise = Đăng ký để hỏi, giải trình
floor-site = Xin phát biểu cho đồng chí cùng điểm cầu
floor-site-ask = { $name } xin phát biểu
floor-site-withdraw = Hạ tay cho { $name }
floor-ask-question = Hỏi
floor-ask-reply = Giải trình
floor-ask-point_of_order = Về cách tiến hành
floor-kind-speech = phát biểu
floor-kind-question = hỏi
floor-kind-reply = giải trình
floor-kind-point_of_order = về cách tiến hành

## Thanh điều khiển

control-bar = Điều khiển
control-microphone-on = Bật tiếng
control-microphone-off = Tắt tiếng
control-microphone-beside = Điểm cầu của đồng chí mở một micro để khỏi vọng tiếng: máy đồng chí { $name }. Đồng chí nói vào máy ấy.
control-microphone-why = Tiếng mở khi đến lượt đồng chí. Bấm Xin phát biểu để đăng ký.
control-camera-on = Bật hình
control-camera-off = Tắt hình
control-hand-up-short = Phát biểu
control-hand-up = Xin phát biểu
control-hand-down = Hạ tay
control-share = Trình tài liệu
control-share-stop = Dừng trình
control-open-vote-short = Biểu quyết
control-open-vote = Mở biểu quyết
control-steps = Các bước
control-whole-room = Xem cả phòng
control-stage = Về người nói
control-more = Thêm
control-help = Gọi trợ giúp
control-leave = Rời phòng
control-opinion = Gửi ý kiến bằng chữ
control-audio-only = Chỉ nghe tiếng, tắt hình
control-pictures = Bật lại hình
control-text-only = Họp bằng chữ
control-try-sound = Thử bật tiếng
control-sounds-on = Bật âm báo
control-sounds-off = Tắt âm báo
control-hand-over = Giao người khác chủ trì
control-record = Ghi hình cuộc họp
control-record-stop = Dừng ghi hình
control-take-chair = Nhận chủ trì thay
sheet-agenda = Chương trình
sheet-floor = Phát biểu
sheet-roll = Điểm danh
sheet-vote = Biểu quyết
sheet-minutes = Biên bản
sheet-more = Thêm
sheet-help = Trợ giúp
help-lead = Nếu cách dưới đây chưa được, đồng chí gọi điện cho đồng chí { $name }, người ghi biên bản.
help-heard = Cả phòng không nghe thấy đồng chí
help-heard-answer = Tiếng chỉ mở khi chủ trì mời phát biểu. Khi đến lượt, bấm Bật tiếng; nếu trình duyệt hỏi thì chọn Cho phép.
help-hears = Đồng chí không nghe thấy cả phòng
help-hears-answer = Xem lại âm lượng của máy và loa đang chọn, rồi tải lại trang; chỗ của đồng chí vẫn được giữ trong 2 phút.
help-seen = Không thấy hình của đồng chí
help-seen-answer = Bấm Bật hình. Nếu máy báo camera đang bận, đồng chí đóng ứng dụng khác đang dùng camera.
help-line = Mạng yếu
help-line-answer = Bấm Thêm, chọn Chỉ nghe tiếng hoặc Họp bằng chữ. Đồng chí vẫn được tính có mặt và vẫn biểu quyết được.
help-vote = Không bấm được biểu quyết
help-vote-answer = Chờ lượt và nói bằng tiếng; chủ trì hoặc thư ký nhập thay và ghi chú, cả phòng nhìn thấy.
leave-title = Rời phòng họp
leave-member = Rời phòng là thôi có mặt từ lúc này; giờ rời phòng được ghi vào bảng điểm danh. Đồng chí vào lại được bất cứ lúc nào.
leave-chair = Đồng chí đang chủ trì. Nếu rời phòng, phó bí thư có thể nhận chủ trì thay. Cuộc họp chưa bế mạc.
leave-stay = Ở lại

## Việc tiếp theo của mỗi người

member-label = Việc của đồng chí
member-gathering = Phòng đã mở. Chờ đồng chí { $chair } khai mạc.
member-your-turn = Đến lượt đồng chí phát biểu. Bấm Bật tiếng để nói.
member-speaking = Đồng chí đang phát biểu. Nói xong, bấm Kết thúc lượt.
member-waiting = Đồng chí chờ lượt thứ { $place }, khoảng { $minutes } phút nữa.
member-vote-open = Đang mở biểu quyết.
member-listening = Đồng chí { $name } đang phát biểu.
member-free-discussion = Đang thảo luận tự do. Đồng chí bật tiếng là cả phòng nghe.
member-next = Nội dung tiếp theo: { $title }.
member-last = Đây là nội dung cuối của chương trình.
script-label = Lời dẫn cho chủ trì · bước tiếp theo
script-see-steps = Xem các bước
script-gathering = “Đã đến giờ. Hiện có { $official } trên { $base } đồng chí chính thức có mặt. Tôi xin phép bắt đầu buổi sinh hoạt.”
script-check-in-asked = “Đồng chí { $name } báo có mặt cùng điểm cầu: { $names }. Đề nghị các đồng chí lên tiếng hoặc vào hình để xác nhận.”
script-next-item = “Mời các đồng chí chuyển sang nội dung: { $title }.”
script-reason = “Tôi xin tuyên bố lý do: { $title }. Xin nhắc các đồng chí không trao đổi nội dung thuộc bí mật nhà nước.”
script-choose-minute-taker = “Đề nghị chi bộ cử một đồng chí làm thư ký.”
script-appoint-minute-taker = “Tôi đề nghị đồng chí { $name } làm thư ký buổi sinh hoạt.”
script-take-roll = “Có mặt { $official } trên { $base } đồng chí. Nội dung được thông qua khi có từ { $needed } đồng chí tán thành.”
script-roll-taken = “Đã chốt điểm danh: { $official } trên { $base } đồng chí chính thức có mặt.”
script-adopt-programme = “Đề nghị các đồng chí biểu quyết thông qua nội dung, chương trình, thời gian { $seconds } giây.”
script-put-to-vote = “Còn đồng chí nào có ý kiến khác không? Nếu không, đề nghị các đồng chí biểu quyết, thời gian { $seconds } giây.”
script-vote-open =
    { $left ->
       *[other] “Còn { $left } đồng chí chưa biểu quyết. Đề nghị các đồng chí cho ý kiến.”
    }
script-vote-all-in = “Các đồng chí đã biểu quyết đủ. Tôi xin kết thúc biểu quyết.”
script-passed = “Có { $in_favour } trên { $base } đồng chí tán thành, đạt { $share }. Nội dung được thông qua. Có đồng chí nào bảo lưu ý kiến không?”
script-not-passed = “Có { $in_favour } trên { $base } đồng chí tán thành, chưa đủ { $needed }. Nội dung không được thông qua.”
script-withheld = “Không công bố kết quả, vì dưới 3 phiếu thì lộ ý kiến từng người.”
script-poll-result = “Kết quả thăm dò đã có trên màn hình. Kết quả này để tham khảo.”
script-next-speaker = “Cảm ơn đồng chí { $given }. Mời đồng chí { $speaker }{ $place } phát biểu.”
script-next-speaker-following = “Cảm ơn đồng chí { $given }. Mời đồng chí { $speaker }{ $place } phát biểu. Đồng chí { $following } chuẩn bị.”
script-invite = “Mời đồng chí { $speaker }{ $place } phát biểu.”
script-invite-following = “Mời đồng chí { $speaker }{ $place } phát biểu. Đồng chí { $following } chuẩn bị.”
script-speaking = “Cảm ơn đồng chí { $name }. Còn đồng chí nào có ý kiến không?”
script-presenter = “Mời đồng chí { $name } trình bày: { $title }.”
script-any-other = “Còn đồng chí nào có ý kiến khác không? Nếu không, xin chuyển sang nội dung tiếp theo.”
script-item = “Nếu không có ý kiến gì thêm về { $title }, xin chuyển sang nội dung tiếp theo.”
script-superior = “Xin mời đồng chí { $name }, { $title }, phát biểu ý kiến chỉ đạo.”
script-superior-thanks = “Chi bộ xin tiếp thu ý kiến chỉ đạo của đồng chí { $name }, giao chi ủy đưa vào nghị quyết.”
script-superior-absent = “Buổi sinh hoạt hôm nay không có đại biểu cấp trên. Xin chuyển sang nội dung tiếp theo.”
script-score = “Đề nghị chi bộ chấm điểm chất lượng buổi sinh hoạt theo 7 nhóm tiêu chí.”
script-read-minutes = “Mời đồng chí thư ký { $name } đọc biên bản.”
script-adopt-minutes = “Các đồng chí đã nghe biên bản. Đề nghị biểu quyết thông qua, thời gian { $seconds } giây.”
script-close = “Chương trình đã hết. Tôi xin tuyên bố bế mạc buổi sinh hoạt. Cảm ơn các đồng chí.”
script-all-done = “Chương trình đã hết. Tôi xin tuyên bố bế mạc buổi sinh hoạt.”
script-closed = Buổi sinh hoạt đã bế mạc.
action-call-to-order = Khai mạc
action-close-vote = Kết thúc biểu quyết
action-extend-vote = Thêm 30 giây
action-end-turn = Kết thúc lượt
action-extend-turn = Thêm 1 phút
action-give-floor = Mời đồng chí { $given }
action-start-item = Sang bước { $number }
action-take-roll = Chốt điểm danh
action-open-vote = Mở biểu quyết
action-enter-score = Nhập điểm
action-read-minutes = Đọc biên bản
action-appoint-minute-taker = Cử đồng chí { $given }
action-choose-minute-taker = Chọn thư ký
action-choose-other = Chọn đồng chí khác
action-close-meeting = Bế mạc
action-yield = Kết thúc lượt
action-give-to = Mời phát biểu
action-open-free = Mở thảo luận tự do
action-close-free = Kết thúc thảo luận tự do
action-reorder = Đổi thứ tự
action-invite = Mời
action-reserve = Bảo lưu ý kiến
action-confirm-check-in = Xác nhận có mặt
action-decline-check-in = Chưa xác nhận
action-write = Ghi vào biên bản
action-assign = Giao nhiệm vụ
action-withdraw-task = Bỏ
minutes-task-label =
    { $between ->
        [yes] Việc của thư ký
       *[no] Việc của thư ký · bước { $number }
    }
minutes-task = Đã ghi { $written } ý kiến ở bước này.
minutes-task-next = Đã ghi { $written } ý kiến. Phát biểu tiếp theo: đồng chí { $name }, { $place }.
minutes-task-read = Xem lại biên bản, rồi đưa lên màn hình cả phòng và đọc.

## Giao diện đơn giản

control-simple = Giao diện đơn giản
control-full = Về giao diện đầy đủ
sheet-answer = Biểu quyết
place-waiting = Đồng chí chờ lượt thứ { $place }
simple-speaks = Đang nói: { $name }
simple-present = Dự sinh hoạt: { $present }/{ $summoned }
simple-come-back = Vào lại được
simple-no-vote = Chưa có nội dung
simple-vote-open = Đang mở, còn { $time }
simple-microphone-on = Cả phòng đang nghe
simple-microphone-off = Đang tắt tiếng
simple-microphone-waits = Mở khi đến lượt
simple-microphone-beside = Điểm cầu mở ở máy đồng chí { $name }
simple-your-turn = Đến lượt đồng chí
simple-nobody-waits = Chưa có ai chờ
simple-waiting = Có { $count } người đang chờ
simple-helper = Đồng chí { $name }

## Điểm danh

roll-title = Điểm danh
roll-official-of = { $present }/{ $base } chính thức có mặt
roll-attendance = Dự sinh hoạt, kể cả dự bị: { $present }/{ $summoned }.
roll-attendance-short = Dự sinh hoạt, kể cả dự bị
roll-official-present = Chính thức có mặt
roll-probationary-present = Dự bị có mặt
roll-probationary-one = Đảng viên dự bị
roll-excused = Vắng có lý do
roll-missing = Chưa có mặt
roll-lost = Mất kết nối, đang chờ
roll-waited-for = chờ đến { $time }
roll-gone = Không còn trong phòng
roll-left-at = rời phòng lúc { $time }
roll-lost-at = mất kết nối từ { $time }
roll-asked = Chờ xác nhận, cùng đồng chí { $name }
roll-lost-one = Mất kết nối
roll-left-one = Đã rời phòng
roll-late = { $time }, vào muộn
roll-corrected = đã sửa
roll-alone = Tham gia riêng
roll-probationary = Có mặt, không biểu quyết
roll-apart = Không tính vắng
roll-invited = Đại biểu, khách mời
roll-not-here = chưa vào
roll-leave-undecided = xin vắng, chờ xét
roll-correct = Sửa điểm danh
roll-check-in = Ghi điểm cầu, đồng chí ngồi cùng
state-present = Có mặt
state-absent_with_reason = Vắng có lý do
state-absent_without_reason = Vắng không lý do
state-exempt = Miễn sinh hoạt
state-attached_elsewhere = Sinh hoạt tạm thời nơi khác
state-suspended = Không dự
correct-title = Sửa điểm danh
correct-lead = Người sửa và lý do được lưu lại và ghi vào bảng điểm danh.
correct-member = Đồng chí
correct-state = Ghi là
correct-go = Sửa
check-in-title = Điểm cầu và đồng chí ngồi cùng
check-in-confirmed = Chủ trì hoặc thư ký xác nhận rồi mới tính có mặt.
check-in-lead = Mỗi đồng chí là một dòng riêng trong điểm danh và một phiếu riêng khi biểu quyết, do đồng chí nhập, cả phòng nhìn thấy.
check-in-site = Điểm cầu
check-in-no-site = Không thuộc điểm cầu nào
check-in-who = Ai ngồi cùng?
check-in-go = Ghi có mặt
check-in-nobody = Đồng chí chọn điểm cầu, hoặc chọn ít nhất một người ngồi cùng.
check-in-own-machine = Ngồi chung phòng mà mỗi đồng chí một máy: mỗi đồng chí tự chọn điểm cầu ở máy mình. Mỗi điểm cầu mở một micro để khỏi vọng tiếng.
check-in-site-go = Ghi điểm cầu
check-out = Ghi đã về

## Biểu quyết

vote-open-short = Công khai
vote-open = Biểu quyết công khai
vote-secret = Bỏ phiếu kín
vote-none = Chưa có nội dung biểu quyết.
vote-step = Bước { $number }
vote-time-left = Còn { $time }
vote-time-over = Hết giờ, chờ chủ trì kết thúc
vote-answers = Ý kiến của đồng chí
answer-in_favour = Tán thành
answer-against = Không tán thành
answer-other = Ý kiến khác
answer-none = Không biểu quyết
answer-poll-in_favour = Đồng ý
answer-poll-against = Không đồng ý
answer-poll-other = Không có ý kiến
vote-recorded = Đã ghi nhận: { $answer }.
vote-may-change-short = Được đổi đến khi kết thúc.
vote-may-change = Được đổi ý kiến đến khi chủ trì kết thúc biểu quyết.
vote-secret-promise = Không ai biết đồng chí chọn gì, kể cả chủ trì. Phiếu đã gửi thì không đổi được.
vote-poll-promise = Thăm dò ý kiến, kết quả để tham khảo. Không ai biết đồng chí chọn gì, kể cả chủ trì. Phiếu đã gửi thì không đổi được.
vote-send-ballot = Gửi phiếu kín
vote-choose-first = Đồng chí chọn một ý kiến trước.
vote-ballot-in = Phiếu của đồng chí đã vào hòm phiếu.
vote-ballot-final = Phiếu kín không đổi được. Kết quả hiện khi chủ trì kết thúc.
vote-progress = đã biểu quyết
vote-ballots = đồng chí đã gửi phiếu
vote-progress-said = { $voted } trên { $total } đồng chí đã biểu quyết
vote-result-later = Kết quả chỉ hiện khi kết thúc
vote-key-voted = Đã biểu quyết { $count }
vote-key-open = Có mặt, chưa biểu quyết { $count }
vote-key-absent = Vắng mặt { $count }
vote-closed-at = đã kết thúc { $time }
vote-result-said = Tán thành { $yes }, không tán thành { $no }, ý kiến khác { $other }, không biểu quyết { $silent }
vote-put-away = Về người phát biểu
vote-void = Hủy lần biểu quyết này
vote-void-why = Hủy lần biểu quyết đang mở, không lấy kết quả. Có thể biểu quyết lại thành một nội dung mới.
vote-not-yet = Có mặt, chưa biểu quyết: { $count }
vote-not-yet-hint = Chỉ chủ trì và thư ký thấy danh sách này.
vote-enter = Nhập thay
vote-site = { $site }: giơ thẻ
vote-site-here = Đồng chí ngồi cùng
vote-site-hint = Người giữ điểm cầu nhập từng đồng chí. Cả phòng thấy ai được ghi thay; ý kiến chỉ hiện khi kết thúc.
vote-site-secret-hint = Người giữ điểm cầu đưa máy để từng đồng chí tự chọn và tự gửi phiếu.
vote-entered = Đã được ghi thay: { $count }
vote-entered-by = do đồng chí { $name } ghi
vote-entered-by-note = do đồng chí { $name } ghi: { $note }
vote-by-name = Theo từng đồng chí
vote-show-all = Xem đủ { $count } đồng chí
vote-reserved = Ý kiến bảo lưu: { $count }
verdict-formula =
    { $majority ->
        [at_least_two_thirds] Tán thành { $yes }/{ $base } ({ $share }) — cần ít nhất hai phần ba, từ{ "\u00A0" }{ $needed }{ "\u00A0" }—
       *[more_than_half] Tán thành { $yes }/{ $base } ({ $share }) — cần hơn một nửa, từ{ "\u00A0" }{ $needed }{ "\u00A0" }—
    }
verdict-poll-formula = { $answer } { $yes }/{ $base } ({ $share })
verdict-passed = ĐƯỢC THÔNG QUA
verdict-not-passed = KHÔNG ĐƯỢC THÔNG QUA
verdict-poll = THĂM DÒ Ý KIẾN, ĐỂ THAM KHẢO
verdict-withheld = KHÔNG CÔNG BỐ
verdict-few = Dưới 3 phiếu kín thì lộ ý kiến từng người
verdict-voided = KHÔNG CÓ KẾT QUẢ
verdict-voided-why = Lý do: { $reason }. Có thể biểu quyết lại thành một nội dung mới.
void-box-and-roll-differ = số phiếu trong hòm không khớp danh sách đã bỏ phiếu
void-key-lost = khóa của hòm phiếu không còn sau khi máy chủ khởi động lại
base-title = Căn cứ tính kết quả
base-official = Đảng viên chính thức
base-exempt = Miễn sinh hoạt
base-attached_elsewhere = Sinh hoạt tạm thời nơi khác
base-suspended = Đình chỉ sinh hoạt
base-prosecuted = Đang bị khởi tố, tạm giam
base-transfer_pending = Chưa nộp giấy chuyển sinh hoạt
base-absent_congress = Vắng suốt đại hội, có lý do
base-count = Số tính kết quả
base-more_than_half = Hơn một nửa, cần
base-at_least_two_thirds = Ít nhất hai phần ba, cần
base-from = từ { $needed }
base-ballots = Đồng chí được phát phiếu
base-asked = Đồng chí được hỏi
base-poll = Thăm dò ý kiến
base-poll-none = không cần đa số
base-closed-at = Kết thúc lúc
open-vote-title = Mở biểu quyết
open-vote-text = Nội dung biểu quyết, đọc nguyên văn
open-vote-text-hint = Câu này hiện nguyên vẹn trên máy của mọi đồng chí và ghi vào biên bản.
open-vote-matter = Loại nội dung
open-vote-item = Thuộc bước
open-vote-no-item = Không thuộc bước nào
open-vote-form = Hình thức
open-vote-time = Thời gian
open-vote-seconds =
    { $seconds ->
        [30] 30 giây
        [60] 60 giây
        [120] 2 phút
       *[300] 5 phút
    }
open-vote-present = Chính thức có mặt
open-vote-go = Mở biểu quyết
open-vote-empty = Đồng chí ghi nội dung biểu quyết.
open-vote-secret-poll = Chi bộ chưa có văn bản cho bỏ phiếu kín trực tuyến, nên kết quả chỉ là thăm dò ý kiến. Bầu cử và kỷ luật bỏ phiếu kín trực tiếp.
open-vote-secret-binding = Chi bộ có văn bản cho bỏ phiếu kín trực tuyến, kết quả có hiệu lực. Bầu cử và kỷ luật vẫn bỏ phiếu kín trực tiếp.
question-programme = Đồng chí có tán thành nội dung, chương trình buổi sinh hoạt không?
question-minutes = Đồng chí có tán thành biên bản vừa đọc không?
question-resolution = Đồng chí có tán thành dự thảo nghị quyết không?
question-conclusion = Đồng chí có tán thành kết luận của chủ trì không?
matter-resolution = Nghị quyết
matter-programme = Chương trình sinh hoạt
matter-conclusion = Kết luận
matter-proposal = Đề xuất, giới thiệu
matter-classification = Đánh giá, xếp loại
matter-minutes = Biên bản
matter-minute_taker = Cử thư ký
matter-opinion = Thăm dò ý kiến
matter-admission = Kết nạp đảng viên
matter-official_status = Công nhận chính thức
matter-remove_name = Xóa tên
state-vote-title = Nhập thay đồng chí { $name }
state-vote-lead = Đồng chí { $name } nêu ý kiến bằng tiếng hoặc thẻ. Cả phòng thấy ai nhập; ý kiến và ghi chú này hiện khi kết thúc.
state-vote-note = Ghi chú
state-vote-by-voice = Nêu ý kiến bằng lời
state-vote-go = Nhập ý kiến
state-vote-secret = Phiếu kín không nhập thay được. Đồng chí ấy tự gửi, hoặc người giữ điểm cầu đưa máy.
reserve-title = Bảo lưu ý kiến
reserve-lead = Ý kiến bảo lưu được ghi vào biên bản theo tên. Đồng chí vẫn chấp hành nghị quyết.
reserve-label = Ý kiến bảo lưu
reserve-go = Ghi ý kiến bảo lưu

## Hỏi thêm

reason-title = Cần ghi lý do
reason-label = Lý do
reason-hint = Lý do được ghi vào biên bản.
reason-go = Ghi lý do và tiếp tục
reason-missing = Đồng chí ghi lý do.
confirm-title = Chủ trì xác nhận
confirm-speakers-waiting = Mọi người đã nói xong, mở biểu quyết
confirm-secret-few-confirm = Chi bộ đồng ý, mở phiếu kín
confirm-secret-again-confirm = Chi bộ đồng ý, bỏ phiếu kín lần nữa
choose-taker-title = Chọn thư ký
choose-taker-label = Thư ký buổi sinh hoạt
choose-AppointMinuteTaker = Cử làm thư ký
hand-over-title = Giao người khác chủ trì
hand-over-label = Đồng chí chủ trì tiếp
choose-HandOverChair = Giao chủ trì
give-floor-title = Mời phát biểu
give-floor-label = Mời đồng chí
give-floor-time = Thời gian
give-floor-minutes = { $minutes } phút
give-floor-planned = { $minutes } phút, theo chương trình
give-floor-go = Mời phát biểu
reorder-title = Đổi thứ tự phát biểu
reorder-up = Lên
reorder-down = Xuống
reorder-why = Lý do đổi
reorder-hint = Cả phòng thấy lý do này.
reorder-go = Đổi thứ tự
add-item-title = Thêm nội dung
add-item-name = Tên nội dung
add-item-minutes = Số phút dự kiến
add-item-after = Đặt sau bước
add-item-vote = Có cần biểu quyết không?
add-item-with = Cần biểu quyết
add-item-without = Không cần
add-item-go = Thêm vào chương trình
add-item-empty = Đồng chí ghi tên nội dung.
opinion-title = Gửi ý kiến bằng chữ
opinion-lead = Được tính là một ý kiến phát biểu, ghi vào biên bản ở bước: { $title }.
opinion-label = Ý kiến
opinion-go = Gửi ý kiến
opinion-empty = Đồng chí ghi ý kiến trước.

## Biên bản

minutes-title = Biên bản
minutes-writing = Đang ghi
minutes-saved = Đã lưu { $time }
minutes-adopted = Đã thông qua
minutes-log = Diễn biến ghi được
minutes-step = Bước { $number }.
minutes-conclusion = Kết luận:
minutes-not-written = chưa ghi
minutes-in-writing = (bằng chữ)
minutes-vote-opened = Mở biểu quyết:
minutes-vote = Biểu quyết:
minutes-vote-passed = Được thông qua.
minutes-vote-not-passed = Không được thông qua.
minutes-vote-poll = Thăm dò ý kiến.
minutes-vote-void = Không có kết quả.
minutes-target = Ghi vào
minutes-target-gist = Ý kiến { $name }, { $time }
minutes-target-item = Nội dung bước { $number }
minutes-target-conclusion = Kết luận bước { $number }
minutes-target-earlier = Bước { $number }: { $title }
minutes-target-task = Phân công nhiệm vụ
minutes-target-dues = Đảng phí
minutes-target-direction = Ý kiến chỉ đạo của cấp trên
minutes-target-review = Kết quả nghị quyết trước
minutes-gist-of = Ghi ý kiến đồng chí { $name }
minutes-item-text = Nội dung
minutes-conclusion-text = Kết luận của chủ trì
minutes-correct = Sửa phần đã ghi
minutes-correct-hint = Khi đọc biên bản, đồng chí nào đề nghị sửa thì sửa ở đây. Văn bản trên màn hình đổi theo.
minutes-correct-one = Sửa
minutes-correct-stop = Thôi, không sửa
minutes-correct-between = Ngoài các bước
task-text = Nhiệm vụ
task-owner = Người thực hiện
task-nobody = Chưa giao cho ai
task-due = Thời hạn
task-due-by = hạn { $day }
dues-paid = Số đồng chí đã nộp
dues-due = Số đồng chí phải nộp
dues-note = Ghi chú
direction-nobody = Không có đại biểu cấp trên trong danh sách.
direction-speaker = Đại biểu
direction-text = Ý kiến chỉ đạo
direction-response = Chủ trì tiếp thu
review-nothing = Nghị quyết trước không có nhiệm vụ nào cần kiểm điểm.
course-empty = Diễn biến cuộc họp sẽ hiện ở đây, từng dòng một.
reading-tag = Đang đọc biên bản
reading-coming = Đang mở văn bản biên bản
reading-tasks = Phân công nhiệm vụ
score-title = Chấm điểm buổi sinh hoạt
score-lead = Chi bộ tự chấm theo 7 nhóm tiêu chí, tổng 100 điểm (Hướng dẫn 42-HD/BTCTW).
score-proposed = Theo số liệu của buổi sinh hoạt: { $points } điểm
score-group-1 = Thời gian, thời lượng
score-group-2 = Tỷ lệ dự sinh hoạt
score-group-3 = Công tác chuẩn bị
score-group-4 = Tiến hành: nội dung, thảo luận, điều hành
score-group-5 = Thực hiện nguyên tắc sinh hoạt
score-group-6 = Kết quả thực hiện nghị quyết trước
score-group-7 = Kết thúc: kết luận, biên bản, phân công
score-most = tối đa { $most }
score-total = { $total } điểm
score-go = Ghi điểm
score-left = Còn { $count } nhóm chưa có điểm. Đồng chí ghi đủ cả 7 nhóm.
score-wrong = Điểm mỗi nhóm là số nguyên, từ 0 đến điểm tối đa ghi bên cạnh.

## Bế mạc

close-title = Bế mạc buổi sinh hoạt
close-ready = Mọi việc đã xong. Biên bản được lập ngay khi bế mạc.
close-unfinished = Còn { $count } việc chưa xong. Đồng chí quay lại làm, hoặc ghi lý do để bế mạc.
close-reason = Lý do bế mạc khi chưa xong
close-go = Bế mạc
close-vote-first = Đồng chí kết thúc lần biểu quyết đang mở trước.
close-room-title = Đóng phòng họp
close-room-lead = Buổi sinh hoạt chưa khai mạc. Đóng phòng thì buổi này không họp nữa, ai đã vào vẫn được ghi trong bảng điểm danh.
close-room-go = Đóng phòng
finished-vote_still_open = Không còn biểu quyết đang mở
unfinished-vote_still_open = Còn một lần biểu quyết đang mở
finished-not_called_to_order = Đã khai mạc
unfinished-not_called_to_order = Chưa khai mạc
finished-no_minute_taker = Đã cử thư ký
unfinished-no_minute_taker = Chưa cử thư ký
finished-roll_not_taken = Đã chốt điểm danh
unfinished-roll_not_taken = Chưa chốt điểm danh
finished-programme_not_adopted = Đã thông qua chương trình
unfinished-programme_not_adopted = Chưa thông qua chương trình
finished-item_without_result = Nội dung cần biểu quyết đều có kết quả
unfinished-item_without_result = Có nội dung cần biểu quyết mà chưa có kết quả
close-short = Mới họp { $minutes } phút, quy định ít nhất { $least } phút. Biên bản sẽ ghi rõ.
close-long-enough = Đã họp { $minutes } phút, đủ thời lượng ít nhất { $least } phút
finished-items_left = Đã đi hết chương trình
unfinished-items_left = Còn nội dung chưa thực hiện
finished-tasks_unassigned = Mọi nhiệm vụ đã có người thực hiện
unfinished-tasks_unassigned = Có nhiệm vụ chưa giao cho đồng chí nào
close-standing-tasks = { $count } nhiệm vụ chưa ghi thời hạn: là việc thường xuyên, hay còn thiếu?
finished-minutes_not_adopted = Biên bản đã đọc và thông qua
unfinished-minutes_not_adopted = Biên bản chưa được đọc và thông qua
closed-title = Buổi sinh hoạt đã bế mạc
closed-lead = { $title }. Bế mạc { $time }, ngày { $day }, họp { $minutes } phút.
closed-room-title = Phòng họp đã đóng
closed-room-lead = { $title }. Đóng lúc { $time }, ngày { $day }, chưa khai mạc. Lý do: { $reason }
closed-home = Về trang cuộc họp
closed-documents = Văn bản
closed-filing = Đang lập
closed-filed = Đã lưu
closed-filing-detail = Biên bản đang được lập và lưu. Trang này tự hiện đường dẫn khi xong.
closed-download = Tải về
closed-votes = Biểu quyết
closed-items = Nội dung đã thực hiện
closed-score = Điểm tự chấm
document-minutes-pdf = Biên bản (PDF)
document-minutes-docx = Biên bản (Word)
document-annex-pdf = Phụ lục { $number } (PDF)
document-annex-docx = Phụ lục { $number } (Word)

annex-title = Phụ lục đính chính
annex-new = Lập phụ lục
annex-text = Nội dung đính chính
annex-reason = Lý do
annex-go = Lập và ký
annex-missing = Đồng chí ghi nội dung và lý do.
annex-sign = Ký phụ lục
annex-signed = { $count }/2 chữ ký

## Kiểm tra máy

device-title = Kiểm tra máy trước khi vào phòng
device-starts-in = bắt đầu { $time }, còn { $minutes } phút
device-started = bắt đầu { $time }
device-microphone = Micro
device-microphone-heard = Đang nghe thấy tiếng đồng chí
device-microphone-silent = Đồng chí nói thử vài tiếng
device-level = Độ to của tiếng
device-speaker = Loa
device-bell-question = Đồng chí có nghe thấy tiếng chuông không?
device-bell = Phát chuông
device-bell-heard = Nghe rõ
device-camera = Hình
device-line = Đường truyền
device-line-measuring = Đang đo
device-line-good = Đủ cho tiếng và hình
device-line-fair = Đủ cho tiếng và hình vừa
device-way-relay = Mạng này chặn đường thẳng tới máy chủ. Tiếng và hình đi qua máy chuyển tiếp, đồng chí vẫn họp bình thường
device-way-slow-relay = Mạng này chặn đường truyền nhanh (UDP), tiếng và hình có thể chậm. Nếu được, đồng chí dùng 4G hoặc Wi-Fi khác
device-way-none = Mạng này chặn tiếng và hình. Đồng chí dùng 4G hoặc Wi-Fi khác; nếu vẫn vậy, vào họp bằng chữ và báo đồng chí thư ký
device-blocked = Bị chặn
device-line-none = Chưa đo được, đồng chí vẫn vào được
device-good = Đạt
device-fair = Vừa đủ
device-waiting = Đang thử
device-off = Chưa dùng được
device-choose-microphone = Chọn micro
device-choose-camera = Chọn camera
device-microphone-on = Bật tiếng khi vào
device-microphone-off = Tắt tiếng khi vào
device-camera-on = Bật hình khi vào
device-camera-off = Tắt hình khi vào
device-alone-question = Đồng chí ngồi một mình hay cùng điểm cầu?
device-alone = Một mình
device-with-others = Có đồng chí khác ngồi cùng
device-enter = Vào phòng họp
device-enter-text-short = Vào bằng chữ
device-enter-text = Vào bằng chữ, không tiếng không hình
device-problem-permission-denied =
    { $device ->
        [camera] Máy chưa cho dùng camera. Đồng chí bấm hình ổ khóa cạnh địa chỉ trang rồi chọn Cho phép.
        [screen] Máy chưa cho trình màn hình. Đồng chí bấm Trình tài liệu lần nữa rồi chọn cửa sổ.
       *[microphone] Máy chưa cho dùng micro. Đồng chí bấm hình ổ khóa cạnh địa chỉ trang rồi chọn Cho phép.
    }
device-problem-no-device =
    { $device ->
        [camera] Máy không có camera. Đồng chí vẫn vào được, không có hình.
       *[other] Máy không có micro. Đồng chí vẫn vào được và gửi ý kiến bằng chữ.
    }
device-problem-device-busy = Ứng dụng khác đang dùng thiết bị này. Đồng chí đóng ứng dụng đó rồi thử lại.
device-problem-device-unplugged = Thiết bị vừa bị rút ra. Đồng chí cắm lại hoặc chọn thiết bị khác.
device-problem-insecure-page = Trình duyệt chỉ cho dùng micro và camera ở trang có https. Đồng chí vẫn vào được bằng chữ.
device-problem-not-supported = Trình duyệt này không dùng được micro và camera. Đồng chí vẫn vào được bằng chữ.

## Đọc lên cho người không nhìn màn hình

announce-line-lost = Mất kết nối. Máy đang tự nối lại, chỗ của đồng chí vẫn được giữ.
announce-line-back = Đã nối lại. Màn hình đã cập nhật.
announce-step = Chuyển sang bước { $number }: { $title }
announce-phase-gathering = Phòng đã mở.
announce-phase-in_session = Đã khai mạc.
announce-phase-closed = Đã bế mạc.
announce-speaks = Đồng chí { $name } phát biểu.
announce-vote-open = Mở biểu quyết: { $text }
announce-came = Đồng chí { $name } đã vào phòng.
announce-lost = Đồng chí { $name } mất kết nối.
announce-left = Đồng chí { $name } đã rời phòng.
announce-turn-60 = Lượt phát biểu còn 1 phút.
announce-turn-30 = Lượt phát biểu còn 30 giây.
announce-turn-0 = Đã hết giờ của lượt phát biểu.
announce-vote-time-60 = Biểu quyết còn 1 phút.
announce-vote-time-30 = Biểu quyết còn 30 giây.
announce-vote-time-0 = Đã hết giờ biểu quyết.
