"""Who may open which page and press which button: one table, read by the gate and walked by the tests.

Whoever is not in an action's row gets the same 404 as for a thing that does not exist. Inside a room other rules
hold (`server.meeting.rights`)."""

from collections.abc import Mapping
from enum import Enum

from server.visitor import Capacity


class Action(Enum):
    """What can be done over HTTP."""

    # open to anybody, and to everybody who has signed in
    SIGN_IN = "sign_in"
    OWN_PAGES = "own_pages"  # home, account, lists of what is one's own

    # a cell
    SEE_CELL = "see_cell"
    SEE_CONTACTS = "see_contacts"  # phone, e-mail, card number, statuses
    EDIT_MEMBERS = "edit_members"  # add, edit, status, leave the cell, import
    INVITE_MEMBERS = "invite_members"
    APPOINT = "appoint"  # offices of the cell
    EDIT_CELL = "edit_cell"  # its places
    AUTHORISE = "authorise"  # permission to meet online, permission for binding ballots

    # a meeting
    SEE_MEETING = "see_meeting"
    REPLY = "reply"
    PREPARE = "prepare"  # create, edit, programme, notify
    DECIDE_LEAVE = "decide_leave"
    ADD_PAPERS = "add_papers"
    OPEN_MEETING = "open_meeting"
    ENTER_ROOM = "enter_room"
    READ_DOCUMENTS = "read_documents"
    READ_RECORDINGS = "read_recordings"  # sound and picture of everybody: for those who answer for the meeting

    # above cells
    SEE_COMMITTEE = "see_committee"
    ADMINISTER = "administer"  # organisations, committee officers, observers


PUBLIC = frozenset({Action.SIGN_IN})
SIGNED_IN = frozenset({Action.OWN_PAGES})

_OFFICERS = frozenset({Capacity.SECRETARY, Capacity.DEPUTY})
_CELL_COMMITTEE = _OFFICERS | {Capacity.CELL_COMMITTEE}
_CELL = _CELL_COMMITTEE | {Capacity.MEMBER}
_WATCHING = frozenset({Capacity.OBSERVER, Capacity.COMMITTEE_OFFICER})
_ADMINISTRATOR = frozenset({Capacity.ADMINISTRATOR})

# The administrator keeps accounts and the tree, and reads neither papers nor minutes (ASVS 8.4.2).
ALLOWED: Mapping[Action, frozenset[Capacity]] = {
    Action.SEE_CELL: _CELL | _WATCHING | _ADMINISTRATOR,
    Action.SEE_CONTACTS: _CELL_COMMITTEE | {Capacity.COMMITTEE_OFFICER} | _ADMINISTRATOR,
    Action.EDIT_MEMBERS: _OFFICERS | _ADMINISTRATOR,
    Action.INVITE_MEMBERS: _CELL_COMMITTEE | _ADMINISTRATOR,
    Action.APPOINT: _OFFICERS | {Capacity.COMMITTEE_OFFICER} | _ADMINISTRATOR,
    Action.EDIT_CELL: _OFFICERS | _ADMINISTRATOR,
    Action.AUTHORISE: frozenset({Capacity.COMMITTEE_OFFICER}) | _ADMINISTRATOR,
    Action.SEE_MEETING: _CELL | _WATCHING | {Capacity.GUEST},
    Action.REPLY: frozenset({Capacity.MEMBER}),
    Action.PREPARE: _OFFICERS,
    Action.DECIDE_LEAVE: _OFFICERS,
    Action.ADD_PAPERS: _CELL_COMMITTEE,
    Action.OPEN_MEETING: _OFFICERS,
    Action.ENTER_ROOM: _CELL | {Capacity.OBSERVER, Capacity.GUEST},
    Action.READ_DOCUMENTS: _CELL | _WATCHING,
    Action.READ_RECORDINGS: _OFFICERS | {Capacity.COMMITTEE_OFFICER},
    Action.SEE_COMMITTEE: frozenset({Capacity.COMMITTEE_OFFICER}),
    Action.ADMINISTER: _ADMINISTRATOR,
}


def may(capacities: frozenset[Capacity], action: Action) -> bool:
    """Whether somebody with these capacities may do it."""
    return action in PUBLIC or action in SIGNED_IN or bool(capacities & ALLOWED[action])
