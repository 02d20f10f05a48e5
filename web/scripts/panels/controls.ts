// The control bar: every control with its word, always there, four of them on a phone.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { type IconName, icon } from "../icons";
import type { RoomState } from "../room_state";
import { type View, currentItem, holdsFloor, may, meOf, nameOf, openVote } from "../view";
import { type Actions, type Drawn, inShort, isSending, sheet } from "./parts";

interface Control {
  readonly word: string;
  readonly short?: string;
  readonly sign: IconName;
  readonly press: () => void;
  readonly on?: boolean;
  readonly gold?: boolean;
  readonly reason?: string;
  readonly sending?: boolean;
  readonly extra?: string;
}

export function drawControls(state: RoomState, view: View, actions: Actions): TemplateResult {
  return html`<nav class="room-controls" aria-label=${t("control-bar")}>
    ${state.media.textOnly ? textControls(actions) : mediaControls(state, view, actions)}
    ${handControl(state, view, actions)}
    ${shareControl(state, view, actions)}
    <span class="room-controls__rule" role="presentation"></span>
    ${voteControl(view, actions)}
    ${control({ word: t("control-steps"), sign: "agenda", press: sheet(actions, "agenda"), extra: "room-control--narrow" })}
    ${control({ word: t(state.wholeRoom ? "control-stage" : "control-whole-room"), sign: "tile-all", on: state.wholeRoom, extra: "room-control--wide",
      press: () => { actions.dispatch({ type: "whole-room", on: !state.wholeRoom }); } })}
    ${control({ word: t("control-more"), sign: "more", press: sheet(actions, "more"), extra: "room-control--always" })}
    ${control({ word: t("control-help"), sign: "help", press: sheet(actions, "help"), extra: "room-control--wide" })}
    ${control({ word: t("control-leave"), sign: "leave", press: () => { actions.ask({ kind: "leave" }); }, extra: "room-control--grave" })}
  </nav>`;
}

function mediaControls(state: RoomState, view: View, actions: Actions): TemplateResult {
  const { microphone, camera } = state.media;
  const mayBeHeard = meOf(view).media.audio;
  return html`${control({
    word: t(microphone ? "control-microphone-off" : "control-microphone-on"),
    sign: microphone ? "mic" : "mic-off",
    on: microphone,
    press: () => { actions.toggleMicrophone(); },
    ...(mayBeHeard || microphone ? {} : { reason: whyMuted(view) }),
    extra: "room-control--always",
  })}${control({
    word: t(camera ? "control-camera-off" : "control-camera-on"),
    sign: camera ? "camera" : "camera-off",
    on: camera,
    press: () => { actions.toggleCamera(); },
    extra: "room-control--always",
  })}`;
}

/** Why this person's microphone may not be opened: it is not their turn, or another one is open beside them. */
export function whyMuted(view: View): string {
  const open = meOf(view).open_microphone;
  return open === null ? t("control-microphone-why") : t("control-microphone-beside", { name: nameOf(view, open) });
}

function textControls(actions: Actions): TemplateResult {
  return control({ word: t("control-try-sound"), sign: "speaker", press: () => { actions.setTextOnly(false); }, extra: "room-control--always" });
}

function handControl(state: RoomState, view: View, actions: Actions): Drawn {
  if (!may(view, "AskForFloor") || holdsFloor(view)) return nothing;
  const up = meOf(view).place !== null;
  const command = up ? "WithdrawRequest" : "AskForFloor";
  return control({
    word: t(up ? "control-hand-down" : "control-hand-up"),
    short: t(up ? "control-hand-down" : "control-hand-up-short"),
    sign: "hand",
    gold: up,
    sending: isSending(state, "hand"),
    press: () => { void actions.send(command, {}, "hand"); },
    extra: "room-control--always",
  });
}

function shareControl(state: RoomState, view: View, actions: Actions): Drawn {
  if (state.media.textOnly || !(meOf(view).media.screen || state.media.sharing)) return nothing;
  return control({ word: t(state.media.sharing ? "control-share-stop" : "control-share"), sign: "screen", on: state.media.sharing,
    press: () => { actions.toggleScreen(); }, extra: "room-control--wide" });
}

function voteControl(view: View, actions: Actions): Drawn {
  if (!may(view, "OpenVote") || openVote(view) !== null) return nothing;
  return control({ word: t("control-open-vote"), short: t("control-open-vote-short"), sign: "ballot", extra: "room-control--tablet",
    press: () => { actions.ask({ kind: "open-vote", item: currentItem(view)?.id ?? null, matter: "resolution" }); } });
}

function control(one: Control): TemplateResult {
  const off = one.reason !== undefined;
  const state = one.gold ? "room-control--gold" : one.on ? "room-control--on" : off ? "room-control--off" : "";
  const press = () => { if (one.sending !== true) one.press(); };
  return html`<button type="button" class="room-control ${state} ${one.extra ?? ""}" ?data-sending=${one.sending ?? false} title=${one.reason ?? nothing}
    aria-pressed=${one.on === undefined && one.gold === undefined ? nothing : String(one.on ?? one.gold)} aria-disabled=${off ? "true" : nothing} @click=${press}>
    ${icon(one.sending ? "refresh" : one.sign, one.sending ? "icon--turning" : "")}<span>${one.sending ? t("room-sending") : inShort(one.word, one.short ?? one.word)}</span></button>`;
}
