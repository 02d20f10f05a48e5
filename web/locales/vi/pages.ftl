### Câu chữ của các trang. Xưng hô: đồng chí; hệ thống không tự xưng.

## Khung trang

site-name = Chi Bộ Trực Tuyến
site-skip = Đến nội dung chính
site-nav = Các mục chính
site-home = Chi Bộ Trực Tuyến, về trang chủ
site-secrets = Không trao đổi, trình chiếu, ghi chép nội dung thuộc bí mật nhà nước.
nav-home = Trang chủ
nav-meetings = Cuộc họp
nav-cell = Chi bộ
nav-cells = Chi bộ
nav-papers = Tài liệu
nav-overview = Tổng quan
nav-attendance = Dự sinh hoạt
nav-reports = Báo cáo
nav-people = Tài khoản
account-own = Tài khoản của đồng chí
account-sign-out = Đăng xuất
greeting = Chào đồng chí { $name }

## Cách ghi ngày, số

format-long-day =
    { $weekday ->
        [1] Thứ Hai
        [2] Thứ Ba
        [3] Thứ Tư
        [4] Thứ Năm
        [5] Thứ Sáu
        [6] Thứ Bảy
       *[7] Chủ nhật
    }, ngày { $day } tháng { $month } năm { $year }
format-today = hôm nay
format-days-left = còn { $days } ngày
format-days-over = quá { $days } ngày

## Ô nhập

field-optional = không bắt buộc
field-choose = Chọn

## Trang báo sự cố

error-reference = Mã sự cố: { $reference } · { $time }
error-kept = Những gì đã được giữ
error-home = Về trang chủ
error-retry = Thử lại ngay
error-back = Quay lại trang trước
error-forbidden-title = Trang này không mở cho đồng chí
error-forbidden-lead = Có thể đồng chí đang dùng tài khoản khác, hoặc đường dẫn dành cho người khác. Nếu cần xem, đồng chí liên hệ bí thư chi bộ.
error-forbidden-kept = Không có gì bị thay đổi.
error-not-found-title = Không tìm thấy trang này
error-not-found-lead = Đường dẫn có thể đã cũ hoặc ghi thiếu. Đồng chí mở lại từ trang chủ.
error-not-found-kept = Không có gì bị thay đổi.
error-form-expired-title = Trang đã để lâu, cần mở lại
error-form-expired-lead = Nội dung vừa gửi chưa được nhận. Đồng chí quay lại, tải lại trang rồi gửi lần nữa.
error-form-expired-kept = Không có gì bị thay đổi.
error-foreign-origin-title = Yêu cầu đến từ trang khác nên không được nhận
error-foreign-origin-lead = Đồng chí mở trang này trực tiếp từ địa chỉ chi bộ đã gửi.
error-foreign-origin-kept = Không có gì bị thay đổi.
error-bad-request-title = Chưa hiểu yêu cầu vừa gửi
error-bad-request-lead = Đồng chí quay lại trang trước và thử lần nữa.
error-bad-request-kept = Không có gì bị thay đổi.
error-too-large-title = Tệp quá lớn nên chưa nhận được
error-too-large-lead = Đồng chí chọn tệp nhỏ hơn, hoặc chia thành nhiều tệp.
error-too-large-kept = Các tệp đã gửi trước đó vẫn còn.
error-too-many-title = Đồng chí thử lại sau ít phút
error-too-many-lead = Vừa có quá nhiều lần thử liên tiếp, nên trang tạm dừng nhận để giữ an toàn.
error-too-many-kept = Tài khoản của đồng chí không bị khóa.
error-unavailable-title = Trang tạm thời chưa mở được
error-unavailable-lead = Máy chủ đang bận hoặc đang khởi động lại. Đồng chí đợi một lát rồi thử lại.
error-unavailable-kept = Những gì đã gửi thành công vẫn còn.
error-refused-title = Chưa thực hiện được
error-refused-kept = Không có gì bị thay đổi.
error-broken-title = Trang này tạm thời chưa mở được
error-broken-lead = Sự cố đã được ghi lại. Đồng chí thử lại; nếu vẫn chưa được, đồng chí báo mã sự cố cho người quản trị.
error-broken-kept = Những gì đã gửi thành công trước đó vẫn còn.

## Đường truyền của các phòng họp, cho người quản trị

lines-title = Đường truyền của các phòng họp
lines-lead = Số liệu của giây vừa qua. Đường truyền yếu nhất đứng trước.
lines-again = Xem lại số liệu
lines-engine-gone = Bộ phận tiếng và hình đang khởi động lại. Các cuộc họp vẫn tiếp tục; tiếng và hình tự trở lại sau vài giây.
lines-nobody = Hiện không có phòng họp nào đang có tiếng và hình.
lines-member = Đồng chí
lines-line = Đường truyền
lines-sends = Gửi đi
lines-gets = Nhận về
lines-loss = Mất gói
lines-delay = Độ trễ
lines-layers = Hình gửi (số dòng)
lines-shown = Đang nhận
lines-kbps = { $kbps } kbit/s
lines-ms = { $ms } ms
