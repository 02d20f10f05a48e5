// The simple face: one picture, five large buttons with a second line of state. For whoever wants nothing else.
import { type TemplateResult, html, nothing } from "lit";
import { resultWords } from "../announcements";
import { t } from "../catalogue";
import { countdown, givenName, secondsLeft } from "../format";
import { type IconName, icon } from "../icons";
import type { RoomState } from "../room_state";
import { type View, floorOf, holdsFloor, may, meOf, meetingOf, nameOf, openVote, section } from "../view";
import { stepLine } from "./header";
import { type Actions, type Drawn, button, drawNotice, isSending, sheet } from "./parts";
import { drawStage, onStage } from "./stage";
import { voteOnStage } from "./voting";

interface Large {
  readonly word: string;
  readonly state: string;
  readonly sign: IconName;
  readonly press: () => void;
  readonly kind?: "primary" | "gold" | "grave";
}

export function drawSimple(state: RoomState, view: View, actions: Actions): TemplateResult {
  const vote = openVote(view);
  const ballot = voteButton(state, view, actions);
  const picture = state.media.textOnly ? nothing : drawStage(state, view);
  return html`<div class="simple"><header class="simple__head"><h1 class="simple__step">${stepLine(view)}</h1>
      <p>${t("simple-speaks", { name: nameOf(view, onStage(state, view)) })}</p>${drawCounts(view)}</header>
    <main class="simple__body" id="main" tabindex="-1">${drawNotice(state, actions)}${drawResult(state, view, actions)}${vote === null ? nothing : ballot}${picture}
      ${microphone(state, view, actions)}${hand(state, view, actions)}${vote === null ? ballot : nothing}
      ${large({ word: t("control-help"), state: helper(view), sign: "help", press: sheet(actions, "help") })}
      ${large({ word: t("control-leave"), state: t("simple-come-back"), sign: "leave", kind: "grave", press: () => { actions.ask({ kind: "leave" }); } })}</main></div>`;
}

/** The two numbers that are never mixed: who attends, and what a vote is measured against. */
function drawCounts(view: View): TemplateResult {
  const { present, summoned, official_present: official, base, needed } = section(view, "counts");
  return html`<p class="simple__counts">${t("simple-present", { present, summoned })}<br>${t("count-present-needed", { present: official, total: base, needed })}</p>`;
}

/** What the vote came to, until it is put away. */
function drawResult(state: RoomState, view: View, actions: Actions): Drawn {
  const vote = voteOnStage(state, view);
  if (vote?.closed_at == null) return nothing;
  return html`<section class="simple__result" aria-label=${t("tab-vote")}><p>${vote.text}</p><p><strong>${resultWords(vote)}</strong></p>
    ${button({ text: t("notice-seen"), onPress: () => { actions.dispatch({ type: "put-away", question: vote.id }); } })}</section>`;
}

function voteButton(state: RoomState, view: View, actions: Actions): TemplateResult {
  const vote = openVote(view);
  const left = vote === null ? 0 : Math.max(0, secondsLeft(vote.opened_at, vote.duration_s, state.now));
  return large({
    word: t("tab-vote"),
    state: vote === null ? t("simple-no-vote") : t("simple-vote-open", { time: countdown(left) }),
    sign: "ballot",
    press: sheet(actions, "answer"),
    ...(vote === null ? {} : { kind: "gold" as const }),
  });
}

function microphone(state: RoomState, view: View, actions: Actions): Drawn {
  if (state.media.textOnly) return large({ word: t("control-try-sound"), state: t("line-text-only"), sign: "speaker", press: () => { actions.setTextOnly(false); } });
  const { microphone: on } = state.media;
  const { media: { audio: heard }, open_microphone: beside } = meOf(view);
  const waits = beside === null ? t("simple-microphone-waits") : t("simple-microphone-beside", { name: nameOf(view, beside) });
  return large({
    word: t(on ? "control-microphone-off" : "control-microphone-on"),
    state: on ? t("simple-microphone-on") : heard ? t("simple-microphone-off") : waits,
    sign: on ? "mic" : "mic-off",
    press: () => { actions.toggleMicrophone(); },
    ...(heard && !on && openVote(view) === null ? { kind: "primary" as const } : {}),
  });
}

function hand(state: RoomState, view: View, actions: Actions): Drawn {
  const me = meOf(view);
  if (holdsFloor(view)) return large({ word: t("action-yield"), state: t("simple-your-turn"), sign: "check", press: () => { void actions.send("YieldFloor", {}, "yield"); } });
  if (!may(view, "AskForFloor")) return nothing;
  const up = me.place !== null;
  const waiting = floorOf(view).queue.length;
  return large({
    word: isSending(state, "hand") ? t("room-sending") : t(up ? "control-hand-down" : "control-hand-up"),
    state: up ? t("place-waiting", { place: me.place }) : waiting === 0 ? t("simple-nobody-waits") : t("simple-waiting", { count: waiting }),
    sign: "hand",
    press: () => { if (!isSending(state, "hand")) void actions.send(up ? "WithdrawRequest" : "AskForFloor", {}, "hand"); },
  });
}

function helper(view: View): string {
  const meeting = meetingOf(view);
  return t("simple-helper", { name: givenName(nameOf(view, meeting.minute_taker ?? meeting.planned_minute_taker ?? meeting.chair)) });
}

function large(one: Large): TemplateResult {
  return html`<button type="button" class="simple__button ${one.kind ? `simple__button--${one.kind}` : ""}" @click=${one.press}>${icon(one.sign)}
    <span class="simple__words"><span class="simple__word">${one.word}</span><span class="simple__state">${one.state}</span></span></button>`;
}
