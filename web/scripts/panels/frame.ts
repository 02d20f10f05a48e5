// The room as a whole: what stands where, and which of its faces it shows. Widths are decided by the styles.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { clock } from "../format";
import { icon, lineIcon } from "../icons";
import { type Ending, type Panel, type RoomState, isEnding } from "../room_state";
import { type View, floorOf, meOf, meetingOf } from "../view";
import { drawAgenda } from "./agenda";
import { drawClosed } from "./closing";
import { drawControls } from "./controls";
import { drawDialog } from "./dialogs";
import { drawFloor, drawQueue, drawTurn } from "./floor";
import { drawHeader } from "./header";
import { drawMinutes, logOf } from "./minutes";
import { type Actions, type Drawn, drawNotice } from "./parts";
import { areBeingRead, drawReading } from "./reading";
import { drawRecordingBand } from "./recording";
import { drawRoll } from "./roll";
import { drawScript } from "./script";
import { drawSimple } from "./simple";
import { drawStage, drawStrip, drawWholeRoom } from "./stage";
import { drawVote, drawVotePanel, voteOnStage } from "./voting";

export interface Addresses {
  readonly documents: string;
  readonly home: string;
}

export function drawRoom(state: RoomState, actions: Actions, addresses: Addresses): TemplateResult {
  if (isEnding(state.line)) return drawEnded(state.line, addresses);
  const { view } = state;
  if (view === null) return html`<main class="room-wait" id="main" tabindex="-1"><h1>${t("room-connecting")}</h1><p>${t(state.lostAt === null ? "room-connecting-detail" : "room-connecting-again")}</p></main>`;
  if (meetingOf(view).phase === "closed") return html`${drawLineBand(state)}${drawClosed(state, view, actions, addresses.documents, addresses.home)}${drawDialog(state, view, actions)}`;
  if (state.simple) return html`${drawRecordingBand(view)}${drawBands(state, view)}${drawSimple(state, view, actions)}${drawDialog(state, view, actions)}`;
  const vote = voteOnStage(state, view);
  const faces = `${vote === null ? "" : "room--vote"} ${state.media.textOnly ? "room--text" : ""} ${vote === null && areBeingRead(view) ? "room--reading" : ""}`;
  return html`<div class="room ${faces}">
    ${drawHeader(state, view, actions)}
    <div class="room-bands">${drawRecordingBand(view)}${drawBands(state, view)}</div>
    <aside class="room-agenda" aria-label=${t("agenda-title")}>${drawAgenda(state, view, actions)}</aside>
    <main class="room-centre" id="main" tabindex="-1">${drawNotice(state, actions)}${drawCentre(state, view, actions)}</main>
    <aside class="room-panel" aria-label=${t("panel-title")}>${drawTabs(state, view, actions)}<div class="room-panel__body" id="panel" role="tabpanel" aria-labelledby="tab-${shownPanel(state, view)}" tabindex="0">${isInASheet(state) ? nothing : drawPanel(state, view, actions)}</div></aside>
    ${drawControls(state, view, actions)}
    ${drawDialog(state, view, actions)}</div>`;
}

/** Always the same five places, so that pictures that stay are not drawn anew (and never flash). */
function drawCentre(state: RoomState, view: View, actions: Actions): TemplateResult {
  const vote = voteOnStage(state, view);
  const { textOnly } = state.media;
  const script = drawScript(state, view, actions);
  const strip = textOnly ? nothing : drawStrip(state, view, actions);
  const [first, turn, pictures, floor] = ((): readonly Drawn[] => {
    if (vote !== null) return [drawVote(state, view, vote, actions), nothing, strip, nothing];
    if (areBeingRead(view)) return [drawReading(state.document), nothing, strip, nothing];
    if (textOnly) return [drawCourse(view), nothing, nothing, nothing];
    if (state.wholeRoom) return [drawWholeRoom(state, view, actions), nothing, nothing, nothing];
    return [drawStage(state, view), drawPhoneTurn(state, view, actions), strip, drawFloorCard(state, view, actions)];
  })();
  return html`${first}${turn}${pictures}${floor}${script}`;
}

function drawFloorCard(state: RoomState, view: View, actions: Actions): TemplateResult {
  return html`<div class="room-floor">${drawTurn(state, view, actions)}${drawQueue(state, view, actions)}</div>`;
}

function drawPhoneTurn(state: RoomState, view: View, actions: Actions): Drawn {
  return floorOf(view).turn === null ? nothing : html`<div class="room-turn">${drawTurn(state, view, actions)}</div>`;
}

/** The written course of the meeting, for a line too weak for sound. */
function drawCourse(view: View): TemplateResult {
  const log = logOf(view);
  return html`<section class="room-course" aria-label=${t("minutes-log")} tabindex="0">${log.length === 0 ? html`<p class="minutes__empty">${t("course-empty")}</p>` : nothing}
    <ol class="minutes__log">${log.map((line) => html`<li class="minutes__line">
    <time class="minutes__time">${clock(line.at)}</time><p>${line.text}</p></li>`)}</ol></section>`;
}

/** An open vote or its result takes the middle tab, and opens it. */
function tabs(state: RoomState, view: View): readonly Panel[] {
  return ["floor", voteOnStage(state, view) === null ? "roll" : "vote", "minutes"];
}

export function shownPanel(state: RoomState, view: View): Panel {
  const shown = tabs(state, view);
  if (shown.includes(state.panel)) return state.panel;
  return state.panel === "vote" ? "floor" : "vote";
}

/** A panel that is open as a sheet is not drawn twice: a label must name one field. */
const isInASheet = (state: RoomState): boolean => state.dialog?.kind === "sheet" && ["floor", "roll", "vote", "minutes"].includes(state.dialog.sheet);

function drawTabs(state: RoomState, view: View, actions: Actions): TemplateResult {
  const shown = tabs(state, view);
  const current = shownPanel(state, view);
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = shown[(shown.indexOf(current) + step + shown.length) % shown.length];
    if (step === 0 || next === undefined) return;
    actions.dispatch({ type: "panel", panel: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return html`<div class="room-tabs" role="tablist" aria-label=${t("panel-title")} @keydown=${move}>${shown.map((panel) => html`<button type="button" class="room-tab" role="tab" id="tab-${panel}"
    aria-controls="panel" aria-selected=${panel === current ? "true" : "false"} tabindex=${panel === current ? 0 : -1}
    @click=${() => { actions.dispatch({ type: "panel", panel }); }}>${t(`tab-${panel}`)}</button>`)}</div>`;
}

function drawPanel(state: RoomState, view: View, actions: Actions): TemplateResult {
  const vote = voteOnStage(state, view);
  switch (shownPanel(state, view)) {
    case "floor":
      return drawFloor(state, view, actions);
    case "roll":
      return drawRoll(state, view, actions);
    case "vote":
      return vote === null ? drawRoll(state, view, actions) : drawVotePanel(state, view, vote, actions);
    case "minutes":
      return drawMinutes(state, view, actions);
  }
}

/** Gold bands for what is off and what is kept; they go by themselves when it is over. */
function drawBands(state: RoomState, view: View): Drawn {
  const lost = drawLineBand(state);
  if (lost !== nothing) return lost;
  if (!meOf(view).hears) return band(icon("lock"), t("band-restricted"), t("band-restricted-kept"));
  if (state.media.textOnly) return band(lineIcon(1), t("band-text-only"), t("band-kept"));
  if (state.media.line === 0) return band(icon("refresh", "icon--turning"), t("band-media-lost"), t("band-kept"));
  if (state.media.supply === "sound-only") return band(lineIcon(1), t("band-audio-only"), t("band-kept"));
  if (state.media.line !== null && state.media.line < 2) {
    return band(lineIcon(state.media.line), t(state.media.audioOnly ? "band-audio-only" : "band-weak"), t("band-kept"));
  }
  return nothing;
}

function band(sign: TemplateResult, what: string, kept: string): TemplateResult {
  return html`<section class="room-band" aria-label=${t("band-title")}>${sign}<p><strong>${what}</strong> ${kept}</p></section>`;
}

/** The page is not up to date. */
function drawLineBand(state: RoomState): Drawn {
  if (state.line !== "waiting" && state.line !== "stopping") return nothing;
  const time = clock(state.lostAt ?? state.now);
  return band(icon("refresh", "icon--turning"), t(state.line === "stopping" ? "band-stopping" : "band-waiting", { time }), t("band-waiting-kept"));
}

const WAY_BACK: Readonly<Record<Ending, string | null>> = {
  replaced: "room-enter-here",
  "signed-out": "room-sign-in-again", // the room's address leads through the sign-in when it has to
  outdated: "room-load-again",
  "not-let-in": null,
};

function drawEnded(ending: Ending, addresses: Addresses): TemplateResult {
  const back = WAY_BACK[ending];
  return html`<main class="room-wait" id="main" tabindex="-1"><h1>${t(`room-${ending}`)}</h1><p>${t(`room-${ending}-detail`)}</p>
    <div class="button-row">${back === null ? nothing : html`<button type="button" class="button button--primary button--large" @click=${() => { location.reload(); }}>${icon("refresh")}<span>${t(back)}</span></button>`}
    <a class="button button--large" href=${addresses.home}>${icon("home")}<span>${t("closed-home")}</span></a></div></main>`;
}
