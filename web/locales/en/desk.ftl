### Sentences of the pages outside the room. Members are addressed as comrade.

## Sign-in, invitation, account

sign-in-title = Sign in
sign-in-lead = Use the phone number or e-mail address that your cell has on record.
sign-in-name = Phone number or e-mail address
sign-in-password = Password
sign-in-button = Sign in
sign-in-help = Cannot get in? Ask the secretary of your cell for a link to set a new password.
sign-in-motto = Cell meetings held in good order, wherever each comrade is.
sign-in-motto-lead = Roll, discussion, votes and minutes in one room.
sign-in-secrets = Do not discuss anything that is a state secret.
site-privacy = Membership and votes are sensitive personal data; only those responsible can see them.
invitation-title = Set a password
invitation-lead = Set a password for your first visit. This link works once.
invitation-button = Set password and enter
invitation-spent-title = This link no longer works
invitation-link-title = Link for comrade { $name }
invitation-link-lead = Send it to that person only, not to a group. It works once, until { $time } on { $day }, and is not shown again.
invitation-link = Link to set a password
invitation-make = Make an invitation link
invitation-again = Make a link to set a new password
password-old = Present password
password-new = New password
password-again = New password again
password-hint = At least 12 characters. A sentence that you remember is better than a word that you do not.
password-change = Change password
setup-title = Make an administrator
setup-lead = The one-use code was printed by chibo init on the server. An administrator who has lost the password enters their own phone or e-mail to set a new one.
setup-code = Setup code
setup-code-hint = Sixteen letters and figures, with or without dashes.
setup-button = Make the account and enter
account-elsewhere = Other devices
account-elsewhere-lead = If you forgot to sign out on another device, press the button below. This device stays signed in.
account-sign-out-everywhere = Sign out on all other devices
account-links = Links to your account
account-links-lead = Whoever opens a link to set a password is in the account. These are all the links that were made.
account-links-none = No link so far.
account-link-made = Made at { $time } on { $day }
account-link-by = By { $by }
account-link-by-service = the service
account-link-used = used at { $time } on { $day }
account-link-is-open = still works
account-link-unused = not used, works no more
account-link-open = { $by } made a link to replace your password at { $time } on { $day }. If you did not ask for it, cancel the link and tell your secretary or the administrator.
account-link-void = Cancel the link
capacity-administrator = Administrator
capacity-member = Member

## Notes after a form

passing-password-changed = The password has been changed. Other devices have been signed out.
passing-signed-out-elsewhere = Signed out on all other devices.
passing-links-void = The link is cancelled. Nobody can use it any more.
passing-saved = Saved.
passing-member-added = Added. You can make an invitation link on this page.
passing-imported = The good rows have been imported.
passing-will-attend = Noted: you will attend.
passing-leave-asked = Your request for leave was sent and waits for a decision.
passing-notified = Members and observers have been notified.
passing-moved = Saved. Members see the old and the new time on their first page and on the page of the meeting; calendars need the file again.
passing-cancelled = The meeting is cancelled. Everybody who was notified sees the reason.
passing-draft-deleted = The draft is deleted.
passing-paper-added = The paper has been added.
passing-paper-removed = The paper has been removed.

## Home

chores-own = For you to do
chores-to-do = To do
chores-count =
    { $count ->
        [one] { $count } thing to do
       *[other] { $count } things to do
    }
chores-none = Nothing to do.
chore-read = Read { $title }
chore-read-pages = { $pages } pages
chore-read-button = Read
chore-notify = Notify members of the meeting
chore-notify-detail = Members do not see the meeting until they are notified
chore-notify-button = Look and notify
chore-leave =
    { $count ->
        [one] Decide { $count } request for leave
       *[other] Decide { $count } requests for leave
    }
chore-leave-detail = { $names }
chore-leave-button = Decide
chore-papers = Add the papers
chore-papers-detail = Papers must reach members at least one day before
chore-papers-button = Add papers
chore-open = Open the room
chore-open-detail = The meeting is today
chore-open-button = To the meeting
chore-missed = { $title }: its day has passed and it was not opened
chore-missed-detail = Move it, cancel it, or delete it if nobody was notified
chore-missed-button = See to it
chore-renew = Renew the permission to meet online
chore-renew-detail = Ask the superior committee for a new document before the old one ends
chore-renew-button = See the permission
step-committee = Cell committee
step-committee-done = { $day }
step-committee-open = No day entered
step-programme = Programme
step-programme-done = { $count } items, { $minutes } minutes
step-programme-open = No items
step-programme-detail = Prepared from a template, to be edited
step-notice = Notice
step-notice-done = { $told }/{ $expected } members notified
step-notice-open = { $told }/{ $expected } members notified
step-notice-detail = At least one day before
step-papers = Papers
step-papers-done =
    { $count ->
        [one] { $count } paper
       *[other] { $count } papers
    }
step-papers-open = No papers
step-room = Room
step-room-done = { $day }, { $time }
step-room-open = { $day }, { $time }
step-room-detail = 15 minutes before the start
step-day = Choose day and time
step-day-detail = The 3rd of each month
own-year = Your attendance in { $year }
own-year-meetings = meetings
own-year-missed = absent on { $day }
own-year-said = Present at { $present } of { $counted } meetings
year-this = { $year }
year-none = No meetings this year yet.
year-on-time = regular meetings on time
year-attendance = average attendance ({ $present }/{ $counted })
year-month = M{ $month }
year-thematic = Them.
help-call = Need help? Call { $phone }.
observer-meetings = Meetings of the cells you follow

## Meetings

meeting-coming = Next meeting
meeting-online = Online
meeting-when = { $time }, { $day }
meeting-planned = { $minutes } minutes planned
meeting-since = since { $time }
meeting-open-page = To the meeting
meeting-none-coming = No meeting ahead
meeting-none-coming-lead = When the cell announces a meeting, it appears here.
meeting-create = New meeting
meeting-create-regular = New regular meeting
meeting-create-thematic = New thematic meeting
meeting-create-button = Create and edit the programme
meeting-new-regular = Regular, { $steps } items
meeting-new-thematic = Thematic, { $steps } items
meeting-kind-regular = regular
meeting-kind-thematic = thematic
meeting-kind-extraordinary = extraordinary
meeting-kind-congress = congress
meeting-state-draft = Draft
meeting-state-prepared = Prepared
meeting-state-notified = Notified
meeting-state-open = In session
meeting-state-closed = Closed
meeting-state-not-held = Room shut, no meeting
meeting-state-cancelled = Cancelled
meeting-running = The cell is meeting
meeting-running-lead = The room has been open since { $time }. Whoever comes late is present from that moment.
meetings-coming = Ahead
meetings-closed = Held
meetings-none = No meetings yet
meetings-none-lead = Begin with this month's regular meeting. The programme is prepared; choose day and time and edit it.
meetings-none-closed = No meeting has been closed yet.
meetings-recent = Recent meetings
meetings-all = All meetings
room-enter = Enter the room
room-open = Open the room
room-opens = The room opens at { $time }.
prepare-draft = Meeting in preparation
prepare-draft-lead = Members do not see this meeting yet. Send the notice when it is ready.
prepare-told = { $told } notified, { $seen } have looked
prepare-told-lead = When the room opens, roll, programme and leave are kept as they are then.
prepare-no-authorisation = The cell has no document that permits meeting online on that day, so the room cannot be opened. Ask the superior committee to enter it on the cell's page.
prepare-notify = Send the notice
prepare-notify-rest = Notify the others
prepare-edit = Edit the meeting
reply-question = Will you attend?
reply-will-attend = I will attend
reply-leave = Ask for leave
reply-leave-send = Send the request
reply-by = Reply before { $time } on { $day }. If you ask for leave, give a reason for the committee to consider.
reply-said-will-attend = You have replied: you will attend.
reply-before-the-move = You answered before the meeting was moved. Please answer again for the new time.
reply-said-leave-waiting = You have asked for leave; it waits for a decision.
reply-said-leave-accepted = Your leave has been accepted.
reply-said-leave-refused = Your leave has not been accepted. Please arrange to attend.
replies-title = Replies
replies-will = Will attend: { $coming }/{ $base }
replies-official = official members will attend
replies-probationary = Probationary, will attend
replies-waiting = Leave asked, not decided
replies-silent = No reply yet
replies-said = { $coming } of { $base } official members will attend, { $needed } needed
replies-enough = If all come as they say, a vote can be taken.
replies-not-enough = { $needed } official members must attend for a resolution to pass.
replies-waiting-said = { $count } requests for leave wait for a decision.
leave-accept = Accept
leave-refuse = Do not accept
leave-accepted = Accepted
leave-refused = Not accepted
officers-title = Officers
officers-chair = Chair
officers-minute-taker = Minute-taker, proposed
officers-minute-taker-was = Minute-taker
officers-later = Chosen at the meeting
calendar-add = Add to calendar
calendar-renew = Download the calendar file again to correct the time
calendar-take-out = Download the calendar file to take the meeting out of your calendar
moved = The meeting has been moved
moved-from = Before: { $time }, { $day }
moved-to = Now: { $time }, { $day }
called-off = Cancelled: { $title }, { $time }, { $day }
called-off-reason = Reason: { $reason }
cancelled-heading = This meeting has been cancelled
cancelled-at = Cancelled at { $time } on { $day }
cancel-heading = No meeting after all
cancel-start = Cancel the meeting
cancel-button = Cancel this meeting
field-cancel-reason = Reason
field-cancel-reason-hint = Everybody who was notified can read it.
delete-heading = A draft too many
delete-start = Delete the draft
delete-lead = Nobody has been notified, so it can be deleted. Its programme and papers go with it.
delete-button = Delete for good
calendar-place = Online room
calendar-description = Enter the room at { $url }. Do not discuss state secrets.
programme-title = Programme
programme-total = { $minutes } minutes planned
programme-new-item = New item
programme-row = Item { $number }
programme-row-title = { $number }. Title of the item
programme-up = Up
programme-down = Down
programme-add = Add after
programme-remove = Remove
programme-save = Save the programme
item-minutes = { $minutes } min
item-vote = vote
presenter-chair = Chair
step-of-reason = Reason and guests
step-of-minute-taker = Minute-taker
step-of-roll = Roll
step-of-dues = Dues
step-of-programme = Adopt the programme
step-of-politics = Politics, ideology
step-of-last-results = Last results
step-of-party-building = Party building
step-of-next-month = Next month
step-of-discussion = Discussion
step-of-superior = Superior speaks
step-of-presentation = Presentation
step-of-contributions = Contributions
step-of-conclusion = Conclusion
step-of-tasks = Tasks
step-of-resolution = Vote
step-of-petitions = Petitions
step-of-score = Score
step-of-minutes = Adopt the minutes
step-of-close = Close
edit-details = Time, officers
edit-details-save = Save time and officers
edit-tasks = Tasks of the last resolution
edit-tasks-lead = The cell reviews them one by one at the step on last results. Empty lines are left out.
edit-tasks-save = Save tasks

## Papers

papers-none = No papers yet.
papers-none-anywhere = No papers yet
papers-none-anywhere-lead = Papers of meetings and adopted minutes will be here.
paper-add = Add a paper
paper-add-button = Add
paper-open = Read
paper-read = Read
paper-read-again = Read again
paper-remove = Remove
paper-pages = { $pages } pages
paper-readers = { $readers }/{ $expected } have read it
document-minutes = Minutes
document-annex = Annex to the minutes
document-download = Download

## After a meeting

after-closed = Closed at { $time }, { $day }
after-not-held = This room was shut before the meeting was called to order. It does not count as a meeting: it is in no figures, and nobody is counted absent.
after-score = quality { $total } points, { $grade }
grade-good = good
grade-fair = fair
grade-average = average
grade-poor = poor
after-download-minutes = Download the minutes
after-votes = Votes
after-no-votes = Nothing was put to the vote.
after-attendance = Attendance
after-attendance-download = Download as a spreadsheet
after-in = In
after-out = Out
after-minutes = Minutes
after-note = Note
after-state-present = Present
after-state-absent-with-reason = Absent with reason
after-state-absent-without-reason = Absent without reason
after-state-exempt = Exempt
after-state-attached-elsewhere = Attached elsewhere
after-state-suspended = Suspended
after-late = late
after-left-early = left early
after-away = line lost { $from }–{ $until }
after-corrected = corrected by { $author }
after-attendance-rate = Attendance: { $present }/{ $rated } ({ $percent }).
after-tasks = Tasks
after-no-tasks = No tasks were given.
after-recordings = Recordings
after-recording-time = { $from } – { $until }
after-recording-by-vote = By vote: { $decision }
after-recording-by-document = By document: { $decision }
after-recording-gaps = { $count } gaps, { $seconds } seconds in all.
after-recording-going-on = Being recorded.
after-recording-waiting = Waiting to be mixed.
after-recording-mixing = Being mixed, { $percent } % done.
after-recording-ready = Ready.
after-recording-failed = Not mixed. The service tries again when it starts.
after-recording-empty = No sound or picture was recorded.
after-recording-forgotten = Deleted, its time was over.
after-recording-progress = How far the mix is
after-recording-reload = Show how far it is now
after-recordings-kept = The secretary, the deputy and the committee above may download them. Kept for { $days } days after the close, then the key is destroyed and the files are deleted.
after-documents = Minutes, papers
after-no-documents = The minutes are being written. Reload the page in a few seconds.
after-strength = Who was there
after-official = Official, present
after-probationary = Probationary, present
after-excused = Absent with reason
after-unexcused = Absent without reason
after-base = Base of votes
after-needed = Needed
vote-formula = In favour { $favour }/{ $base } ({ $percent }), { $needed } needed.
vote-against = Against { $count }.
vote-other = Other opinion { $count }.
vote-not-voting = Not voting { $count }.
vote-reserved-by = Comrade { $name } reserves an opinion.
vote-passed = Passed
vote-not-passed = Not passed
vote-poll = Opinion poll
vote-withheld = Not published
vote-voided = No result
task-of = Comrade { $name }
task-everybody = The whole cell
task-standing = Standing

## Cell, members

cell-lead = { $members } members, { $official } official and { $probationary } probationary, at { $sites } sites.
cell-term = Term { $term }.
cell-year = Attendance in { $year }
cell-year-note = Each cell is a member. Columns above the red line reach 90%. “Them.” marks a month with a thematic meeting.
key-present = Present
key-absent = Absent
cell-members = Members ({ $count })
member-duty = Office
member-attended = Present
member-add = Add a member
member-edit = Edit
member-new-title = Add a member
member-edit-title = Edit: { $name }
member-facts = Facts
member-statuses = Status
member-status-set = Change status
member-status-title = Status: { $name }
member-status-lead = The new status replaces the present one from its first day. Choose “Normal” to end the present one. Statuses decided for later days stay; to take one back, choose “Normal” from the very day on which it begins.
member-offices = Offices in the cell
member-offices-none = Holds no office in the cell.
member-office-add = Add an office
member-office-end = Ends tomorrow
member-office-title = Office in the cell: { $name }
member-account = Account
member-account-ready = This member has set a password and can enter.
member-account-invited = An invitation link was made; no password has been set yet.
member-account-none = This member has no account yet.
member-account-not-yours = Links to this account are made by an administrator, or by somebody with a higher office.
member-leave-heading = Transfer, removal
member-leave-title = Leaves the roll: { $name }
member-leave-lead = After that day the member is no longer on the roll. Past meetings stay as they are.
member-leave-button = Take off the roll
period-from = From { $day }
period-to = to { $day }
standing-official = Member
standing-probationary = Probationary member
status-normal = Normal
status-reduced = Reduced duties
status-exempt = Exempt from Party work and meetings
status-attached-elsewhere = Temporarily attached elsewhere
status-attached-here = Temporarily attached here
status-suspended = Suspended from Party life
status-prosecuted = Prosecuted, indicted or detained
status-transfer-pending = Transfer papers not presented
statuses-title = Statuses
office-secretary = Secretary
office-deputy = Deputy secretary
office-cell-committee = Cell committee member
office-committee-officer = Committee officer
office-standing-member = Standing committee member
sex-male = Male
sex-female = Female
sites-title = Sites
site-add = Add a site
site-new-title = Add a site
site-alone = On their own
authorisation-heading = Permission to meet online
authorisation-said = Of { $issued }.
authorisation-until = Valid until { $until }.
authorisation-none = There is no document that permits meeting online. The room cannot be opened.
authorisation-missing = No document
authorisation-add = Enter a new document
ballot-permission-said = Binding secret ballots under { $document }.
ballot-permission-none = Secret ballots online are opinion polls only.
ballot-permission-add = Enter a document on secret ballots
recording-permission-said = Sound and picture may be recorded where a meeting decides it, under { $document }.
recording-permission-none = Sound and picture of meetings are not recorded.
recording-permission-add = Enter a document on recording
permission-authorisation-title = Document that permits meeting online
permission-authorisation-lead = Of the superior committee, under 03-HD/TW of 27/12/2022.
permission-ballot-permission-title = Document that permits binding secret ballots
permission-ballot-permission-lead = Without it, secret ballots online are opinion polls only.
permission-recording-permission-title = Document that permits recording
permission-recording-permission-lead = Off by default: the Personal Data Protection Law (art. 29) forbids recording without consent. With a document, each recording still needs a decision of its meeting.
dispersion-said = { $apart }/{ $counted } members live outside the province where most are.
dispersion-enough = More than half, as the rule for online meetings asks.
dispersion-not-enough = Not more than half live apart.
ground-dispersed = Members live and work dispersed
ground-mobile = Members are not continuously at one place
ground-on-duty = Members are on duty and cannot leave
ground-emergency = Disaster, epidemic, emergency

## Import

import-title = Import members
import-start = Import from a spreadsheet
import-step = Import members · step { $step }/3
import-lead = Look at every cell first; nothing is saved until you accept.
import-file = File
import-file-hint = XLSX or CSV, at most { $most } MB. No formulas, no macros.
import-look = Look first
import-template = Template
import-template-lead = With the headings and two examples. Headings may be in capitals or without marks.
import-template-download = Download the template
import-to-mend =
    { $count ->
        [one] { $count } row to mend before importing
       *[other] { $count } rows to mend before importing
    }
import-all-good =
    { $count ->
        [one] { $count } row, and it is good
       *[other] All { $count } rows are good
    }
import-summary = File { $file } has { $rows } rows: { $good } good, { $bad } with problems. Nothing has been saved.
import-only-bad = Only rows with problems
import-all-rows = All { $count } rows
import-download-bad = Download rows to mend
import-row = Row
import-result = Result
import-others = Other fields
import-unread =
    { $count ->
        [one] One column is not understood and left out: { $headings }. If you need it, name it as in the template and choose the file again.
       *[other] { $count } columns are not understood and left out: { $headings }. If you need them, name them as in the template and choose the file again.
    }
import-good = Good
import-empty = empty
import-mend = Change to { $text }
import-accept =
    { $count ->
        [one] Import { $count } good row
       *[other] Import { $count } good rows
    }
import-nothing = There is no good row yet.
import-other-file = Choose another file
import-bad-kept = { $count } rows with problems are not imported; download them to mend and import later.

## Committee, administration

committee-met = { $met } of { $cells } cells have met this month
committee-met-name = have met, due by day { $day }
committee-month = { $month }/{ $year }
committee-tonight = meet today
committee-cells = Cells
committee-this-month = This month
committee-last = Last
committee-next = Next
committee-attendance = Attendance this year
committee-has-met = Has met
committee-not-met = Not yet
committee-no-cells = No cells below this committee yet.
administration-title = Administration
administration-lead = The tree, committee officers and observers. Administrators read no papers and no minutes.
administration-tree = Tree
administration-empty = No organisation yet. Begin with the highest committee.
administration-do = Do
administration-link-title = Invitation link
administration-organisations-title = Add a committee or body
administration-cells-title = Add a cell
administration-moves-title = Move to another committee
administration-people-title = Add a person outside the cells
administration-officers-title = Enter a committee officer
administration-observers-title = Assign an observer to a cell
administration-invitations-title = Make an invitation link
organisation-central = Central
organisation-province = Province, city
organisation-commune = Commune, ward, special zone
organisation-body = Party body
organisation-cell = Cell

## Fields

form-save = Save
form-not-saved = Not saved. Please mend the field that has a red line beside it below; nothing that you typed is lost.
form-back = Back
field-name = Full name
field-organisation-name = Name of the organisation
field-site-name = Name of the site
field-sex = Sex
field-birth-year = Year of birth
field-admitted-on = Admission to the Party
field-admitted-on-hint = For instance 19/05/2011.
field-official-on = Official status
field-official-on-hint = Empty for a probationary member.
field-card-number = Card number
field-card-number-hint = Probationary members have none yet.
field-phone = Phone
field-phone-hint = Used to sign in.
field-email = E-mail
field-workplace = Workplace
field-province = Province, city
field-province-hint = Counts for how many members live apart.
field-other-office = Other offices
field-site = Site
field-party-group = Party group
field-member-since = In the cell since
field-status = Status
field-valid-from = From
field-valid-to = To
field-valid-to-hint = Empty until further notice.
field-decision-number = Decision number
field-office = Office
field-title = As written in documents
field-title-hint = Empty for the usual title.
field-last-day = Last day on the roll
field-document = Document
field-document-hint = Number and sign, such as Công văn số 41-CV/ĐU.
field-ground = Ground
field-issued-on = Issued on
field-kind = Kind of organisation
field-kind-of-meeting = Kind of meeting
field-code = Code
field-code-hint = Five groups of figures, such as 38.168.053.000.001. May be empty.
field-parent = Superior committee
field-founded-on = Founded on
field-short-name = Short name
field-short-name-hint = For calendars and file names.
field-term = Term
field-term-hint = For instance 2025–2027.
field-help-phone = Phone for help
field-organisation = Organisation
field-since = From
field-member = Person
field-cell = Cell
field-day = Day
field-clock = Time
field-meeting-title = Title of the meeting
field-meeting-title-hint = Empty for the usual title of the month or quarter.
field-committee-met-on = Cell committee met on
field-step = Kind of item
field-stage = Part
field-minutes = Minutes
field-presenter = Presenter
field-vote = Needs a vote
field-task = Task
field-owner = Owner
field-result = Result
field-leave-reason = Reason for absence
field-leave-reason-hint = Short, for instance: business trip. It goes into the minutes.
field-paper-title = Title of the paper
field-file = File
field-file-hint = PDF, PNG, JPEG or DOCX, at most { $most } MB.
field-unclassified = This paper holds no state secret

edit-guests = Observers and guests
edit-guests-none = No observers or guests so far.
edit-guest = Guest
edit-guest-invite = Invite
edit-guest-withdraw = Withdraw
field-guest-contact = The guest's phone number or e-mail address
field-guest-title = Office, place of work
