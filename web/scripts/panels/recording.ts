// Recording of sound and picture: said on every screen while it lasts; begun and ended by the chair, by a decision.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { clock } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type RunningRecording, type View, nameOf, recordingOf, votes } from "../view";
import { type Actions, type Drawn, draft, facts, note, selectField, submitButton, textField } from "./parts";

const BY_DOCUMENT = "document";

/** Stands in every face of the room, above everything that comes and goes. */
export function drawRecordingBand(view: View): Drawn {
  const running = recordingOf(view).running;
  if (running === null) return nothing;
  return html`<section class="room-band room-band--recording" aria-label=${t("recording-title")}>${icon("radio-on")}<p><strong>${t("recording-band")}</strong>
    ${decided(running)} ${t("recording-since", { name: nameOf(view, running.by), time: clock(running.started_at) })}</p></section>`;
}

const decided = (running: RunningRecording): string => t(running.voted ? "recording-by-vote" : "recording-by-document", { decision: running.decision });

export function drawRecordingDialog(state: RoomState, view: View, actions: Actions): TemplateResult {
  const { permission, running } = recordingOf(view);
  if (running !== null) {
    return html`<p class="dialog__lead">${decided(running)}</p><p>${t("recording-stop-lead")}</p>
      ${submitButton(state, actions, { text: t("recording-stop"), icon: "close", command: "StopRecording", fields: () => ({}) })}`;
  }
  const why = note("attention", t("recording-off-why"), "lock");
  if (permission === null) return html`${why}<p>${t("recording-not-permitted-how")}</p>`;
  return html`${why}${facts([[t("recording-permission"), permission]])}${drawDecision(state, view, actions)}`;
}

/** By which decision: a vote that was carried here, or the number of a document. */
function drawDecision(state: RoomState, view: View, actions: Actions): TemplateResult {
  const carried = votes(view).filter((vote) => vote.result?.passed === true).map((vote) => [vote.id, vote.text] as const);
  const options = [...carried, [BY_DOCUMENT, t("recording-other-document")] as const];
  const start = options[0]?.[0] ?? BY_DOCUMENT;
  const chosen = draft(state, "recording-decision", start);
  const text = draft(state, "recording-document").trim();
  const missing = chosen === BY_DOCUMENT && text === "";
  return html`${selectField(state, actions, "recording-decision", t("recording-decision"), options, start)}
    ${chosen === BY_DOCUMENT ? textField(state, actions, "recording-document", t("recording-document"), { hint: t("recording-document-hint") }) : nothing}
    <p>${t("recording-start-lead")}</p>
    ${submitButton(state, actions, { text: t("recording-start"), icon: "radio-on", command: "StartRecording", drafts: ["recording-decision", "recording-document"],
      ...(missing ? { reason: t("recording-document-missing") } : {}),
      fields: () => (chosen === BY_DOCUMENT ? { document: text } : { question: chosen }) })}`;
}
