// The chair puts a question; the officers enter a vote that was stated by voice.
import { type TemplateResult, html } from "lit";
import { hasSentence, t } from "../catalogue";
import { answerKey } from "../format";
import type { Dialog, RoomState } from "../room_state";
import { type Answer, type View, items, meetingOf, nameOf, section, stepNumber, voteOf } from "../view";
import { type Actions, choiceField, draft, facts, note, selectField, submitButton, textField } from "./parts";
import { ANSWERS } from "./voting";

const MATTERS = ["resolution", "programme", "conclusion", "proposal", "classification", "minutes", "minute_taker", "opinion", "admission", "official_status", "remove_name"] as const;
const DURATIONS = ["30", "60", "120", "300"] as const;

export function drawOpenVote(state: RoomState, view: View, dialog: Extract<Dialog, { kind: "open-vote" }>, actions: Actions): TemplateResult {
  const matter = draft(state, "vote-matter", dialog.matter);
  const form = draft(state, "vote-form", "open");
  const item = draft(state, "vote-item", dialog.item ?? "");
  const start = suggested(matter);
  const text = draft(state, "vote-text", start).trim();
  const choices = [["", t("open-vote-no-item")] as const, ...items(view).map((one) => [one.id, `${stepNumber(view, one.id)}. ${one.title}`] as const)];
  return html`${textField(state, actions, "vote-text", t("open-vote-text"), { rows: 3, start, hint: t("open-vote-text-hint") })}
    <div class="field-columns">${selectField(state, actions, "vote-matter", t("open-vote-matter"), MATTERS.map((one) => [one, t(`matter-${one}`)] as const), matter)}
      ${selectField(state, actions, "vote-item", t("open-vote-item"), choices, item)}</div>
    ${choiceField(state, actions, "vote-form", t("open-vote-form"), [["open", t("vote-open")], ["secret", t("vote-secret")]], "open")}
    ${form === "secret" ? note("attention", t(meetingOf(view).ballot_permission ? "open-vote-secret-binding" : "open-vote-secret-poll"), "lock") : ""}
    ${choiceField(state, actions, "vote-seconds", t("open-vote-time"), DURATIONS.map((one) => [one, t("open-vote-seconds", { seconds: Number(one) })] as const), "60")}
    ${facts(whatItNeeds(view, matter, form))}
    ${submitButton(state, actions, { text: t("open-vote-go"), icon: "ballot", command: "OpenVote", drafts: ["vote-text", "vote-matter", "vote-form", "vote-item", "vote-seconds"],
      ...(text === "" ? { reason: t("open-vote-empty") } : {}),
      fields: () => ({ question: crypto.randomUUID(), text, matter, form, item: item === "" ? null : item, duration_s: Number(draft(state, "vote-seconds", "60")) }) })}`;
}

/** How the question will be counted. A poll has no majority: one by its matter, or secret without a written permission. */
function whatItNeeds(view: View, matter: string, form: string): readonly (readonly [string, string | number])[] {
  const counts = section(view, "counts");
  const needs = form === "secret" && !meetingOf(view).ballot_permission ? null : (counts.majorities[matter] ?? null);
  const present = [t("open-vote-present"), counts.official_present] as const;
  if (needs === null) return [present, [t("base-poll"), t("base-poll-none")]];
  return [present, [t("base-count"), counts.base], [t(`base-${needs.majority}`), t("base-from", { needed: needs.needed })]];
}

/** Some matters have a usual sentence; for the others the chair finds the words. */
function suggested(matter: string): string {
  const key = `question-${matter}`;
  return hasSentence(key) ? t(key) : "";
}

export function drawStateVote(state: RoomState, view: View, dialog: Extract<Dialog, { kind: "state-vote" }>, actions: Actions): TemplateResult {
  const vote = voteOf(view, dialog.question);
  const noteText = draft(state, "state-note", t("state-vote-by-voice")).trim();
  const answer = draft(state, "state-answer") as Answer | "";
  if (vote.form === "secret") return note("quiet", t("state-vote-secret"), "lock");
  return html`<p class="dialog__lead">${t("state-vote-lead", { name: nameOf(view, dialog.member) })}</p>
    ${choiceField(state, actions, "state-answer", t("vote-answers"), ANSWERS.map((one) => [one, t(answerKey(vote, one))] as const), "")}
    ${textField(state, actions, "state-note", t("state-vote-note"), { start: t("state-vote-by-voice") })}
    ${submitButton(state, actions, { text: t("state-vote-go"), command: "CastVote", drafts: ["state-answer", "state-note"],
      ...(answer === "" ? { reason: t("vote-choose-first") } : {}),
      fields: () => ({ question: vote.id, answer, on_behalf_of: dialog.member, note: noteText }) })}`;
}
