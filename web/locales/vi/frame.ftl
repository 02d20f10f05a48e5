### Câu chữ chung của trang và phòng họp: cỡ chữ, màu nền, thanh đếm.

look-short = Cỡ chữ { $percent }%
look-text-size = Cỡ chữ
look-theme = Màu nền
look-theme-auto = Theo máy
look-theme-light = Sáng
look-theme-dark = Tối
look-theme-contrast = Tương phản cao
look-language = Ngôn ngữ
look-language-vi = Tiếng Việt
look-language-en = English
look-apply = Áp dụng
count-needed = cần từ { $needed }
count-present = { $present }/{ $total } có mặt
count-present-needed = { $present }/{ $total } có mặt · cần từ { $needed }
