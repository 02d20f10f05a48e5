// What a narrow screen opens as a sheet: the panels of a wide one, and further settings of this device.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { icon } from "../icons";
import type { MemberLine, RoomState, Sheet } from "../room_state";
import { type View, isMember, isOfficer, may, meOf, meetingOf, nameOf, personOf, recordingOf } from "../view";
import { drawWholeAgenda } from "./agenda";
import { drawFloor } from "./floor";
import { drawMinutes } from "./minutes";
import { type Actions, type Drawn, button, choiceField, draft, facts, isSending } from "./parts";
import { drawRoll } from "./roll";
import { drawVote, drawVotePanel, voteOnStage } from "./voting";

export function drawSheet(state: RoomState, view: View, sheet: Sheet, actions: Actions): TemplateResult {
  switch (sheet) {
    case "agenda":
      return drawWholeAgenda(state, view, actions);
    case "floor":
      return drawFloor(state, view, actions);
    case "roll":
      return drawRoll(state, view, actions);
    case "vote": {
      const vote = voteOnStage(state, view);
      return vote === null ? html`<p>${t("vote-none")}</p>` : drawVotePanel(state, view, vote, actions);
    }
    case "minutes":
      return drawMinutes(state, view, actions);
    case "more":
      return drawMore(state, view, actions);
    case "help":
      return drawHelp(state, view, actions);
    case "lines":
      return drawLines(state, view);
    case "answer": {
      const vote = voteOnStage(state, view);
      return vote === null ? html`<p>${t("vote-none")}</p>` : drawVote(state, view, vote, actions);
    }
  }
}

function drawMore(state: RoomState, view: View, actions: Actions): TemplateResult {
  const open = (sheet: Sheet) => () => { actions.ask({ kind: "sheet", sheet }); };
  const entry = (text: string, sign: Parameters<typeof icon>[0], onPress: () => void) => html`<li>${button({ text, icon: sign, wide: true, onPress })}</li>`;
  return html`<ul class="sheet-list">
      ${entry(t("sheet-agenda"), "agenda", open("agenda"))}
      ${entry(t("sheet-floor"), "hand", open("floor"))}
      ${voteOnStage(state, view) === null ? nothing : entry(t("sheet-vote"), "ballot", open("vote"))}
      ${entry(t("sheet-roll"), "members", open("roll"))}
      ${entry(t("sheet-minutes"), "file", open("minutes"))}
      ${entry(t(state.wholeRoom ? "control-stage" : "control-whole-room"), "tile-all", () => { actions.dispatch({ type: "whole-room", on: !state.wholeRoom }); actions.closeDialog(); })}
      ${may(view, "SubmitWrittenOpinion") ? entry(t("control-opinion"), "pencil", () => { actions.ask({ kind: "opinion" }); }) : nothing}
      ${may(view, "CheckIn") ? entry(t(isMember(view) ? "roll-check-in" : "say-site"), "members", () => { actions.ask({ kind: "check-in" }); }) : nothing}
      ${state.media.textOnly ? nothing : entry(t(state.media.audioOnly ? "control-pictures" : "control-audio-only"), state.media.audioOnly ? "camera" : "speaker", () => { actions.setAudioOnly(!state.media.audioOnly); actions.closeDialog(); })}
      ${entry(t(state.media.textOnly ? "control-try-sound" : "control-text-only"), "message", () => { actions.setTextOnly(!state.media.textOnly); actions.closeDialog(); })}
      ${entry(t(state.sounds ? "control-sounds-off" : "control-sounds-on"), "bell", () => { actions.dispatch({ type: "sounds", on: !state.sounds }); })}
      ${entry(t("control-simple"), "radio-on", () => { actions.setSimple(true); })}
      ${chairEntries(state, view, actions)}
      ${isOfficer(view) ? entry(t("sheet-lines"), "chart", open("lines")) : nothing}
      ${entry(t("control-help"), "help", open("help"))}</ul>
    ${drawLook(state, actions)}
    <div class="button-row">${button({ text: t("control-leave"), kind: "grave", icon: "leave", onPress: () => { actions.ask({ kind: "leave" }); } })}</div>
    <p class="room-agenda__secrets">${icon("lock")}<span>${t("room-secrets")}</span></p>`;
}

function chairEntries(state: RoomState, view: View, actions: Actions): Drawn {
  const chairAway = personOf(view, meetingOf(view).chair)?.connected === false;
  return html`${may(view, "HandOverChair") ? html`<li>${button({ text: t("control-hand-over"), icon: "member", wide: true, onPress: () => { actions.ask({ kind: "hand-over-chair" }); } })}</li>` : nothing}
    ${may(view, "TakeChair") && chairAway && meetingOf(view).chair !== meOf(view).member
      ? html`<li>${button({ text: t("control-take-chair"), icon: "member", wide: true, sending: isSending(state, "take-chair"), onPress: () => { void actions.send("TakeChair", {}, "take-chair"); } })}</li>` : nothing}
    ${may(view, "StartRecording") ? html`<li>${button({ text: t(recordingOf(view).running === null ? "control-record" : "control-record-stop"), icon: "radio-on", wide: true, onPress: () => { actions.ask({ kind: "recording" }); } })}</li>` : nothing}
    ${may(view, "CloseMeeting") && meetingOf(view).phase === "gathering"
      ? html`<li>${button({ text: t("close-room-go"), icon: "close", wide: true, onPress: () => { actions.ask({ kind: "close" }); } })}</li>` : nothing}`;
}

const TEXT_SIZES = ["100", "125", "150", "200"] as const;
const THEMES = ["auto", "light", "dark", "contrast"] as const;

/** How everybody's sound and picture fare: a member who is not heard turns to whoever keeps the meeting. */
function drawLines({ lines }: RoomState, view: View): TemplateResult {
  if (lines === null) return html`<p class="dialog__lead">${t("room-lines-asked")}</p>`;
  if (lines.length === 0) return html`<p class="dialog__lead">${t("room-lines-none")}</p>`;
  return html`<p class="dialog__lead">${t("room-lines-lead")}</p>
    <ul class="lines">${lines.map((one) => html`<li>
      <p class="lines__who"><strong>${nameOf(view, one.member)}</strong><span class=${one.word === "full" ? "" : "lines__due"}>${icon(one.word === "full" ? "check" : "attention")}${t(`lines-word-${one.word}`)}</span></p>
      ${one.word === "lost" ? nothing : html`<p class="lines__figures">${figuresOf(one).map((figure) => html`<span>${figure}</span>`)}</p>`}</li>`)}</ul>`;
}

function figuresOf(one: MemberLine): string[] {
  return [
    ...(one.delay_ms === 0 ? [] : [t("room-lines-delay", { ms: one.delay_ms })]),
    t("room-lines-loss", { percent: one.loss_percent }),
    t("room-lines-sends", { kbps: one.sends_kbps }),
    ...(one.layers.length === 0 ? [] : [t("room-lines-camera", { lines: Math.max(...one.layers) })]),
    t("room-lines-gets", { kbps: one.gets_kbps }),
    t("lines-shown-of", { pictures: one.shown.length, voices: one.heard }),
  ];
}

function drawLook(state: RoomState, actions: Actions): TemplateResult {
  const { textSize = "100", theme = "auto" } = document.documentElement.dataset;
  const size = draft(state, "look-size", textSize);
  const shade = draft(state, "look-theme", theme);
  return html`<div class="sheet-look">${choiceField(state, actions, "look-size", t("look-text-size"), TEXT_SIZES.map((one) => [one, `${one}%`] as const), textSize)}
    ${choiceField(state, actions, "look-theme", t("look-theme"), THEMES.map((one) => [one, t(`look-theme-${one}`)] as const), theme)}
    ${button({ text: t("look-apply"), onPress: () => { actions.setLook(size, shade); } })}</div>`;
}

const TROUBLES = ["heard", "hears", "seen", "line", "vote"] as const;

function drawHelp(state: RoomState, view: View, actions: Actions): TemplateResult {
  const taker = meetingOf(view).minute_taker ?? meetingOf(view).planned_minute_taker ?? meetingOf(view).chair;
  return html`<p class="dialog__lead">${t("help-lead", { name: personOf(view, taker)?.name ?? "" })}</p>
    <dl class="help">${TROUBLES.map((one) => html`<div><dt>${t(`help-${one}`)}</dt><dd>${t(`help-${one}-answer`)}</dd></div>`)}</dl>
    ${drawFigures(state)}
    <div>${button({ text: t(state.simple ? "control-full" : "control-simple"), onPress: () => { actions.setSimple(!state.simple); } })}</div>`;
}

/** What whoever helps on the telephone asks for; read out as it stands. */
function drawFigures({ media }: RoomState): Drawn {
  if (media.figures === null || media.line === null) return nothing;
  const { roundTripMs, lossPercent, getsKbps, sendsKbps, pictures, largestLines } = media.figures;
  return html`<section><h2>${t("figures-title")}</h2>
    <p>${t("figures-lead")}</p>
    ${facts([
      [t("figures-round-trip"), t("figures-milliseconds", { ms: roundTripMs })],
      [t("figures-loss"), t("figures-percent", { percent: lossPercent })],
      [t("figures-gets"), t("figures-rate", { kbps: getsKbps })],
      [t("figures-sends"), t("figures-rate", { kbps: sendsKbps })],
      [t("figures-pictures"), pictures === 0 ? t("figures-no-picture") : t("figures-picture-lines", { pictures, lines: largestLines })],
    ])}</section>`;
}
