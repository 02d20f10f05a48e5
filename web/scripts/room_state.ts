// The whole state of the room page: one immutable value, changed only by `apply`. Panels draw it and nothing else.
import type { LineFigures } from "./media_line";
import type { MinutesDocument, View } from "./view";

/** Why the page will not come back by itself: its member has to do something. */
export type Ending = "replaced" | "signed-out" | "not-let-in" | "outdated";
/** Whole: the page has everything. Waiting: the line is lost or something was missed, the page says so. */
export type LineState = "connecting" | "whole" | "waiting" | "stopping" | Ending;
export type Panel = "floor" | "roll" | "vote" | "minutes";
export type Sheet = "agenda" | "floor" | "roll" | "vote" | "minutes" | "more" | "help" | "lines" | "answer";

/** What a dialog asks. Its own answers live in `drafts`. */
export type Dialog =
  | { readonly kind: "leave" }
  | { readonly kind: "open-vote"; readonly item: string | null; readonly matter: string }
  | { readonly kind: "reason"; readonly command: string; readonly fields: Fields; readonly refused: string; readonly sentence: string }
  | { readonly kind: "confirm"; readonly command: string; readonly fields: Fields; readonly refused: string; readonly sentence: string }
  | { readonly kind: "choose-minute-taker" }
  | { readonly kind: "hand-over-chair" }
  | { readonly kind: "give-floor" }
  | { readonly kind: "reorder"; readonly order: readonly string[] }
  | { readonly kind: "correct" }
  | { readonly kind: "check-in" }
  | { readonly kind: "opinion" }
  | { readonly kind: "add-item" }
  | { readonly kind: "recording" }
  | { readonly kind: "reserve"; readonly question: string }
  | { readonly kind: "state-vote"; readonly question: string; readonly member: string }
  | { readonly kind: "score" }
  | { readonly kind: "close" }
  | { readonly kind: "sheet"; readonly sheet: Sheet };

export type Fields = Readonly<Record<string, unknown>>;

export interface Notice {
  readonly kind: "quiet" | "attention" | "error";
  readonly text: string;
}

export type Supply = "full" | "reduced" | "sound-only";

/** How one member's sound and picture fare, as the server tells its officers. */
export interface MemberLine {
  readonly member: string;
  readonly word: Supply | "lost";
  readonly sends_kbps: number;
  readonly gets_kbps: number;
  readonly loss_percent: number;
  readonly delay_ms: number;
  readonly layers: readonly number[]; // lines of each layer of their camera that arrives
  readonly shown: readonly number[]; // lines of each picture they are sent
  readonly heard: number; // voices they are sent
}

/** Sound and picture as panels need to know them. */
export interface MediaState {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly sharing: boolean;
  /** Bars of the line, 0 to 4; null while nothing is known. */
  readonly line: number | null;
  /** What the line carries; null while nothing is known. */
  readonly figures: LineFigures | null;
  /** What the line lets through of the pictures this page wants; sound comes first. */
  readonly supply: Supply;
  /** No picture is received or sent, so that sound stays. */
  readonly audioOnly: boolean;
  /** No media at all: the meeting goes on in writing. */
  readonly textOnly: boolean;
  readonly speaking: readonly string[];
  /** Whose pictures arrive: member to stream. */
  readonly pictures: ReadonlyMap<string, MediaStream>;
  readonly screen: { readonly member: string; readonly stream: MediaStream } | null;
  readonly own: MediaStream | null;
}

export interface RoomState {
  readonly view: View | null;
  readonly line: LineState;
  readonly lostAt: number | null;
  readonly now: number;
  readonly panel: Panel;
  readonly wholeRoom: boolean;
  readonly dialog: Dialog | null;
  readonly drafts: ReadonlyMap<string, string>;
  readonly sending: ReadonlySet<string>;
  readonly notice: Notice | null;
  /** The result that its reader has put away. */
  readonly putAway: string | null;
  /** The minutes as they would be filed now, while they are read out. */
  readonly document: MinutesDocument | null;
  readonly media: MediaState;
  /** Everybody's lines, who needs help first; null until they are asked for. */
  readonly lines: readonly MemberLine[] | null;
  readonly simple: boolean;
  readonly sounds: boolean;
}

export type Happening =
  | { readonly type: "view"; readonly view: View }
  | { readonly type: "patch"; readonly set: View; readonly drop: readonly string[] }
  | { readonly type: "line"; readonly line: LineState; readonly at: number }
  | { readonly type: "tick"; readonly now: number }
  | { readonly type: "panel"; readonly panel: Panel }
  | { readonly type: "whole-room"; readonly on: boolean }
  | { readonly type: "dialog"; readonly dialog: Dialog | null }
  | { readonly type: "draft"; readonly key: string; readonly text: string | null }
  | { readonly type: "sending"; readonly key: string; readonly on: boolean }
  | { readonly type: "notice"; readonly notice: Notice | null }
  | { readonly type: "put-away"; readonly question: string | null }
  | { readonly type: "document"; readonly document: MinutesDocument }
  | { readonly type: "media"; readonly media: Partial<MediaState> }
  | { readonly type: "lines"; readonly lines: readonly MemberLine[] | null }
  | { readonly type: "simple"; readonly on: boolean }
  | { readonly type: "sounds"; readonly on: boolean };

const NO_MEDIA: MediaState = {
  microphone: false,
  camera: false,
  sharing: false,
  line: null,
  figures: null,
  supply: "full",
  audioOnly: false,
  textOnly: false,
  speaking: [],
  pictures: new Map(),
  screen: null,
  own: null,
};

const ENDINGS: ReadonlySet<string> = new Set<Ending>(["replaced", "signed-out", "not-let-in", "outdated"]);

export const isEnding = (line: LineState): line is Ending => ENDINGS.has(line);

export function emptyRoom(now: number): RoomState {
  return {
    view: null,
    line: "connecting",
    lostAt: null,
    now,
    panel: "floor",
    wholeRoom: false,
    dialog: null,
    drafts: new Map(),
    sending: new Set(),
    notice: null,
    putAway: null,
    document: null,
    media: NO_MEDIA,
    lines: null,
    simple: false,
    sounds: true,
  };
}

export function apply(state: RoomState, happening: Happening): RoomState {
  switch (happening.type) {
    case "view":
      return { ...state, view: happening.view };
    case "patch":
      return { ...state, view: patched(state.view ?? {}, happening.set, happening.drop) };
    case "line":
      return { ...state, line: happening.line, lostAt: happening.line === "whole" ? null : (state.lostAt ?? happening.at) };
    case "tick":
      return { ...state, now: happening.now };
    case "panel":
      return { ...state, panel: happening.panel };
    case "whole-room":
      return { ...state, wholeRoom: happening.on };
    case "dialog":
      return { ...state, dialog: happening.dialog };
    case "draft":
      return { ...state, drafts: drafted(state.drafts, happening.key, happening.text) };
    case "sending":
      return { ...state, sending: marked(state.sending, happening.key, happening.on) };
    case "notice":
      return { ...state, notice: happening.notice };
    case "put-away":
      return { ...state, putAway: happening.question };
    case "document":
      return { ...state, document: happening.document };
    case "media":
      return { ...state, media: { ...state.media, ...happening.media } };
    case "lines":
      return { ...state, lines: happening.lines };
    case "simple":
      return { ...state, simple: happening.on };
    case "sounds":
      return { ...state, sounds: happening.on };
  }
}

function patched(view: View, set: View, drop: readonly string[]): View {
  const kept = Object.entries(view).filter(([key]) => !drop.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}

function drafted(drafts: ReadonlyMap<string, string>, key: string, text: string | null): ReadonlyMap<string, string> {
  const changed = new Map(drafts);
  if (text === null) changed.delete(key);
  else changed.set(key, text);
  return changed;
}

function marked(sending: ReadonlySet<string>, key: string, on: boolean): ReadonlySet<string> {
  const changed = new Set(sending);
  if (on) changed.add(key);
  else changed.delete(key);
  return changed;
}
