# When the rules of a meeting say no: why, and what to do next. Codes: server/meeting/refusal.py.

# Who
refusal-not-yours = This is for somebody else in the meeting, usually the chair or the minute-taker. Ask the chair to do it.
refusal-not-summoned = By today's roll you are not to attend this meeting. Contact the secretary of the cell.
refusal-not-a-member = Only members of this cell can do this.
refusal-no-vote-probationary = Probationary members discuss; they do not vote.
refusal-no-vote-observer = Observers may speak; they do not vote.
refusal-no-vote-status = With your present status you do not vote. Contact the secretary if that is not right.
refusal-not-on-voters-list = The list of voters was fixed when the vote was opened. You came in later, so you are not on it.
refusal-not-site-keeper = Only the keeper of the site, the chair or the minute-taker can enter this for somebody. Ask the keeper.
refusal-no-such-member = This person is not on the meeting's list.
refusal-already-chair = The chair is present, so nobody needs to take over.
refusal-chair-not-official = The chair must be an official member of the cell. Choose somebody else.
refusal-chair-takes-no-minutes = Chair and minute-taker are two people: the minutes are signed twice. Appoint somebody else.

# When
refusal-meeting-closed = The meeting is closed and cannot change any more. To correct something, write an annex to the minutes.
refusal-meeting-not-closed = This can be done only after the meeting is closed.
refusal-not-called-to-order = The chair has not called the meeting to order. Wait for that, then try again.
refusal-already-called = The meeting has been called to order.
refusal-restricted-item = The cell is on an item for its members only. Sound and picture come back by themselves with the next item.
refusal-already-left = You have left the room. Enter again to go on.
refusal-roll-taken = The opening roll has been taken and stays as it is. Who comes later is noted with the time; to put an entry right, correct it with a reason.

# Opening
refusal-too-few-official = A cell needs at least { $needed } official members to meet. Report to the superior committee.
refusal-no-authorisation = The cell has no document that allows it to meet online. Enter it on the cell's page, then open the room.
refusal-chair-not-on-roll = The chair must be on today's roll of the cell. Choose another chair, then open the room.

# Agenda
refusal-no-such-item = This item is not on the agenda. The page will refresh itself.
refusal-item-finished = This item is over. Choose another.
refusal-item-not-current = This is not the item on the table.
refusal-order-needs-reason = The step “{ $title }” has not been done. To leave it out, give a reason for the minutes.
refusal-gate-unmet =
    { $duty ->
        [minute_taker_appointed] No minute-taker has been appointed in this step.
        [roll_taken] The roll has not been taken.
        [programme_adopted] The programme has not been adopted by a vote.
        [vote_held] No vote has been held on this item.
        [tasks_assigned] A task has been given to nobody yet.
        [score_entered] The meeting has not been scored.
       *[minutes_adopted] The minutes have not been read and adopted.
    } Do it before you go on, or give a reason for the minutes.
refusal-programme-locked = The programme has been adopted. To add an item, give a reason for the minutes.

# Floor
refusal-already-asked = You have asked for the floor already. Your place is kept.
refusal-not-asked = You have not asked for the floor.
refusal-not-holding = You do not hold the floor.
refusal-nobody-holding = Nobody holds the floor.
refusal-already-holding = This person holds the floor already.
refusal-not-here = This person is not in the room now. Wait for the line to come back, or call somebody else.
refusal-bad-order = The queue has just changed. Arrange the new one.
refusal-free-discussion-on = The discussion is free already.
refusal-free-discussion-off = There is no free discussion to end.

# Voting
refusal-vote-open = A vote is open. Close it first.
refusal-no-such-question = This question is not there. The page will refresh itself.
refusal-vote-closed = This vote is closed. If you hold another opinion, you may have it put on record.
refusal-speakers-waiting = The vote cannot be opened yet: { $waiting } asked for the floor. Let them speak, or confirm that everybody has been heard.
refusal-in-person-only = Elections and discipline are voted in person by secret ballot, not in this room.
refusal-ballot-already-cast = Your ballot is in the box and cannot be changed. If you have not cast one, tell the chair at once.
refusal-wrong-form = The form of this vote has changed. The page will refresh itself.
refusal-secret-too-few = A secret vote of fewer than { $fewest } would show who voted how.
refusal-secret-few-confirm = Only { $entitled } can vote, so the result may show who voted how. The chair confirms to go on all the same.
refusal-secret-again-confirm = This question has been put to a secret vote before. Two results side by side may show how somebody voted who took part only once. The chair confirms to go on all the same.
refusal-sealed-malformed = The ballot was not sealed properly and was not taken. Reload the page and send it again; nothing has been counted.
refusal-nobody-to-vote = No official member is here to vote. Wait, then open the vote.
refusal-not-closed-yet = Wait for the result, then have your opinion put on record.
refusal-note-needed = To enter somebody else's vote, say how it was given: by voice, by telephone or otherwise.
refusal-chair-waits-for-key = The ballot box is not ready. Open the vote again in a few seconds.

# Closing
refusal-recording-not-permitted = The cell may not record yet. The law forbids recording without consent; it needs a document of the committee above, noted on the cell's page before the meeting is opened.
refusal-recording-undecided = Nothing was decided on recording. Choose a vote that was carried in this meeting, or write the number of a document.
refusal-recording-on = The meeting is being recorded.
refusal-recording-off = The meeting is not being recorded.
refusal-closing-incomplete = Something is unfinished. Finish it, or give a reason for the minutes and close.
refusal-vote-still-open = A vote is still open. Close it, then close the meeting.
refusal-minutes-adopted = The minutes are adopted and cannot be changed. You may write an annex, to be signed twice.
refusal-minutes-not-read = The minutes have not been read out. Read them, then vote on them.
refusal-minutes-changed = Something was written into the minutes after they were read out. Read them again, then vote on them.
refusal-no-such-task = This task is not there. The page will refresh itself.
refusal-score-out-of-range = The points of group { $group } are not valid. Look at the most that this group can have.
refusal-no-such-annex = This annex is not there. The page will refresh itself.
refusal-already-signed = You have signed this annex already.

# Input
refusal-text-empty = There is no text. Write it and send again.
refusal-text-too-long = The text is longer than { $most } characters. Shorten it and send again.
refusal-reason-needed = Give a reason for the minutes.
refusal-number-out-of-range = The number must be from { $low } to { $high }.
refusal-unknown-command = This page is of an older version. Reload it and try again; nothing has changed.
refusal-unknown-field = This page is of an older version. Reload it and try again; nothing has changed.
refusal-wrong-type = What was sent has not the right form and was not taken. Check it, or reload the page and try again.
refusal-too-fast = That was too fast. Wait a few seconds and press again; nothing has changed.

# From the service
refusal-not-written = The server could not write, perhaps because its disk is full; nothing was done. Tell the technician at once, then try again.
refusal-vote-not-written = The server could not write, so this vote was NOT counted. Send it again in a few seconds; if it stays so, ask the chair for more time.
refusal-protocol = This page sent something the server cannot read, and was disconnected; nothing has changed. Load the page again to come back into the room.
refusal-signed-out = Your sign-in has ended, or your account was disabled. Sign in again; if that fails, contact the secretary of the cell.
refusal-not-in-meeting = You are not on the list of this meeting, or it is no longer open. Look at the page of the meeting, or contact the secretary of the cell.
refusal-internal = Something failed on the server; nothing was done. Try again, and if it stays so, tell the technician.
refusal-media-offer = Sound and picture could not be connected from this browser. You are still present and can vote.
refusal-media-unavailable = Sound and picture are not available for the moment. The page tries again; you are still present and can vote.

# Sign-in, accounts
refusal-ticket-spent = This pass to the room has been used or has expired. The page asks for a new one by itself.
refusal-wrong-sign-in =
    { $left ->
        [0] Phone number, e-mail address or password is not right. Further tries are answered more slowly.
        [one] Phone number, e-mail address or password is not right. One more try before you have to wait longer.
       *[other] Phone number, e-mail address or password is not right. { $left } more tries before you have to wait longer.
    }
refusal-sign-in-slow = There were too many tries from this address. Wait { $seconds } seconds and try again; the account is not locked.
refusal-link-expired = This link has been used or has expired. Ask the secretary of your cell for a new one.
refusal-invitation-upwards = Such a link is made by an administrator, or by somebody with a higher office in the cell.
refusal-invitation-replaces = This account has a password already. Secretary and deputy may renew it for members without an office; all others are renewed by an administrator.
refusal-last-administrator = This is the only administrator who can get in. Make another one first.
refusal-setup-code-wrong = The code is wrong, used or expired. Run chibo init on the server again for a new one.
refusal-setup-done = There is an administrator already, who makes invitation links for others. If nobody can get in any more, run chibo init --again on the server.
refusal-no-sign-in-name = A phone number or an e-mail address is needed to sign in. Add one and try again.
refusal-sign-in-name-taken = Another account uses this phone number or address. Check it.
refusal-password-wrong = The present password is not right.
refusal-password-short = A password needs at least { $least } characters. It may be a sentence.
refusal-password-long = The password is longer than { $most } characters. Shorten it.
refusal-password-common = This password is easy to guess. Choose a sentence of your own, without your phone number.
refusal-password-differs = The two entries differ. Type it again.

# Fields
refusal-field-missing = This is missing. Fill it in.
refusal-field-long = Longer than { $most } characters. Shorten it.
refusal-field-characters = There are characters that cannot be seen. Delete them and type again.
refusal-name-unlikely = A name has letters only. Leave out figures and other signs.
refusal-sex-unknown = “{ $written }” is not understood. Write Nam (male) or Nữ (female).
refusal-year-unlikely = The year of birth “{ $written }” is unlikely. Write four figures, such as 1980.
refusal-date-impossible = There is no { $day }. Look at the member card, for instance 28/02/{ $year }.
refusal-date-unreadable = The date “{ $written }” is not understood. Write day/month/year, such as 19/05/2011.
refusal-date-in-future = This day has not come yet. Check the year.
refusal-official-before-admission = The date of official status is before the admission. Check both.
refusal-official-without-admission = There is a date of official status but none of admission. Add it.
refusal-too-young-at-admission = Younger than 18 at admission. Check year of birth and admission.
refusal-card-unlikely = A card number has 6 to 12 figures. Look at the member card.
refusal-card-probationary = Probationary members have no card yet. Leave the number out, or give the date of official status.
refusal-phone-unlikely = The phone number is not right. Write all 10 figures, such as 0912 000 143.
refusal-email-unlikely = The address is not right. Write it like name@office.vn.
refusal-no-contact = The phone number is missing. Comrade { $name } will not be able to sign in.
refusal-standing-unknown = “{ $written }” is not understood. Write Chính thức (official) or Dự bị (probationary).
refusal-standing-suggest = “{ $written }” is not understood. Is it “{ $suggested }”?
refusal-standing-contradicts = It says “{ $written }” but the date of official status says otherwise. Check the date.
refusal-site-unknown = The cell has no site “{ $written }”. Add the site first, or leave it empty.
refusal-number-unlikely = The number must be from { $low } to { $high }.
refusal-choice-unknown = There is no such choice. Choose again.
refusal-card-taken = Another member has this card number. Look at the card.
refusal-contact-taken = Another member has this phone number or address. Check it.
refusal-row-twice = The same as row { $row }. Keep one of them.
refusal-time-unreadable = This time is not understood. Write hours and minutes, such as 19:30.
refusal-period-backwards = The last day is before the first. Check both.

# Organisations, members
refusal-nothing-there = Not found. Start again from the home page.
refusal-code-unlikely = A code has five groups of figures, such as 38.168.053.000.001.
refusal-code-taken = Another organisation has this code. Check it.
refusal-tree-loop = An organisation cannot be put below itself. Choose another committee.
refusal-office-held = The cell has a secretary. End that office first, then enter the new secretary.
refusal-status-overlaps = From { $day } another status has been decided. Choose an end before that day, or leave it empty: this one then lasts until that day.
refusal-already-member = This member is on the roll of the cell already.
refusal-site-twice = The cell has a site of that name. Choose another name.

# Import
refusal-file-empty = The file is empty. Choose another.
refusal-file-too-big = The file is larger than { $most } MB. Split it.
refusal-file-type = Only XLSX or CSV files are taken. Save it as one of them.
refusal-file-broken = The file cannot be read. Open it in a spreadsheet program, save it again and send that.
refusal-file-macros = The file holds code that could run and is not taken. Save it as a plain file.
refusal-file-external = The file has links to other files and is not taken. Copy the values into a new file.
refusal-file-formulas = Row { $row } has a formula. Replace formulas by values and send it again.
refusal-file-bomb = The file is built in an unsafe way and is not taken. Copy its content into a new file.
refusal-file-rows = The list is longer than { $most } rows. Split it.
refusal-headings-missing = Columns not found: { $missing }. Use the headings of the template.
refusal-preview-gone = This preview has expired or was imported. Send the file again if needed; nothing more has changed.
refusal-nothing-to-import = There is no good row to import. Mend the file and send it again.

# Before a meeting
refusal-meeting-fixed = The meeting is open or closed and cannot be changed any more.
refusal-meeting-cancelled = This meeting has been cancelled; nothing of it can be changed or opened. Create a new one.
refusal-meeting-told = Members have been notified, so it cannot be deleted. Cancel it and give the reason.
refusal-meeting-starts-past = This time has passed. Choose one to come.
refusal-agenda-empty = The programme has no items. Add one first.
refusal-rows-too-many = At most { $most } rows. Nothing is saved; join or take out some rows, then save again.
refusal-already-in-session = The cell has another meeting in session. Close that one, then open this.
refusal-not-notified = Members have not been notified. Send the notice before opening the room.
refusal-no-secretary = The cell has no secretary or deputy on that day. Enter the office first.
refusal-guest-unknown = Nobody outside the cell has this phone number or e-mail address. Check it, or ask the administrator to add the person first.
refusal-reply-not-yours = You are not summoned to this meeting, so no reply is needed.
refusal-reply-late = The meeting is open. Enter the room, or tell the chair.
refusal-leave-reason = Give a reason for the cell committee to consider.
refusal-leave-not-asked = This member has not asked leave, or has changed the reply.
refusal-paper-too-big = The file is larger than { $most } MB. Split it or make it smaller.
refusal-paper-type = Only PDF, PNG, JPEG or DOCX are taken. Save it as one of them.
refusal-paper-mismatch = What is in the file does not go with { $extension }. Check the file.
refusal-paper-broken = The file cannot be read. Open it on your machine, save it again and send that.
refusal-paper-pixels = The picture has more than { $most } million pixels. Make it smaller.
refusal-paper-secret-unsaid = Confirm that the paper holds no state secret. If it does, it must not be put here.
refusal-paper-secret-marked = The paper carries a secrecy marking and is not taken. Handle it by the rules on state secrets.
refusal-papers-too-many = The papers of this meeting have reached { $most } MB. Remove some first.
