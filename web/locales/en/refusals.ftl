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

# When
refusal-meeting-closed = The meeting is closed and cannot change any more. To correct something, write an annex to the minutes.
refusal-meeting-not-closed = This can be done only after the meeting is closed.
refusal-not-called-to-order = The chair has not called the meeting to order. Wait for that, then try again.
refusal-already-called = The meeting has been called to order.
refusal-already-left = You have left the room. Enter again to go on.

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
refusal-sealed-malformed = The ballot was not sealed properly and was not taken. Reload the page and send it again; nothing has been counted.
refusal-nobody-to-vote = No official member is here to vote. Wait, then open the vote.
refusal-not-closed-yet = Wait for the result, then have your opinion put on record.
refusal-note-needed = To enter somebody else's vote, say how it was given: by voice, by telephone or otherwise.
refusal-chair-waits-for-key = The ballot box is not ready. Open the vote again in a few seconds.

# Closing
refusal-closing-incomplete = Something is unfinished. Finish it, or give a reason for the minutes and close.
refusal-vote-still-open = A vote is still open. Close it, then close the meeting.
refusal-minutes-adopted = The minutes are adopted and cannot be changed. You may write an annex, to be signed twice.
refusal-minutes-not-read = The minutes have not been read out. Read them, then vote on them.
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
refusal-internal = Something failed on the server; nothing was done. Try again, and if it stays so, tell the technician.
refusal-media-offer = Sound and picture could not be connected from this browser. You are still present and can vote.
refusal-media-unavailable = Sound and picture are not available for the moment. The page tries again; you are still present and can vote.
