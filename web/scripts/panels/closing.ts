// The end: scoring, the checklist before closing, and the page of a closed meeting with its documents.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { clock, day, dueDay, fileSize, language, minutesBetween } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type View, type Vote, items, may, meOf, meetingOf, nameOf, openVote, section, votes } from "../view";
import { type Actions, type Drawn, button, draft, facts, isSending, note, submitButton, tag, textField } from "./parts";
import { verdict } from "./voting";

const SCORE_MAXIMA = [5, 5, 10, 40, 5, 30, 5] as const; // the seven groups of 42-HD/BTCTW

/** The cell gives its points group by group: nothing stands there before it is written. */
export function drawScore(state: RoomState, view: View, actions: Actions): TemplateResult {
  const known = section(view, "score");
  const proposed = section(view, "score_proposed");
  const start = (group: number): string => String(known?.[group] ?? "");
  const hint = (group: number): { hint?: string } => {
    const points = proposed?.[group] ?? null;
    return points === null ? {} : { hint: t("score-proposed", { points }) };
  };
  const written = SCORE_MAXIMA.map((_, group) => draft(state, `score-${group}`, start(group)).trim());
  const points = written.map(Number);
  const left = written.filter((one) => one === "").length;
  const wrong = points.some((one, group) => !Number.isInteger(one) || one < 0 || one > (SCORE_MAXIMA[group] ?? 0));
  const reason = left > 0 ? t("score-left", { count: left }) : wrong ? t("score-wrong") : null;
  return html`<p class="dialog__lead">${t("score-lead")}</p>
    <div class="score">${SCORE_MAXIMA.map((most, group) => textField(state, actions, `score-${group}`, t(`score-group-${group + 1}`), { type: "number", start: start(group), beside: t("score-most", { most }), ...hint(group) }))}</div>
    ${reason === null ? html`<p class="score__total">${t("score-total", { total: points.reduce((sum, one) => sum + one, 0) })}</p>` : nothing}
    ${submitButton(state, actions, { text: t("score-go"), command: "RecordScore", drafts: SCORE_MAXIMA.map((_, group) => `score-${group}`),
      ...(reason === null ? {} : { reason }), fields: () => ({ points }) })}`;
}

/** Nobody came, or the evening was put off: a room that was never called to order is closed with its reason. */
function drawCloseRoom(state: RoomState, actions: Actions): TemplateResult {
  const text = draft(state, "close-reason").trim();
  return html`<p class="dialog__lead">${t("close-room-lead")}</p>
    ${textField(state, actions, "close-reason", t("reason-label"), { rows: 3, hint: t("reason-hint") })}
    ${submitButton(state, actions, { text: t("close-room-go"), command: "CloseMeeting", drafts: ["close-reason"],
      ...(text === "" ? { reason: t("reason-missing") } : {}), fields: () => ({ reason: text }) })}`;
}

/** An open vote is no matter of a reason: it has to end first. */
function voteLine(state: RoomState, vote: Vote | null, actions: Actions): TemplateResult {
  if (vote === null) return html`<li class="checklist__one">${icon("check")}<span>${t("finished-vote_still_open")}</span></li>`;
  return html`<li class="checklist__one checklist__one--missing">${icon("error")}<span>${t("unfinished-vote_still_open")}</span></li>
    <li>${button({ text: t("action-close-vote"), sending: isSending(state, "close-vote"), onPress: () => { void actions.send("CloseVote", { question: vote.id }, "close-vote"); } })}</li>`;
}

/** A meeting that ends early is told so, and may end all the same. */
function lengthLine(state: RoomState, view: View): TemplateResult | typeof nothing {
  const { least_minutes: least } = section(view, "closing");
  const { called_at: began } = meetingOf(view);
  if (least === null || began === null) return nothing;
  const minutes = minutesBetween(began, state.now);
  const short = minutes < least;
  return html`<li class="checklist__one">${icon(short ? "clock" : "check")}<span>${t(short ? "close-short" : "close-long-enough", { minutes, least })}</span></li>`;
}

/** A task without a day is meant for every month, or was left unfinished: the chair is asked, and may close all the same. */
function standingLine(view: View): Drawn {
  const { standing_tasks: count } = section(view, "closing");
  return count === 0 ? nothing : html`<li class="checklist__one">${icon("clock")}<span>${t("close-standing-tasks", { count })}</span></li>`;
}

/** What is done and what is not; closing with something left asks for a reason. */
export function drawCloseDialog(state: RoomState, view: View, actions: Actions): TemplateResult {
  if (meetingOf(view).phase === "gathering") return drawCloseRoom(state, actions);
  const { unfinished } = section(view, "closing");
  const vote = openVote(view);
  const text = draft(state, "close-reason").trim();
  const missing = vote !== null ? t("close-vote-first") : unfinished.length > 0 && text === "" ? t("reason-missing") : null;
  const whole = ["not_called_to_order", "no_minute_taker", "roll_not_taken", "programme_not_adopted", "item_without_result", "items_left", "tasks_unassigned", "minutes_not_adopted"];
  return html`<ul class="checklist">${whole.map((one) => {
      const undone = unfinished.includes(one);
      return html`<li class="checklist__one ${undone ? "checklist__one--missing" : ""}">${icon(undone ? "error" : "check")}<span>${t(undone ? `unfinished-${one}` : `finished-${one}`)}</span></li>`;
    })}${voteLine(state, vote, actions)}${standingLine(view)}${lengthLine(state, view)}</ul>
    ${unfinished.length > 0 ? html`${note("attention", t("close-unfinished", { count: unfinished.length }))}${textField(state, actions, "close-reason", t("close-reason"), { rows: 3, hint: t("reason-hint") })}`
      : vote === null ? html`<p class="dialog__lead">${t("close-ready")}</p>` : nothing}
    ${submitButton(state, actions, { text: t("close-go"), icon: "check", command: "CloseMeeting", drafts: ["close-reason"],
      ...(missing === null ? {} : { reason: missing }),
      fields: () => (unfinished.length === 0 ? {} : { reason: text }) })}`;
}

/** The meeting is over: what it came to, and its documents as soon as they are on the shelf. */
export function drawClosed(state: RoomState, view: View, actions: Actions, documentsUrl: string, homeUrl: string): TemplateResult {
  const meeting = meetingOf(view);
  const counts = section(view, "counts");
  const held = meeting.called_at !== null;
  const when = { title: meeting.title, time: clock(meeting.closed_at ?? ""), day: day(meeting.closed_at ?? "") };
  const minutes = minutesBetween(meeting.called_at ?? meeting.closed_at ?? meeting.starts_at, meeting.closed_at ?? meeting.starts_at);
  return html`<main class="closed" id="main" tabindex="-1"><div class="page-body">
    <div class="page-heading"><div><p class="page-heading__over">${meeting.cell}</p><h1>${t(held ? "closed-title" : "closed-room-title")}</h1>
      <p class="page-heading__lead">${held ? t("closed-lead", { ...when, minutes }) : t("closed-room-lead", { ...when, reason: section(view, "closing").reason ?? "" })}</p></div>
      <div class="button-row"><a class="button" href=${homeUrl}>${icon("home")}<span>${t("closed-home")}</span></a></div></div>
    <div class="columns"><div class="stack">${documents(view, documentsUrl)}${decisions(view)}${tasks(view)}</div>
      <div class="stack"><section class="section" aria-labelledby="closed-roll"><div class="section__heading"><h2 id="closed-roll">${t("roll-title")}</h2></div>
        ${facts([[t("roll-official-present"), `${counts.official_present}/${counts.base}`], [t("roll-attendance-short"), `${counts.present}/${counts.summoned}`], [t("closed-items"), `${items(view).filter((item) => item.started_at !== null).length}/${items(view).length}`], [t("closed-score"), score(view)]])}</section>
        ${annexes(state, view, actions)}</div></div></div></main>`;
}

const score = (view: View): string => {
  const points = section(view, "score");
  return points === null ? "–" : t("score-total", { total: points.reduce((sum, one) => sum + one, 0) });
};

function documents(view: View, url: string): TemplateResult {
  const { filed } = section(view, "closing");
  return html`<section class="section" aria-labelledby="documents"><div class="section__heading"><h2 id="documents">${t("closed-documents")}</h2>
      ${filed.length > 0 ? tag(t("closed-filed"), "solid", "check") : tag(t("closed-filing"), "gold", "clock")}</div>
    ${filed.length === 0 ? html`<p class="section__note" role="status">${t("closed-filing-detail")}</p>` : html`<ul class="rows rows--icon">${filed.map((file) => html`<li>${icon("file")}
      <div><p class="row__title">${documentName(file.kind)}</p><p class="row__detail">${fileSize(file.size_bytes, language())} · SHA-256 ${file.sha256.slice(0, 12)}…</p></div>
      <div class="row__action"><a class="button" href="${url}/${file.kind}" download>${icon("download")}<span>${t("closed-download")}</span></a></div></li>`)}</ul>`}</section>`;
}

/** minutes.pdf, annex-01.docx */
function documentName(kind: string): string {
  const [name = "", ending = ""] = kind.split(".");
  const [document = "", number = ""] = name.split("-");
  return t(`document-${document}-${ending}`, { number: Number(number) });
}

function decisions(view: View): Drawn {
  const held = votes(view).filter((vote) => vote.closed_at !== null);
  if (held.length === 0) return nothing;
  return html`<section class="section" aria-labelledby="decisions"><div class="section__heading"><h2 id="decisions">${t("closed-votes")}</h2></div>
    <ul class="rows rows--plain">${held.map((vote) => html`<li class="closed__vote"><p class="row__title">${vote.text}</p>${verdict(vote)}</li>`)}</ul></section>`;
}

function tasks(view: View): Drawn {
  const given = section(view, "tasks");
  if (given.length === 0) return nothing;
  return html`<section class="section" aria-labelledby="closed-tasks"><div class="section__heading"><h2 id="closed-tasks">${t("reading-tasks")}</h2></div>
    <ul class="rows rows--plain">${given.map((task) => html`<li><p class="row__title">${task.text}</p>
      <p class="row__detail">${[task.owner === null ? "" : nameOf(view, task.owner), task.due_on === null ? "" : t("task-due-by", { day: dueDay(task.due_on) })].filter(Boolean).join(" · ")}</p></li>`)}</ul></section>`;
}

/** A closed meeting never changes; a correction is an annex that both officers sign. */
function annexes(state: RoomState, view: View, actions: Actions): Drawn {
  const drafted = section(view, "closing").annexes;
  const mayDraft = may(view, "DraftAnnex");
  if (drafted.length === 0 && !mayDraft) return nothing;
  const me = meOf(view).member;
  const text = draft(state, "annex-text").trim();
  const reason = draft(state, "annex-reason").trim();
  const save = () => {
    void actions.send("DraftAnnex", { annex: crypto.randomUUID(), text, reason }, "annex").then((done) => {
      if (done) for (const key of ["annex-text", "annex-reason"]) actions.dispatch({ type: "draft", key, text: null });
    });
  };
  return html`<section class="section" aria-labelledby="annexes"><div class="section__heading"><h2 id="annexes">${t("annex-title")}</h2></div>
    <ul class="rows rows--plain">${drafted.map((annex) => html`<li><p class="row__title">${annex.text}</p><p class="row__detail">${annex.reason} · ${t("annex-signed", { count: annex.signed_by.length })}</p>
      ${mayDraft && !annex.signed_by.includes(me) ? button({ text: t("annex-sign"), sending: isSending(state, annex.id), onPress: () => { void actions.send("SignAnnex", { annex: annex.id }, annex.id); } }) : nothing}</li>`)}</ul>
    ${mayDraft ? html`<details class="disclosure"><summary class="button">${icon("pencil")}<span>${t("annex-new")}</span></summary><div class="disclosure__sheet">
      ${textField(state, actions, "annex-text", t("annex-text"), { rows: 3 })}${textField(state, actions, "annex-reason", t("annex-reason"), { rows: 2 })}
      ${button({ text: t("annex-go"), sending: isSending(state, "annex"), ...(text === "" || reason === "" ? { reason: t("annex-missing") } : {}), onPress: save })}</div></details>` : nothing}</section>`;
}
