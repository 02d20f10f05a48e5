### Sentences of the room. Members are addressed as comrade. What happened, what is kept, what to do next.

## Room

room-sending = Sending
room-connecting = Entering the room
room-connecting-detail = One moment, please.
room-needs-script = The room needs JavaScript. Switch it on in your browser and reload the page.
room-connecting-again = Not connected yet. This device keeps trying; there is nothing to press.
room-not-begun = Not called to order yet
room-between-items = Between two items
room-starts-at = Starts { $time }
room-elapsed-short = { $minutes } min
room-elapsed = In session { $minutes } min
room-secrets = Do not speak of state secrets
room-secrets-long = Do not discuss, show or write down anything that is a state secret.
room-replaced = You have entered the room on another device
room-replaced-detail = Each comrade has one place in the room. You still count as present.
room-signed-out = Your sign-in has ended
room-signed-out-detail = Sign in again to enter the room. Everything you have sent is kept. If you cannot sign in, contact the secretary of the cell.
room-not-let-in = You cannot enter this room
room-not-let-in-detail = You are not on the list of this meeting, or it is no longer open. Look at the page of the meeting, or contact the secretary of the cell.
room-outdated = This page has to be loaded again
room-outdated-detail = The server could not read what this page sent, and disconnected it. Nothing has changed; you still count as present if you come back at once.
room-sign-in-again = Sign in again
room-load-again = Load the page again
room-enter-here = Enter on this device
band-title = Line
band-waiting = Connection lost at { $time }. This device is reconnecting.
band-stopping = The server is restarting. This page comes back by itself.
band-waiting-kept = The screen is not up to date. Your place in the queue is kept.
band-weak = Weak line.
device-recording = The meeting is being recorded, by decision: { $decision }. Your sound and picture are in it whenever the room lets them through.
recording-title = Recording
recording-band = Recording.
recording-by-vote = By vote: { $decision }.
recording-by-document = By document: { $decision }.
recording-since = Started by { $name } at { $time }.
recording-off-why = Off by default. The Personal Data Protection Law of 2025 (art. 29) forbids recording without consent, and the guidance on online meetings (03-HD/TW of 27/12/2022) knows no recording. So it needs a document of the committee above, and each recording a decision of its meeting.
recording-not-permitted-how = The cell has no such document. The committee above enters it on the cell's page before the meeting is opened.
recording-permission = Permitted by
recording-decision = Decision of the meeting
recording-other-document = Another document
recording-document = Number and name of the document
recording-document-hint = For example: Plan no. 7-KH/CB of 01/12/2026
recording-document-missing = Write the number of the document first
recording-start-lead = Every screen will say "Recording" with this decision, and so will the minutes. Only sound and pictures that the room lets through are recorded.
recording-start = Start recording
recording-stop-lead = Going on later needs another decision.
recording-stop = Stop recording
announce-recording = The meeting is being recorded from now on. Started by { $name }, by decision: { $decision }.
announce-recording-over = Recording has stopped.
band-media-lost = No sound and picture for the moment. This device is reconnecting.
band-audio-only = Weak line: pictures are off so that sound stays.
band-restricted = The cell is on an item for its members only.
band-restricted-kept = Sound and picture rest on this device and come back by themselves with the next item.
band-text-only = You are meeting in writing.
band-kept = You still count as present and can still vote.
line-good = Good line
line-good-detail = Sound and picture clear
line-fair = Fair line
line-fair-detail = Sound clear, picture fair
line-weak = Weak line
line-weak-detail = Sound may break up
line-lost = Reconnecting
line-lost-detail = No sound and picture yet
line-audio-only = Sound only
line-supply-reduced = Sound comes first, fewer pictures
line-supply-sound-only = Sound only, pictures paused
line-text-only = In writing
line-text-only-detail = No sound, no picture
notice-muted = Your turn is over, so this device is muted.
notice-seen = Seen
dialog-close = Close
panel-title = Course of the meeting
tab-floor = Floor
tab-roll = Roll
tab-vote = Vote
tab-minutes = Minutes

## Agenda

agenda-title = Agenda
agenda-not-begun = Waiting for the chair
agenda-on-time = On time
agenda-late = { $minutes } min behind the plan
agenda-minutes-of = { $real }/{ $planned } min
agenda-done = Done · { $real }/{ $planned } min
agenda-now = Now · { $real }/{ $planned } min
agenda-planned = Planned { $minutes } min
agenda-skipped = Left out: { $reason }
agenda-stage-done = { $steps } steps · { $real }/{ $planned } min
agenda-stage-to-come = { $steps } steps · { $planned } min
agenda-finish = Finish this step
agenda-add = Add an item
agenda-start = Go to this step
agenda-skip = Leave out
agenda-skip-why = Leave out “{ $title }”. The reason goes into the minutes.
stage-opening = I. Opening
stage-business = II. Business
stage-closing = III. Closing

## Pictures

stage-chair = Chair
stage-minute-taker = Minute-taker
stage-this-device = this device
stage-speaking = speaking
stage-alone = On their own
stage-muted = Muted
stage-people = { $count } comrades
stage-place = No. { $place }
stage-reconnecting = Reconnecting
stage-since = since { $time }
stage-shares = { $name } is showing a document
stage-whole-room = Whole room
stage-see-all = See all { $count } comrades in the room
stage-back = Back to the speaker
seat-observer = Observer
seat-guest = Guest

## Floor

floor-now = Who is speaking
floor-turn-of = Turn { $turn } · { $minutes } min
floor-left = left
floor-soon-over = almost over
floor-over = over by { $time }
floor-gathering = Not called to order yet
floor-gathering-detail = Until then, everybody who unmutes is heard.
floor-nobody = Nobody is speaking
floor-nobody-detail = The chair is always heard. Whoever wants to speak presses Ask to speak.
floor-free = Free discussion
floor-free-detail = Every member who unmutes is heard.
floor-waiting = Waiting to speak: { $count }
floor-nobody-waits = Nobody has asked yet.
floor-waits =
    { $minutes ->
        [0] just asked
       *[other] waiting { $minutes } min
    }
floor-reordered = The chair changed the order: { $reason }
floor-ask-otherwise = Ask for a question, a reply
floor-site = Ask for somebody at this site
floor-site-ask = { $name } asks for the floor
floor-site-withdraw = Withdraw for { $name }
floor-ask-question = Question
floor-ask-reply = Reply
floor-ask-point_of_order = Point of order
floor-kind-speech = speech
floor-kind-question = question
floor-kind-reply = reply
floor-kind-point_of_order = point of order

## Controls

control-bar = Controls
control-microphone-on = Unmute
control-microphone-off = Mute
control-microphone-beside = Your site opens one microphone, so that nothing echoes: that of comrade { $name }. Please speak there.
control-microphone-why = Your sound opens when it is your turn. Press Ask to speak to join the queue.
control-camera-on = Camera on
control-camera-off = Camera off
control-hand-up-short = Speak
control-hand-up = Ask to speak
control-hand-down = Hand down
control-share = Show document
control-share-stop = Stop showing
control-open-vote-short = Vote
control-open-vote = Call a vote
control-steps = Steps
control-whole-room = Whole room
control-stage = To the speaker
control-more = More
control-help = Help
control-leave = Leave room
control-opinion = Send a written opinion
control-audio-only = Sound only, no pictures
control-pictures = Pictures on again
control-text-only = Meet in writing
control-try-sound = Try sound
control-sounds-on = Signal sounds on
control-sounds-off = Signal sounds off
control-hand-over = Hand over the chair
control-record = Record the meeting
control-record-stop = Stop recording
control-take-chair = Take the chair
sheet-agenda = Agenda
sheet-floor = Floor
sheet-roll = Roll
sheet-vote = Vote
sheet-minutes = Minutes
sheet-more = More
sheet-help = Help
help-lead = If the following does not help, telephone comrade { $name }, who takes the minutes.
help-heard = The room does not hear you
help-heard-answer = Sound opens only when the chair gives you the floor. When it is your turn, press Unmute; if the browser asks, choose Allow.
help-hears = You do not hear the room
help-hears-answer = Check the volume and the chosen speaker, then load the page again; your place is kept for 2 minutes.
help-seen = Your picture is not seen
help-seen-answer = Press Camera on. If the camera is busy, close the other application that uses it.
help-line = Weak line
help-line-answer = Press More and choose Sound only or Meet in writing. You still count as present and can still vote.
help-vote = You cannot press an answer
help-vote-answer = State your answer by voice; the chair or the minute-taker enters it with a note that the whole room sees.
leave-title = Leave the room
leave-member = From the moment you leave you count as present no longer; the time goes into the roll. You can come back at any time.
leave-chair = You are in the chair. If you leave, the deputy may take the chair. The meeting is not closed.
leave-stay = Stay

## Each person's next thing

member-label = Your next thing
member-gathering = The room is open. Waiting for comrade { $chair } to call to order.
member-your-turn = It is your turn to speak. Press Unmute.
member-speaking = You have the floor. When you have finished, press End turn.
member-waiting = You are number { $place } in the queue, about { $minutes } min.
member-vote-open = A vote is open.
member-listening = Comrade { $name } is speaking.
member-free-discussion = Free discussion. When you unmute, the whole room hears you.
member-next = Next item: { $title }.
member-last = This is the last item of the agenda.
script-label = Words for the chair · next step
script-see-steps = See the steps
script-gathering = “It is time. { $official } of { $base } official members are present. I call the meeting to order.”
script-check-in-asked = “Comrade { $name } says that these comrades sit at the same site: { $names }. Please speak up or come into the picture, so that it can be confirmed.”
script-next-item = “Comrades, the next item: { $title }.”
script-reason = “We meet for: { $title }. Please do not speak of anything that is a state secret.”
script-choose-minute-taker = “I ask the cell to appoint a minute-taker.”
script-appoint-minute-taker = “I propose comrade { $name } as minute-taker.”
script-take-roll = “{ $official } of { $base } comrades are present. A proposal passes with { $needed } in favour.”
script-roll-taken = “The roll is taken: { $official } of { $base } official members are present.”
script-adopt-programme = “Please vote on the agenda; you have { $seconds } seconds.”
script-put-to-vote = “Are there other opinions? If not, please vote; you have { $seconds } seconds.”
script-vote-open =
    { $left ->
        [one] “{ $left } comrade has not voted yet. Please answer.”
       *[other] “{ $left } comrades have not voted yet. Please answer.”
    }
script-vote-all-in = “Everybody has voted. I close the vote.”
script-passed = “{ $in_favour } of { $base } in favour, { $share }. It is passed. Does anyone reserve an opinion?”
script-not-passed = “{ $in_favour } of { $base } in favour, fewer than { $needed }. It is not passed.”
script-withheld = “The result is not published: fewer than 3 ballots would tell who voted how.”
script-poll-result = “The result of the poll is on the screen. It is for information.”
script-next-speaker = “Thank you, comrade { $given }. Comrade { $speaker }{ $place } has the floor.”
script-next-speaker-following = “Thank you, comrade { $given }. Comrade { $speaker }{ $place } has the floor. Comrade { $following }, please be ready.”
script-invite = “Comrade { $speaker }{ $place } has the floor.”
script-invite-following = “Comrade { $speaker }{ $place } has the floor. Comrade { $following }, please be ready.”
script-speaking = “Thank you, comrade { $name }. Are there further opinions?”
script-presenter = “Comrade { $name } presents: { $title }.”
script-any-other = “Are there other opinions? If not, we go on to the next item.”
script-item = “If there is nothing more on { $title }, we go on to the next item.”
script-superior = “I invite comrade { $name }, { $title }, to speak.”
script-superior-thanks = “The cell takes in the directions of comrade { $name } and asks the committee to put them into the resolution.”
script-superior-absent = “No representative of the superior is here today. We go on to the next item.”
script-score = “Please score this meeting by the 7 groups of criteria.”
script-read-minutes = “I ask the minute-taker, comrade { $name }, to read the minutes.”
script-adopt-minutes = “You have heard the minutes. Please vote on them; you have { $seconds } seconds.”
script-close = “The agenda is done. I close the meeting. Thank you, comrades.”
script-all-done = “The agenda is done. I close the meeting.”
script-closed = The meeting is closed.
action-call-to-order = Call to order
action-close-vote = Close the vote
action-extend-vote = 30 seconds more
action-end-turn = End turn
action-extend-turn = 1 minute more
action-give-floor = Give { $given } the floor
action-start-item = To step { $number }
action-take-roll = Take the roll
action-open-vote = Call a vote
action-enter-score = Enter the score
action-read-minutes = Read the minutes
action-appoint-minute-taker = Appoint { $given }
action-choose-minute-taker = Choose a minute-taker
action-choose-other = Choose another
action-close-meeting = Close the meeting
action-yield = End turn
action-give-to = Give the floor
action-open-free = Open free discussion
action-close-free = End free discussion
action-reorder = Change order
action-invite = Invite
action-reserve = Reserve opinion
action-confirm-check-in = Confirm presence
action-decline-check-in = Do not confirm
action-write = Write into the minutes
action-assign = Assign
action-withdraw-task = Remove
minutes-task-label =
    { $between ->
        [yes] Minute-taker
       *[no] Minute-taker · step { $number }
    }
minutes-task = { $written } opinions written in this step.
minutes-task-next = { $written } opinions written. Next to speak: comrade { $name }, { $place }.
minutes-task-read = Look through the minutes, then put them on every screen and read them out.

## Simple face

control-simple = Simple layout
control-full = Back to the full layout
sheet-answer = Vote
place-waiting = You are number { $place } in the queue
simple-speaks = Speaking: { $name }
simple-present = Attending: { $present }/{ $summoned }
simple-come-back = You can come back
simple-no-vote = Nothing to vote on
simple-vote-open = Open, { $time } left
simple-microphone-on = The whole room hears you
simple-microphone-off = Muted
simple-microphone-waits = Opens when it is your turn
simple-microphone-beside = Your site speaks through the device of { $name }
simple-your-turn = It is your turn
simple-nobody-waits = Nobody is waiting
simple-waiting = { $count } waiting
simple-helper = Comrade { $name }

## Roll

roll-title = Roll
roll-official-of = { $present }/{ $base } official present
roll-attendance = Attendance, probationary included: { $present }/{ $summoned }.
roll-attendance-short = Attendance, probationary included
roll-official-present = Official present
roll-probationary-present = Probationary present
roll-probationary-one = Probationary member
roll-excused = Absent with reason
roll-missing = Not here yet
roll-lost = Connection lost, waiting
roll-waited-for = until { $time }
roll-gone = No longer in the room
roll-left-at = left at { $time }
roll-lost-at = connection lost since { $time }
roll-asked = To be confirmed, beside comrade { $name }
roll-lost-one = Connection lost
roll-left-one = Left the room
roll-late = { $time }, late
roll-corrected = corrected
roll-alone = On their own
roll-probationary = Present, not voting
roll-apart = Not counted as absent
roll-invited = Observers, guests
roll-not-here = not here yet
roll-leave-undecided = leave asked, undecided
roll-correct = Correct the roll
roll-check-in = Say your site and who is beside you
state-present = Present
state-absent_with_reason = Absent with reason
state-absent_without_reason = Absent without reason
state-exempt = Exempt from meetings
state-attached_elsewhere = Attached elsewhere
state-suspended = Not attending
correct-title = Correct the roll
correct-lead = Who corrects and why is kept and written into the roll.
correct-member = Comrade
correct-state = Put down as
correct-go = Correct
check-in-title = Your site and who sits with you
check-in-confirmed = They count as present once the chair or the minute-taker has confirmed it.
check-in-lead = Each comrade is a separate line of the roll and a separate vote, which you enter and the whole room sees.
check-in-site = Site
check-in-no-site = No site
check-in-who = Who sits with you?
check-in-go = Check in
check-in-nobody = Choose your site, or at least one person beside you.
check-in-own-machine = In one room with a device each: everybody chooses the site at their own device. A site opens one microphone, so that nothing echoes.
check-in-site-go = Say my site
check-out = Has left

## Votes

vote-open-short = Open
vote-open = Open vote
vote-secret = Secret ballot
vote-none = No vote yet.
vote-step = Step { $number }
vote-time-left = { $time } left
vote-time-over = Time is over, waiting for the chair
vote-answers = Your answer
answer-in_favour = In favour
answer-against = Against
answer-other = Other opinion
answer-none = Not voting
answer-poll-in_favour = Agree
answer-poll-against = Disagree
answer-poll-other = No opinion
vote-recorded = Recorded: { $answer }.
vote-may-change-short = May be changed until the end.
vote-may-change = You may change it until the chair closes the vote.
vote-secret-promise = Nobody knows what you choose, not even the chair. A ballot that is sent cannot be changed.
vote-poll-promise = An opinion poll; the result is for information. Nobody knows what you choose, not even the chair. A ballot that is sent cannot be changed.
vote-send-ballot = Send secret ballot
vote-choose-first = Choose an answer first.
vote-ballot-in = Your ballot is in the box.
vote-ballot-final = A secret ballot cannot be changed. The result appears when the chair closes the vote.
vote-progress = have voted
vote-ballots = have sent their ballot
vote-progress-said = { $voted } of { $total } comrades have voted
vote-result-later = The result appears at the end only
vote-key-voted = Voted { $count }
vote-key-open = Present, not voted yet { $count }
vote-key-absent = Absent { $count }
vote-closed-at = closed { $time }
vote-result-said = In favour { $yes }, against { $no }, other opinion { $other }, not voting { $silent }
vote-put-away = Back to the speaker
vote-void = Give this vote up
vote-void-why = Give up the open vote without a result. It may be put again as a new question.
vote-not-yet = Present, not voted yet: { $count }
vote-not-yet-hint = Only the chair and the minute-taker see this list.
vote-enter = Enter
vote-site = { $site }: raised cards
vote-site-here = Comrades beside you
vote-site-hint = The keeper of the site enters each comrade. The whole room sees who was entered; the answers appear at the end only.
vote-site-secret-hint = The keeper of the site hands over the device, so that each comrade chooses and sends alone.
vote-entered = Entered by somebody else: { $count }
vote-entered-by = entered by comrade { $name }
vote-entered-by-note = entered by comrade { $name }: { $note }
vote-by-name = By name
vote-show-all = Show all { $count } comrades
vote-reserved = Reserved opinions: { $count }
verdict-formula =
    { $majority ->
        [at_least_two_thirds] In favour { $yes }/{ $base } ({ $share }) — at least two thirds needed, { $needed }{ "\u00A0" }—
       *[more_than_half] In favour { $yes }/{ $base } ({ $share }) — more than half needed, { $needed }{ "\u00A0" }—
    }
verdict-poll-formula = { $answer } { $yes }/{ $base } ({ $share })
verdict-passed = PASSED
verdict-not-passed = NOT PASSED
verdict-poll = OPINION POLL, FOR INFORMATION
verdict-withheld = NOT PUBLISHED
verdict-few = Fewer than 3 secret ballots would show who voted how
verdict-voided = NO RESULT
verdict-voided-why = Reason: { $reason }. It may be put again as a new question.
void-box-and-roll-differ = the ballots in the box do not match the list of who has voted
void-key-lost = the key of the ballot box was lost when the server restarted
base-title = How the result is counted
base-official = Official members
base-exempt = Exempt from meetings
base-attached_elsewhere = Attached elsewhere
base-suspended = Suspended
base-prosecuted = Prosecuted or detained
base-transfer_pending = Transfer papers missing
base-absent_congress = Absent from the whole congress, excused
base-count = Counted
base-more_than_half = More than half, needs
base-at_least_two_thirds = At least two thirds, needs
base-from = { $needed }
base-ballots = Comrades given a ballot
base-asked = Comrades asked
base-poll = Opinion poll
base-poll-none = no majority needed
base-closed-at = Closed at
open-vote-title = Call a vote
open-vote-text = The question, word for word
open-vote-text-hint = This sentence appears whole on every screen and in the minutes.
open-vote-matter = Kind of matter
open-vote-item = Belongs to step
open-vote-no-item = To no step
open-vote-form = Form
open-vote-time = Time
open-vote-seconds =
    { $seconds ->
        [30] 30 seconds
        [60] 60 seconds
        [120] 2 minutes
       *[300] 5 minutes
    }
open-vote-present = Official present
open-vote-go = Call the vote
open-vote-empty = Write the question.
open-vote-secret-poll = The cell holds no permission for online secret ballots, so the result is an opinion poll. Elections and discipline are voted on paper.
open-vote-secret-binding = The cell holds a permission for online secret ballots; the result is binding. Elections and discipline are still voted on paper.
question-programme = Are you in favour of the agenda of this meeting?
question-minutes = Are you in favour of the minutes just read?
question-resolution = Are you in favour of the draft resolution?
question-conclusion = Are you in favour of the chair's conclusion?
matter-resolution = Resolution
matter-programme = Agenda
matter-conclusion = Conclusion
matter-proposal = Proposal
matter-classification = Classification
matter-minutes = Minutes
matter-minute_taker = Minute-taker
matter-opinion = Opinion poll
matter-admission = Admission of a member
matter-official_status = Official status
matter-remove_name = Removal from the roll
state-vote-title = Enter for comrade { $name }
state-vote-lead = Comrade { $name } states the answer by voice or card. The whole room sees who entered it; the answer and this note appear at the end.
state-vote-note = Note
state-vote-by-voice = Stated by voice
state-vote-go = Enter
state-vote-secret = A secret ballot cannot be entered for somebody else. The comrade sends it, or votes on the site keeper's device.
reserve-title = Reserve an opinion
reserve-lead = A reserved opinion goes into the minutes by name. The resolution still binds you.
reserve-label = Reserved opinion
reserve-go = Record

## Further questions

reason-title = A reason is needed
reason-label = Reason
reason-hint = The reason goes into the minutes.
reason-go = Write the reason and go on
reason-missing = Write the reason.
confirm-title = The chair confirms
confirm-speakers-waiting = Everybody has spoken, call the vote
confirm-secret-few-confirm = The cell agrees, open the ballot
confirm-secret-again-confirm = The cell agrees, open the ballot again
choose-taker-title = Choose a minute-taker
choose-taker-label = Minute-taker of this meeting
choose-AppointMinuteTaker = Appoint
hand-over-title = Hand over the chair
hand-over-label = Who presides next
choose-HandOverChair = Hand over
give-floor-title = Give the floor
give-floor-label = Comrade
give-floor-time = Time
give-floor-minutes = { $minutes } min
give-floor-planned = { $minutes } min, as planned
give-floor-go = Give the floor
reorder-title = Change the order
reorder-up = Up
reorder-down = Down
reorder-why = Reason for the change
reorder-hint = The whole room sees this reason.
reorder-go = Change order
add-item-title = Add an item
add-item-name = Title
add-item-minutes = Minutes planned
add-item-after = After step
add-item-vote = Does it need a vote?
add-item-with = Needs a vote
add-item-without = Needs none
add-item-go = Add to the agenda
add-item-empty = Write the title.
opinion-title = Send a written opinion
opinion-lead = It counts as a contribution and goes into the minutes under: { $title }.
opinion-label = Opinion
opinion-go = Send
opinion-empty = Write your opinion first.

## Minutes

minutes-title = Minutes
minutes-writing = Writing
minutes-saved = Saved { $time }
minutes-adopted = Adopted
minutes-log = What has been written
minutes-step = Step { $number }.
minutes-conclusion = Conclusion:
minutes-not-written = not written yet
minutes-in-writing = (in writing)
minutes-vote-opened = Vote opened:
minutes-vote = Vote:
minutes-vote-passed = Passed.
minutes-vote-not-passed = Not passed.
minutes-vote-poll = Opinion poll.
minutes-vote-void = No result.
minutes-target = Write into
minutes-target-gist = Opinion of { $name }, { $time }
minutes-target-item = Text of step { $number }
minutes-target-conclusion = Conclusion of step { $number }
minutes-target-earlier = Step { $number }: { $title }
minutes-target-task = Tasks
minutes-target-dues = Dues
minutes-target-direction = Directions of the superior
minutes-target-review = Results of the last resolution
minutes-gist-of = Opinion of comrade { $name }
minutes-item-text = Text
minutes-conclusion-text = Conclusion of the chair
minutes-correct = Correct what is written
minutes-correct-hint = What somebody asks to be corrected at the reading is corrected here. The text on the screen follows.
minutes-correct-one = Correct
minutes-correct-stop = Leave it as it is
minutes-correct-between = Between the steps
task-text = Task
task-owner = Who does it
task-nobody = Nobody yet
task-due = By
task-due-by = by { $day }
dues-paid = Comrades who have paid
dues-due = Comrades who are to pay
dues-note = Note
direction-nobody = No representative of the superior is on the list.
direction-speaker = Representative
direction-text = Directions
direction-response = Response of the chair
review-nothing = The last resolution has no tasks to review.
course-empty = The course of the meeting will appear here, line by line.
reading-tag = The minutes are being read
reading-coming = Opening the text of the minutes
reading-tasks = Tasks
score-title = Score the meeting
score-lead = The cell scores itself by 7 groups of criteria, 100 points in all (Guidance 42-HD/BTCTW).
score-proposed = By the figures of the meeting: { $points } points
score-group-1 = Time and length
score-group-2 = Attendance
score-group-3 = Preparation
score-group-4 = Conduct: content, discussion, chairing
score-group-5 = Principles of Party meetings
score-group-6 = Results of the last resolution
score-group-7 = Close: conclusions, minutes, assignments
score-most = at most { $most }
score-total = { $total } points
score-go = Record the score
score-left = { $count } groups have no points yet. Write all 7.
score-wrong = The points of a group are a whole number, from 0 to the maximum beside it.

## Closing

close-title = Close the meeting
close-ready = Everything is done. The minutes are made as soon as the meeting closes.
close-unfinished = { $count } things are not done. Go back to them, or write the reason for closing.
close-reason = Reason for closing before all is done
close-go = Close the meeting
close-vote-first = End the open vote first.
close-room-title = Close the room
close-room-lead = The meeting was not called to order. If the room is closed it will not be held any more; whoever came stays in the attendance sheet.
close-room-go = Close the room
finished-vote_still_open = No vote is open
unfinished-vote_still_open = A vote is still open
finished-not_called_to_order = Called to order
unfinished-not_called_to_order = Not called to order
finished-no_minute_taker = Minute-taker appointed
unfinished-no_minute_taker = No minute-taker appointed
finished-roll_not_taken = Roll taken
unfinished-roll_not_taken = Roll not taken
finished-programme_not_adopted = Agenda adopted
unfinished-programme_not_adopted = Agenda not adopted
finished-item_without_result = Every item that needs a vote has a result
unfinished-item_without_result = An item that needs a vote has no result
close-short = { $minutes } minutes so far; the rule is at least { $least }. The minutes will say so.
close-long-enough = { $minutes } minutes, at least { $least } as the rule asks
finished-items_left = The whole agenda has been gone through
unfinished-items_left = Items are left
finished-tasks_unassigned = Every task has somebody to do it
unfinished-tasks_unassigned = A task has nobody to do it
close-standing-tasks = { $count } tasks have no day: are they for every month, or left unfinished?
finished-minutes_not_adopted = Minutes read and adopted
unfinished-minutes_not_adopted = Minutes not read and adopted
closed-title = The meeting is closed
closed-lead = { $title }. Closed { $time }, { $day }, { $minutes } min.
closed-room-title = The room is closed
closed-room-lead = { $title }. Closed { $time }, { $day }, never called to order. Reason: { $reason }
closed-home = To the page of the meeting
closed-documents = Documents
closed-filing = Being made
closed-filed = Filed
closed-filing-detail = The minutes are being made and filed. The links appear here by themselves.
closed-download = Download
closed-votes = Votes
closed-items = Items done
closed-score = Own score
document-minutes-pdf = Minutes (PDF)
document-minutes-docx = Minutes (Word)
document-annex-pdf = Annex { $number } (PDF)
document-annex-docx = Annex { $number } (Word)
annex-title = Annexes of correction
annex-new = New annex
annex-text = Correction
annex-reason = Reason
annex-go = Draft and sign
annex-missing = Write the correction and the reason.
annex-sign = Sign the annex
annex-signed = { $count }/2 signatures

## Device check

device-title = Check this device before you enter
device-starts-in = starts { $time }, in { $minutes } min
device-started = starts { $time }
device-microphone = Microphone
device-microphone-heard = Your voice is heard
device-microphone-silent = Say a few words
device-level = Loudness
device-speaker = Speaker
device-bell-question = Do you hear the bell?
device-bell = Ring the bell
device-bell-heard = I hear it
device-camera = Camera
device-line = Line
device-line-measuring = Measuring
device-line-good = Enough for sound and picture
device-line-fair = Enough for sound and a fair picture
device-way-relay = This network blocks the straight way to the server. Sound and picture go through a relay, you can meet as usual
device-way-slow-relay = This network blocks the fast way (UDP), so sound and picture may lag. If you can, use mobile data or another Wi-Fi
device-way-none = This network blocks sound and picture. Use mobile data or another Wi-Fi; if that does not help, join by text and tell the secretary
device-blocked = Blocked
device-line-none = Not measured; you can still enter
device-good = Good
device-fair = Fair
device-waiting = Trying
device-off = Not usable yet
device-choose-microphone = Choose a microphone
device-choose-camera = Choose a camera
device-microphone-on = Enter unmuted
device-microphone-off = Enter muted
device-camera-on = Enter with camera
device-camera-off = Enter without camera
device-alone-question = Are you alone, or are others with you?
device-alone = Alone
device-with-others = Others sit with me
device-enter = Enter the room
device-enter-text-short = Enter in writing
device-enter-text = Enter in writing, without sound or picture
device-problem-permission-denied =
    { $device ->
        [camera] The camera is not allowed yet. Press the lock beside the address and choose Allow.
        [screen] The screen is not allowed yet. Press Show document again and choose a window.
       *[microphone] The microphone is not allowed yet. Press the lock beside the address and choose Allow.
    }
device-problem-no-device =
    { $device ->
        [camera] This device has no camera. You can still enter, without a picture.
       *[other] This device has no microphone. You can still enter and send written opinions.
    }
device-problem-device-busy = Another application uses this device. Close it and try again.
device-problem-device-unplugged = The device was unplugged. Plug it in again or choose another.
device-problem-insecure-page = Browsers allow microphone and camera on https pages only. You can still enter in writing.
device-problem-not-supported = This browser cannot use microphone and camera. You can still enter in writing.

## Spoken to readers who do not see the screen

announce-line-lost = Connection lost. This device is reconnecting; your place is kept.
announce-line-back = Connected again. The screen is up to date.
announce-step = Step { $number }: { $title }
announce-phase-gathering = The room is open.
announce-phase-in_session = The meeting is called to order.
announce-phase-closed = The meeting is closed.
announce-speaks = Comrade { $name } has the floor.
announce-vote-open = Vote: { $text }
announce-came = Comrade { $name } has entered.
announce-lost = Comrade { $name } has lost the connection.
announce-left = Comrade { $name } has left the room.
announce-turn-60 = One minute of the turn left.
announce-turn-30 = 30 seconds of the turn left.
announce-turn-0 = The turn is over.
announce-vote-time-60 = One minute left to vote.
announce-vote-time-30 = 30 seconds left to vote.
announce-vote-time-0 = The time to vote is over.
