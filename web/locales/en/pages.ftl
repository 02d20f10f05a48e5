### Sentences of the pages. Members are addressed as comrade.

## Frame

site-name = Chi Bộ Trực Tuyến
site-skip = Skip to the content
site-nav = Main sections
site-home = Chi Bộ Trực Tuyến, to the home page
site-secrets = Do not discuss, show or write down anything that is a state secret.
nav-home = Home
nav-meetings = Meetings
nav-cell = Cell
nav-cells = Cells
nav-papers = Papers
nav-overview = Overview
nav-attendance = Attendance
nav-reports = Reports
nav-people = Accounts
account-own = Your account
account-sign-out = Sign out
greeting = Good day, comrade { $name }

## Dates and figures

format-long-day =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { $day } { $monthname ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
format-today = today
format-days-left =
    { $days ->
        [one] { $days } day left
       *[other] { $days } days left
    }
format-days-over =
    { $days ->
        [one] { $days } day overdue
       *[other] { $days } days overdue
    }

## Fields

field-optional = optional
field-choose = Choose

## Error pages

error-reference = Reference: { $reference } · { $time }
error-kept = What is kept
error-home = To the home page
error-retry = Try again now
error-back = Back to the previous page
error-forbidden-title = This page is not open to you
error-forbidden-lead = You may be signed in with another account, or the address is meant for someone else. If you need it, ask the secretary of your cell.
error-forbidden-kept = Nothing has changed.
error-not-found-title = This page was not found
error-not-found-lead = The address may be old or incomplete. Start again from the home page.
error-not-found-kept = Nothing has changed.
error-form-expired-title = This page has been open too long
error-form-expired-lead = What you sent was not received. Go back, reload the page and send it again.
error-form-expired-kept = Nothing has changed.
error-foreign-origin-title = The request came from another site and was not accepted
error-foreign-origin-lead = Open this page directly from the address that your cell has sent.
error-foreign-origin-kept = Nothing has changed.
error-bad-request-title = The request was not understood
error-bad-request-lead = Go back to the previous page and try again.
error-bad-request-kept = Nothing has changed.
error-too-large-title = The file is too large and was not received
error-too-large-lead = Choose a smaller file, or split it into several.
error-too-large-kept = Files sent before are still there.
error-too-many-title = Please try again in a few minutes
error-too-many-lead = There were too many attempts in a row, so the page has paused to stay safe.
error-too-many-kept = Your account is not locked.
error-unavailable-title = This page cannot be opened just now
error-unavailable-lead = The server is busy or restarting. Wait a moment and try again.
error-unavailable-kept = Everything sent successfully is still there.
error-refused-title = This could not be done
error-refused-kept = Nothing has changed.
error-broken-title = This page cannot be opened just now
error-broken-lead = The problem has been recorded. Try again; if it stays, give the reference to the administrator.
error-broken-kept = Everything sent successfully before is still there.

## Lines of the rooms, for the administrator

lines-title = Lines of the rooms
lines-lead = Figures of the last second. The weakest line comes first.
lines-again = Look again
lines-engine-gone = Sound and picture are starting again. The meetings go on; sound and picture come back by themselves within seconds.
lines-nobody = No room has sound or picture just now.
lines-member = Comrade
lines-line = Line
lines-sends = Sends
lines-gets = Gets
lines-loss = Lost packets
lines-delay = Delay
lines-layers = Picture sent (lines)
lines-shown = Is getting
lines-kbps = { $kbps } kbit/s
lines-ms = { $ms } ms
