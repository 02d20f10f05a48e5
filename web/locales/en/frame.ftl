### Sentences that pages and the room share: text size, theme, count bar.

look-short = Text size { $percent }%
look-text-size = Text size
look-theme = Theme
look-theme-auto = As this device
look-theme-light = Light
look-theme-dark = Dark
look-theme-contrast = High contrast
look-language = Language
look-language-vi = Tiếng Việt
look-language-en = English
look-apply = Apply
count-needed = { $needed } needed
count-present = { $present }/{ $total } present
count-present-needed = { $present }/{ $total } present · { $needed } needed

## Everybody's lines, in the room and for administrators

lines-shown-of = { $pictures } pictures, { $voices } voices
lines-word-full = Good
lines-word-reduced = Weak, fewer pictures
lines-word-sound-only = Very weak, sound only
lines-word-lost = Line lost
