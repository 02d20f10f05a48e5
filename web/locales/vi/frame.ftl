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

## Đường truyền của từng người, ở phòng họp và ở trang quản trị

lines-shown-of = { $pictures } hình, { $voices } tiếng
lines-word-full = Tốt
lines-word-reduced = Yếu, giảm hình
lines-word-sound-only = Rất yếu, chỉ còn tiếng
lines-word-lost = Mất đường truyền
