// The minutes as they grow: everybody reads along; the minute-taker and the chair write. And their reading out.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../catalogue";
import { clock, dueDay } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type Contribution, type Item, type View, contributions, currentItem, floorOf, items, may, meetingOf, nameOf, people, personOf, placeName, section, stepNumber, votes } from "../view";
import { drawCorrections, drawText, isCorrecting, writeButton } from "./minutes_texts";
import { type Actions, type Drawn, button, draft, isSending, selectField, textField } from "./parts";

export function drawMinutes(state: RoomState, view: View, actions: Actions): TemplateResult {
  const writes = may(view, "WriteItem") && !meetingOf(view).minutes_adopted;
  return html`<section class="minutes" aria-labelledby="minutes-title">
    <div class="minutes__top"><h2 id="minutes-title">${t(writes ? "minutes-writing" : "minutes-title")}</h2>
      <p class="minutes__saved">${icon("check")}${t(meetingOf(view).minutes_adopted ? "minutes-adopted" : "minutes-saved", { time: clock(state.now) })}</p></div>
    <ol class="minutes__log" tabindex="0" aria-label=${t("minutes-log")}>${repeat(logOf(view), (line) => line.key, (line) => html`<li class="minutes__line">
      <time class="minutes__time">${clock(line.at)}</time><p>${line.text}</p></li>`)}</ol>
    ${writes ? html`${isCorrecting(state) ? nothing : drawEditor(state, view, actions)}${drawCorrections(state, view, actions)}` : nothing}</section>`;
}

interface Line {
  readonly key: string;
  readonly at: string;
  readonly text: TemplateResult | string;
}

/** The written course of the meeting, for the panel and for those whose line is too weak for sound. */
export function logOf(view: View): readonly Line[] {
  const lines: Line[] = [
    ...items(view).flatMap((item) => itemLines(view, item)),
    ...contributions(view).map((one) => ({ key: one.id, at: one.from_at, text: contributionLine(view, one) })),
    ...votes(view).map((vote) => ({ key: vote.id, at: vote.opened_at, text: html`<strong>${t(vote.closed_at === null ? "minutes-vote-opened" : "minutes-vote")}</strong> ${vote.text}${vote.closed_at === null ? nothing : html` ${t(voteWord(vote))}`}` })),
  ];
  return lines.sort((one, other) => one.at.localeCompare(other.at));
}

const voteWord = (vote: ReturnType<typeof votes>[number]): string =>
  vote.voided !== null ? "minutes-vote-void" : vote.result?.passed == null ? "minutes-vote-poll" : vote.result.passed ? "minutes-vote-passed" : "minutes-vote-not-passed";

function itemLines(view: View, item: Item): readonly Line[] {
  if (item.started_at === null) return [];
  const start = { key: item.id, at: item.started_at, text: html`<strong>${t("minutes-step", { number: stepNumber(view, item.id) })}</strong> ${item.title}.` };
  const written = item.text === null ? [] : [{ key: `${item.id}-text`, at: item.started_at, text: item.text }];
  const end = item.conclusion === null ? [] : [{ key: `${item.id}-end`, at: item.finished_at ?? item.started_at, text: html`<strong>${t("minutes-conclusion")}</strong> ${item.conclusion}` }];
  return [start, ...written, ...end];
}

function contributionLine(view: View, one: Contribution): TemplateResult {
  const person = personOf(view, one.member);
  const place = person ? placeName(view, person) : "";
  const said = one.gist ?? one.written;
  return html`<strong>${person?.name ?? ""}</strong>${place ? ` (${place})` : ""}: ${said ?? html`<span class="minutes__empty">${t("minutes-not-written")}</span>`}${one.written !== null ? html` <span class="minutes__empty">${t("minutes-in-writing")}</span>` : nothing}`;
}

// Targets of the editor: "gist:ID", "item:ID", "conclusion:ID", or a form of its own.
const FORMS = ["task", "dues", "direction", "review"] as const;

function targets(view: View): readonly (readonly [string, string])[] {
  const item = currentItem(view);
  const spoken = contributions(view).filter((one) => one.written === null);
  const recent = spoken.filter((one) => one.gist === null || one.until_at === null || one === spoken.at(-1)).reverse();
  const gists = recent.map((one) => [`gist:${one.id}`, t("minutes-target-gist", { name: nameOf(view, one.member), time: clock(one.from_at) })] as const);
  const now = item === null ? [] : ([[`item:${item.id}`, t("minutes-target-item", { number: stepNumber(view, item.id) })], [`conclusion:${item.id}`, t("minutes-target-conclusion", { number: stepNumber(view, item.id) })]] as const);
  const earlier = items(view).filter((one) => one.started_at !== null && one.id !== item?.id)
    .map((one) => [`item:${one.id}`, t("minutes-target-earlier", { number: stepNumber(view, one.id), title: one.title })] as const);
  return [...gists, ...now, ...FORMS.map((form) => [form, t(`minutes-target-${form}`)] as const), ...earlier];
}

function drawEditor(state: RoomState, view: View, actions: Actions): Drawn {
  const choices = targets(view);
  const speaking = floorOf(view).turn;
  const natural = speaking === null ? (choices[0]?.[0] ?? "") : `gist:${speaking.contribution}`;
  const wanted = draft(state, "minutes-target", natural);
  const target = choices.some(([key]) => key === wanted) ? wanted : natural;
  if (target === "") return nothing;
  return html`<div class="minutes__editor">${selectField(state, actions, "minutes-target", t("minutes-target"), choices, natural)}
    ${FORMS.some((form) => form === target) ? drawForm(state, view, target, actions) : drawText(state, view, target, actions)}</div>`;
}

function drawForm(state: RoomState, view: View, form: string, actions: Actions): TemplateResult {
  switch (form) {
    case "task":
      return taskForm(state, view, actions);
    case "dues":
      return duesForm(state, view, actions);
    case "direction":
      return directionForm(state, view, actions);
    default:
      return reviewForm(state, view, actions);
  }
}

/** Send, and clear the fields only when it was done: nothing that was typed is lost to a refusal. */
function submit(actions: Actions, command: string, fields: Record<string, unknown>, drafts: readonly string[]): void {
  void actions.send(command, fields, "write").then((done) => {
    if (done) for (const key of drafts) actions.dispatch({ type: "draft", key, text: null });
  });
}

function taskForm(state: RoomState, view: View, actions: Actions): TemplateResult {
  const owners = people(view).filter((one) => one.seat === "member").map((one) => [one.id, one.name] as const);
  const due = draft(state, "task-due");
  const save = () => {
    submit(actions, "AssignTask", { task: crypto.randomUUID(), text: draft(state, "task-text"), owner: draft(state, "task-owner") || null, due_on: due || null }, ["task-text", "task-owner", "task-due"]);
  };
  return html`<ul class="minutes__tasks">${section(view, "tasks").map((task) => html`<li><p><strong>${task.text}</strong><br>
      <span class="minutes__empty">${[task.owner ? nameOf(view, task.owner) : "", task.due_on ? t("task-due-by", { day: dueDay(task.due_on) }) : ""].filter(Boolean).join(" · ")}</span></p>
      ${button({ text: t("action-withdraw-task"), kind: "quiet", sending: isSending(state, task.id), onPress: () => { void actions.send("WithdrawTask", { task: task.id }, task.id); } })}</li>`)}</ul>
    ${textField(state, actions, "task-text", t("task-text"), { rows: 2 })}
    ${selectField(state, actions, "task-owner", t("task-owner"), [["", t("task-nobody")], ...owners])}
    ${textField(state, actions, "task-due", t("task-due"), { type: "date" })}
    ${writeButton(state, view, t("action-assign"), save)}`;
}

function duesForm(state: RoomState, view: View, actions: Actions): TemplateResult {
  const dues = section(view, "record").dues;
  const start = { paid: String(dues?.paid ?? ""), due: String(dues?.due ?? ""), note: dues?.note ?? "" };
  const save = () => {
    const figure = (key: "paid" | "due"): number => Math.trunc(Number(draft(state, `dues-${key}`, start[key])));
    submit(actions, "RecordDues", { paid: figure("paid"), due: figure("due"), note: draft(state, "dues-note", start.note) }, ["dues-paid", "dues-due", "dues-note"]);
  };
  return html`${textField(state, actions, "dues-paid", t("dues-paid"), { type: "number", start: start.paid })}
    ${textField(state, actions, "dues-due", t("dues-due"), { type: "number", start: start.due })}
    ${textField(state, actions, "dues-note", t("dues-note"), { start: start.note })}
    ${writeButton(state, view, t("action-write"), save)}`;
}

function directionForm(state: RoomState, view: View, actions: Actions): TemplateResult {
  const guests = people(view).filter((one) => one.seat !== "member").map((one) => [one.id, one.name] as const);
  const speaker = draft(state, "direction-speaker", guests[0]?.[0] ?? "");
  const known = section(view, "record").directions.find((one) => one.speaker === speaker);
  const save = () => {
    submit(actions, "RecordDirection", { speaker, text: draft(state, "direction-text", known?.text ?? ""), response: draft(state, "direction-response", known?.response ?? "") }, ["direction-text", "direction-response"]);
  };
  if (guests.length === 0) return html`<p class="room-panel__hint">${t("direction-nobody")}</p>`;
  return html`${selectField(state, actions, "direction-speaker", t("direction-speaker"), guests, speaker)}
    ${textField(state, actions, "direction-text", t("direction-text"), { rows: 4, start: known?.text ?? "" })}
    ${textField(state, actions, "direction-response", t("direction-response"), { rows: 2, start: known?.response ?? "" })}
    ${writeButton(state, view, t("action-write"), save)}`;
}

function reviewForm(state: RoomState, view: View, actions: Actions): TemplateResult {
  const { review } = section(view, "record");
  if (review.length === 0) return html`<p class="room-panel__hint">${t("review-nothing")}</p>`;
  const save = () => {
    const tasks = review.map((task, place) => ({ ...task, result: draft(state, `review-${place}`, task.result) }));
    submit(actions, "RecordReview", { tasks }, review.map((_, place) => `review-${place}`));
  };
  return html`${review.map((task, place) => textField(state, actions, `review-${place}`, task.text, { hint: task.owner, start: task.result }))}
    ${writeButton(state, view, t("action-write"), save)}`;
}
