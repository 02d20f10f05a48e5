// The agenda as a spine: what is done and how long it took, what is on the table, what comes. Done stages fold.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { minutesBetween } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type Item, type View, items, meetingOf, may, section, stepNumber } from "../view";
import { type Actions, button, timeBar } from "./parts";

type Entry = { readonly kind: "item"; readonly item: Item } | { readonly kind: "stage"; readonly stage: Item["stage"]; readonly items: readonly Item[] };

const FOLD_AFTER = 7; // so many lines fit beside the stage of a laptop; longer programmes fold what is not near

export function drawAgenda(state: RoomState, view: View, actions: Actions): TemplateResult {
  return html`<h2 class="room-agenda__title">${t("agenda-title")}</h2>
    <p class="room-agenda__pace">${pace(state, view)}</p>
    <ol class="stepper room-agenda__steps" tabindex="0" aria-label=${t("agenda-title")}>${entries(view).map((entry) =>
      entry.kind === "stage" ? stageLine(state, entry.stage, entry.items) : itemLine(state, view, entry.item, actions))}</ol>
    <p class="room-agenda__secrets">${icon("lock")}<span>${t("room-secrets")}</span></p>`;
}

/** Every item by itself, for the sheet where the chair may jump and leave out. */
export function drawWholeAgenda(state: RoomState, view: View, actions: Actions): TemplateResult {
  return html`<p class="room-agenda__pace">${pace(state, view)}</p>
    <ol class="stepper">${items(view).map((item) => itemLine(state, view, item, actions, true))}</ol>
    ${may(view, "AddItem") ? button({ text: t("agenda-add"), icon: "plus", onPress: () => { actions.ask({ kind: "add-item" }); } }) : nothing}`;
}

function entries(view: View): readonly Entry[] {
  const all = items(view);
  const current = all.findIndex((item) => item.id === section(view, "agenda").current);
  const folded = all.length > FOLD_AFTER;
  return ["opening", "business", "closing"].flatMap((stage): Entry[] => {
    const own = all.filter((item) => item.stage === stage);
    if (own.length === 0) return [];
    const done = own.every(isDone);
    const toCome = own.every((item) => item.started_at === null && !item.skipped) && !own.some((item) => all.indexOf(item) <= current + 1);
    if (folded && own.length > 1 && (done || toCome) && current >= 0) {
      return [{ kind: "stage", stage: own[0]?.stage ?? "opening", items: own }];
    }
    return own.map((item) => ({ kind: "item", item }));
  });
}

const isDone = (item: Item): boolean => item.finished_at !== null || item.skipped;

function itemLine(state: RoomState, view: View, item: Item, actions: Actions, whole = false): TemplateResult {
  const now = item.id === section(view, "agenda").current;
  const kind = now ? "now" : isDone(item) ? "done" : "to-come";
  const used = item.started_at === null ? 0 : minutesBetween(item.started_at, item.finished_at ?? state.now);
  return html`<li class="stepper__step stepper__step--${kind}" aria-current=${now ? "step" : nothing}>
    <span class="stepper__mark">${kind === "done" ? icon(item.skipped ? "dash" : "check") : nothing}</span>
    <div class="room-agenda__step"><p class="stepper__name">${stepNumber(view, item.id)}. ${item.title}</p>
      <p class="stepper__detail">${detail(item, kind, used)}</p>
      ${now ? timeBar(used, item.minutes) : nothing}
      ${whole && !isDone(item) && may(view, "StartItem") ? (now ? finish(state, item, actions) : jump(state, item, actions)) : nothing}</div></li>`;
}

function detail(item: Item, kind: string, used: number): string {
  if (item.skipped) return t("agenda-skipped", { reason: item.reason ?? "" });
  const values = { real: used, planned: item.minutes };
  if (kind === "done") return t("agenda-done", values);
  return kind === "now" ? t("agenda-now", values) : t("agenda-planned", { minutes: item.minutes });
}

function finish(state: RoomState, item: Item, actions: Actions): TemplateResult {
  const key = `finish-${item.id}`;
  return html`<div class="button-row">${button({ text: t("agenda-finish"), sending: state.sending.has(key), onPress: () => { void actions.send("FinishItem", { item: item.id }, key); } })}</div>`;
}

function jump(state: RoomState, item: Item, actions: Actions): TemplateResult {
  const start = () => { void actions.send("StartItem", { item: item.id }, `start-${item.id}`).then((done) => { if (done) actions.closeDialog(); }); };
  const skip = () => {
    actions.ask({ kind: "reason", command: "SkipItem", fields: { item: item.id }, refused: "skip", sentence: t("agenda-skip-why", { title: item.title }) });
  };
  return html`<div class="button-row">${button({ text: t("agenda-start"), sending: state.sending.has(`start-${item.id}`), onPress: start })}
    ${button({ text: t("agenda-skip"), kind: "quiet", onPress: skip })}</div>`;
}

function stageLine(state: RoomState, stage: Item["stage"], own: readonly Item[]): TemplateResult {
  const done = own.every(isDone);
  const planned = own.reduce((sum, item) => sum + item.minutes, 0);
  const real = own.reduce((sum, item) => sum + (item.started_at === null ? 0 : minutesBetween(item.started_at, item.finished_at ?? state.now)), 0);
  const words = done ? t("agenda-stage-done", { steps: own.length, real, planned }) : t("agenda-stage-to-come", { steps: own.length, planned });
  return html`<li class="stepper__step stepper__step--${done ? "done" : "to-come"}">
    <span class="stepper__mark">${done ? icon("check") : nothing}</span>
    <div><p class="stepper__name room-agenda__stage">${t(`stage-${stage}`)}</p><p class="stepper__detail">${words}</p></div></li>`;
}

/** Once, at the top, in words: how far the meeting is from its plan. */
function pace(state: RoomState, view: View): string {
  const meeting = meetingOf(view);
  if (meeting.called_at === null) return t("agenda-not-begun");
  const used = minutesBetween(meeting.called_at, meeting.closed_at ?? state.now);
  const all = items(view);
  const before = all.filter((item) => isDone(item)).reduce((sum, item) => sum + item.minutes, 0);
  const now = all.find((item) => item.id === section(view, "agenda").current);
  const spent = now?.started_at == null ? 0 : minutesBetween(now.started_at, state.now);
  const late = used - before - Math.min(spent, now?.minutes ?? 0);
  if (late >= 2) return t("agenda-late", { minutes: late });
  return t("agenda-on-time");
}
