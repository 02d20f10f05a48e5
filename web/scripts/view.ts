// What the server shows of a meeting: a flat map of sections (server/projections/live_view.py). Pages replace
// sections and never fold events; these types name the fields, these functions ask the questions that panels ask.

export type Phase = "gathering" | "in_session" | "closed";
export type Seat = "member" | "observer" | "guest";
export type Answer = "in_favour" | "against" | "other";
export type AttendanceState =
  | "present"
  | "absent_with_reason"
  | "absent_without_reason"
  | "exempt"
  | "attached_elsewhere"
  | "suspended";

export interface MeetingSection {
  readonly id: string;
  readonly title: string;
  readonly cell: string;
  readonly superior: string;
  readonly kind: string;
  readonly phase: Phase;
  readonly starts_at: string;
  readonly opened_at: string;
  readonly called_at: string | null;
  readonly closed_at: string | null;
  readonly chair: string;
  readonly minute_taker: string | null;
  readonly planned_minute_taker: string | null;
  readonly authorisation: string;
  readonly ballot_permission: boolean;
  readonly opening_roll: readonly string[] | null;
  readonly opening_roll_at: string | null;
  readonly minutes_adopted: boolean;
  readonly reconnect_grace_s: number;
}

export interface Site {
  readonly id: string;
  readonly name: string;
}

/** A keeper says who sits there; chair or minute-taker has not confirmed it yet. */
export interface CheckInAsked {
  readonly keeper: string;
  readonly site: string | null;
  readonly members: readonly string[];
}

export interface Derivation {
  readonly official: number;
  readonly exempt: number;
  readonly attached_elsewhere: number;
  readonly suspended: number;
  readonly prosecuted: number;
  readonly transfer_pending: number;
  readonly absent_congress: number;
}

export interface Counts {
  readonly present: number;
  readonly summoned: number;
  readonly official_present: number;
  readonly probationary_present: number;
  readonly excused: number;
  readonly lost: number;
  readonly base: number;
  readonly needed: number;
  /** What a question of each matter needs; null for an opinion poll. */
  readonly majorities: Readonly<Record<string, { readonly majority: string; readonly needed: number } | null>>;
  readonly derivation: Derivation;
}

export interface AgendaSection {
  readonly order: readonly string[];
  readonly current: string | null;
  readonly adopted: boolean;
}

export interface Person {
  readonly name: string;
  readonly seat: Seat;
  readonly standing?: "official" | "probationary";
  readonly status?: string;
  readonly offices?: readonly string[];
  readonly place: string;
  readonly summoned: boolean;
  readonly votes: boolean;
  readonly state?: AttendanceState;
  readonly leave?: { readonly reason: string; readonly accepted: boolean | null } | null;
  readonly correction?: string | null;
  readonly connected: boolean;
  readonly via: string | null;
  readonly site: string | null;
  readonly joined_at: string | null;
  readonly left_at: string | null;
  /** Null for who was never here. Lost: waited for until the time beside it. Gone: not back in time. Left: on purpose. */
  readonly where: "here" | "lost" | "gone" | "left" | null;
  readonly waited_for_until: string | null;
  readonly late: boolean;
  readonly heard: boolean;
}

export interface Item {
  readonly id: string;
  readonly step: string;
  readonly stage: "opening" | "business" | "closing";
  readonly title: string;
  readonly minutes: number;
  readonly presenter: string | null;
  readonly needs_vote: boolean;
  readonly papers: readonly string[];
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly skipped: boolean;
  readonly reason: string | null;
  readonly text: string | null;
  readonly conclusion: string | null;
  readonly undone: string | null;
}

export interface Turn {
  readonly contribution: string;
  readonly member: string;
  readonly kind: string;
  readonly since_at: string;
  readonly limit_s: number;
}

export interface FloorSection {
  readonly turn: Turn | null;
  readonly queue: readonly { readonly member: string; readonly kind: string; readonly asked_at: string }[];
  readonly free_discussion: boolean;
  readonly last_reordering: { readonly at: string; readonly reason: string } | null;
}

export interface Contribution {
  readonly id: string;
  readonly member: string;
  readonly kind: string;
  readonly item: string | null;
  readonly from_at: string;
  readonly until_at: string | null;
  readonly written: string | null;
  readonly gist: string | null;
}

/** One part of a document: a line, or a table. */
export type DocumentBlock =
  | { readonly style: "heading" | "subheading" | "body"; readonly text: string }
  | { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** server/projections/document.py, DocumentText: what this page shows of it. */
export interface MinutesDocument {
  readonly type: string;
  readonly subject: string;
  readonly blocks: readonly DocumentBlock[];
  readonly signatures: readonly { readonly label: string; readonly name: string }[];
}

export interface Result {
  readonly in_favour: number;
  readonly against: number;
  readonly other: number;
  readonly invalid: number;
  readonly cast: number;
  readonly not_voting: number;
  readonly base: number;
  readonly needed: number;
  readonly passed: boolean | null;
  readonly withheld: boolean;
}

export interface CastAnswer {
  readonly answer: Answer;
  readonly entered_by: string | null;
  readonly note: string | null;
}

export interface Vote {
  readonly id: string;
  readonly text: string;
  readonly matter: string;
  readonly form: "open" | "secret";
  readonly binding: boolean;
  readonly majority: string;
  readonly item: string | null;
  readonly opened_at: string;
  readonly duration_s: number;
  readonly closed_at: string | null;
  readonly base: number;
  readonly needed: number;
  readonly derivation: Derivation;
  readonly voters: number;
  readonly voted: number;
  readonly ballot_key: string | null;
  readonly voided: string | null;
  readonly result: Result | null;
  readonly reserved: readonly { readonly member: string; readonly text: string }[];
  readonly answers?: Readonly<Record<string, CastAnswer>>;
  readonly not_yet?: readonly string[];
  /** While it is open: whom somebody else has entered, and who did. */
  readonly entered?: Readonly<Record<string, string>>;
}

export interface Task {
  readonly id: string;
  readonly text: string;
  readonly owner: string | null;
  readonly due_on: string | null;
}

export interface ReviewedTask {
  readonly text: string;
  readonly owner: string;
  readonly result: string;
}

export interface RecordSection {
  readonly dues: { readonly paid: number; readonly due: number; readonly note: string } | null;
  readonly directions: readonly { readonly speaker: string; readonly text: string; readonly response: string }[];
  readonly review: readonly ReviewedTask[];
  readonly minutes_read_at: string | null;
}

export interface RunningRecording {
  readonly number: number;
  readonly by: string;
  /** By a vote of this meeting; else by a document. */
  readonly voted: boolean;
  readonly decision: string;
  readonly started_at: string;
}

export interface RecordingSection {
  /** The document without which nothing is recorded. */
  readonly permission: string | null;
  readonly running: RunningRecording | null;
  readonly count: number;
}

export interface ClosingSection {
  readonly unfinished: readonly string[];
  /** Tasks without a day. */
  readonly standing_tasks: number;
  readonly reason: string | null;
  readonly least_minutes: number | null;
  readonly filed: readonly { readonly kind: string; readonly sha256: string; readonly size_bytes: number }[];
  readonly annexes: readonly {
    readonly id: string;
    readonly text: string;
    readonly reason: string;
    readonly drafted_at: string;
    readonly signed_by: readonly string[];
  }[];
}

export interface ScriptStep {
  readonly label: string;
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface Script {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly steps: readonly ScriptStep[];
}

export interface Me {
  readonly member: string;
  readonly roles: readonly string[];
  readonly may: readonly string[];
  readonly media: { readonly audio: boolean; readonly video: boolean; readonly screen: boolean };
  /** Whose microphone is open where this person sits; null unless they and others there may speak on lines of their own. */
  readonly open_microphone: string | null;
  /** False for a guest while the cell is on a restricted item. */
  readonly hears: boolean;
  readonly place: number | null;
  readonly keeps: readonly string[];
  readonly site: string | null;
  readonly answers: Readonly<Record<string, Readonly<Record<string, Answer>>>>;
  readonly ballots: Readonly<Record<string, readonly string[]>>;
  readonly vote: { readonly question: string; readonly for: readonly string[]; readonly refused: string | null } | null;
  readonly script: Script | null;
}

interface Sections {
  readonly meeting: MeetingSection;
  readonly sites: readonly Site[];
  readonly check_ins: readonly CheckInAsked[];
  readonly counts: Counts;
  readonly agenda: AgendaSection;
  readonly floor: FloorSection;
  readonly votes: readonly string[];
  readonly tasks: readonly Task[];
  readonly score: readonly number[] | null;
  readonly score_proposed: readonly (number | null)[] | null;
  readonly record: RecordSection;
  readonly recording: RecordingSection;
  readonly closing: ClosingSection;
  readonly me: Me;
}

/** The flat map as it came. Only the functions below look into it. */
export type View = Readonly<Record<string, unknown>>;

export function section<K extends keyof Sections>(view: View, key: K): Sections[K] {
  return view[key] as Sections[K];
}

export const meetingOf = (view: View): MeetingSection => section(view, "meeting");
/** Whether the turn is mine: my own, or that of somebody who sits at my site and speaks through this line. */
export function holdsFloor(view: View): boolean {
  const holder = floorOf(view).turn?.member;
  return holder !== undefined && (holder === meOf(view).member || meOf(view).keeps.includes(holder));
}

export const meOf = (view: View): Me => section(view, "me");
export const recordingOf = (view: View): RecordingSection => section(view, "recording");
export const floorOf = (view: View): FloorSection => section(view, "floor");
export const itemOf = (view: View, id: string): Item => view[`item:${id}`] as Item;
export const voteOf = (view: View, id: string): Vote => view[`vote:${id}`] as Vote;

/** Undefined for somebody who is not on the list (never shown to this audience). */
export const personOf = (view: View, id: string): Person | undefined => view[`member:${id}`] as Person | undefined;

export const nameOf = (view: View, id: string): string => personOf(view, id)?.name ?? "";

export interface Listed extends Person {
  readonly id: string;
}

/** Everybody on the list, in the order of the roll, then observers and guests. */
export function people(view: View): readonly Listed[] {
  return Object.entries(view)
    .filter(([key]) => key.startsWith("member:"))
    .map(([key, value]) => ({ id: key.slice("member:".length), ...(value as Person) }));
}

export function items(view: View): readonly Item[] {
  return section(view, "agenda").order.map((id) => itemOf(view, id));
}

export function currentItem(view: View): Item | null {
  const current = section(view, "agenda").current;
  return current === null ? null : itemOf(view, current);
}

const LIMIT_MAX_S = 3_600; // server/meeting/floor.py

/** The planned time of whoever presents the current item and has not spoken in it yet; null for everybody else. */
export function plannedLimitS(view: View, member: string): number | null {
  const item = currentItem(view);
  if (item?.presenter !== member || item.minutes < 1) return null;
  const spoken = contributions(view).some((one) => one.member === member && one.item === item.id && one.written === null);
  return spoken ? null : Math.min(item.minutes * 60, LIMIT_MAX_S);
}

/** The fields of GiveFloor where nobody chooses a time: a presentation has its planned one. */
export function floorFor(view: View, member: string): { readonly member: string; readonly limit_s?: number } {
  const planned = plannedLimitS(view, member);
  return planned === null ? { member } : { member, limit_s: planned };
}

export function contributions(view: View): readonly Contribution[] {
  return Object.entries(view)
    .filter(([key]) => key.startsWith("contribution:"))
    .map(([, value]) => value as Contribution)
    .sort((first, second) => first.from_at.localeCompare(second.from_at));
}

export function votes(view: View): readonly Vote[] {
  return section(view, "votes").map((id) => voteOf(view, id));
}

export function openVote(view: View): Vote | null {
  return votes(view).find((vote) => vote.closed_at === null) ?? null;
}

/** The place of an item in the programme, from 1. */
export function stepNumber(view: View, item: string): number {
  return section(view, "agenda").order.indexOf(item) + 1;
}

export const may = (view: View, command: string): boolean => meOf(view).may.includes(command);
export const isChair = (view: View): boolean => meetingOf(view).chair === meOf(view).member;
export const isMinuteTaker = (view: View): boolean => meetingOf(view).minute_taker === meOf(view).member;
/** Whether it is the moment to read the minutes out, again after corrections, until they are adopted. */
export function readsMinutes(view: View): boolean {
  const { phase, minutes_adopted: adopted } = meetingOf(view);
  return currentItem(view)?.step === "minutes" && phase === "in_session" && !adopted;
}

/** Of the cell itself: no guest and no observer. */
export const isMember = (view: View): boolean => personOf(view, meOf(view).member)?.seat === "member";
export const isOfficer = (view: View): boolean => isChair(view) || isMinuteTaker(view);

export function siteName(view: View, id: string | null): string {
  return section(view, "sites").find((site) => site.id === id)?.name ?? "";
}

/** Where a person sits, as a tile or a row says it: the site, else the workplace, else nothing. */
export function placeName(view: View, person: Person): string {
  return siteName(view, person.site) || person.place;
}

/** A place in one order for all eyes: the chair first, then by the roll; those whose line is lost stay while they are waited for. */
export interface Tile {
  readonly member: string;
  readonly people: readonly Listed[];
  readonly lost: boolean;
}

export function tiles(view: View): readonly Tile[] {
  const everybody = people(view);
  const chair = meetingOf(view).chair;
  const here = everybody.filter((one) => one.via === null && (one.connected || isLost(view, one)));
  const ordered = [...here.filter((one) => one.id === chair), ...here.filter((one) => one.id !== chair)];
  return ordered.map((one) => ({
    member: one.id,
    people: [one, ...everybody.filter((other) => other.via === one.id && other.connected)],
    lost: !one.connected,
  }));
}

/** The line is lost and waited for: still present. */
export const isLost = (view: View, one: Person): boolean => one.where === "lost" && meetingOf(view).phase !== "closed";

/** Was here and is not any more. */
export const hasGone = (one: Person): boolean => one.where === "gone" || one.where === "left";
