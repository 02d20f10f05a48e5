// The texts of the minutes: one editor for a gist, an item or a conclusion, and all of them again, step by step, for the
// corrections that are asked for when the minutes are read out.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../catalogue";
import { clock, givenName } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type Contribution, type Item, type View, contributions, holdsFloor, isMinuteTaker, items, nameOf, readsMinutes, stepNumber } from "../view";
import { type Actions, type Drawn, button, draft, isSending, textField } from "./parts";

const OPENED = "minutes-corrections";
const CHOSEN = "minutes-correction";

/** What a target ("gist:ID", "item:ID", "conclusion:ID") says now. */
function writtenIn(view: View, target: string): string {
  const { kind, id } = partsOf(target);
  if (kind === "gist") {
    const one = contributions(view).find((other) => other.id === id);
    return one?.gist ?? one?.written ?? "";
  }
  const item = items(view).find((one) => one.id === id);
  return (kind === "item" ? item?.text : item?.conclusion) ?? "";
}

function partsOf(target: string): { readonly kind: string; readonly id: string } {
  const colon = target.indexOf(":");
  return { kind: target.slice(0, colon), id: target.slice(colon + 1) };
}

/** The field of one text and its one button; `whenDone` follows once the text is in the minutes. */
export function drawText(state: RoomState, view: View, target: string, actions: Actions, whenDone?: () => void): TemplateResult {
  const key = `minutes-text-${target}`;
  const { kind, id } = partsOf(target);
  const start = writtenIn(view, target);
  const label = kind === "gist"
    ? t("minutes-gist-of", { name: givenName(nameOf(view, contributions(view).find((one) => one.id === id)?.member ?? "")) })
    : t(kind === "item" ? "minutes-item-text" : "minutes-conclusion-text");
  const write = () => {
    const text = draft(state, key, start);
    const [command, fields] = kind === "gist" ? ["WriteGist", { contribution: id, text }] as const
      : kind === "item" ? ["WriteItem", { item: id, text }] as const : ["WriteConclusion", { item: id, text }] as const;
    void actions.send(command, fields, "write").then((done) => {
      if (!done) return;
      actions.dispatch({ type: "draft", key, text: null });
      whenDone?.();
    });
  };
  return html`${textField(state, actions, key, label, { rows: 4, start })}
    ${writeButton(state, view, t("action-write"), write)}`;
}

/** The button that puts something into the minutes. */
export function writeButton(state: RoomState, view: View, text: string, onPress: () => void): TemplateResult {
  return button({ text, wide: true, sending: isSending(state, "write"), onPress, ...(isToWrite(state, view) ? { kind: "primary" as const } : {}) });
}

/** Whether writing is what this person should do next; the chair's next step, a turn and the reading come first. */
function isToWrite(state: RoomState, view: View): boolean {
  return isMinuteTaker(view) && (isCorrecting(state) || !(readsMinutes(view) || holdsFloor(view)));
}

/** Whether a text is being corrected below: its button is then the only primary one. */
export const isCorrecting = (state: RoomState): boolean => draft(state, OPENED) !== "" && draft(state, CHOSEN) !== "";

interface Group {
  readonly key: string;
  readonly title: string;
  readonly targets: readonly (readonly [target: string, label: string])[];
}

export function drawCorrections(state: RoomState, view: View, actions: Actions): Drawn {
  const groups = groupsOf(view);
  if (groups.length === 0) return nothing;
  const follow = (event: Event) => {
    actions.dispatch({ type: "draft", key: OPENED, text: (event.target as HTMLDetailsElement).open ? "open" : null });
  };
  return html`<details class="disclosure minutes__corrections" ?open=${draft(state, OPENED) !== ""} @toggle=${follow}>
    <summary class="button">${icon("pencil")}<span>${t("minutes-correct")}</span></summary>
    <div class="disclosure__sheet"><p class="room-panel__hint">${t("minutes-correct-hint")}</p>
      ${repeat(groups, (group) => group.key, (group) => html`<section class="minutes__group"><h3>${group.title}</h3>
        ${repeat(group.targets, ([target]) => target, ([target, label]) => drawOne(state, view, target, label, actions))}</section>`)}</div></details>`;
}

function drawOne(state: RoomState, view: View, target: string, label: string, actions: Actions): TemplateResult {
  const choose = (chosen: string | null) => { actions.dispatch({ type: "draft", key: CHOSEN, text: chosen }); };
  const stop = () => {
    actions.dispatch({ type: "draft", key: `minutes-text-${target}`, text: null });
    choose(null);
  };
  if (draft(state, CHOSEN) === target) {
    return html`<div class="minutes__correction">${drawText(state, view, target, actions, () => { choose(null); })}
      ${button({ text: t("minutes-correct-stop"), kind: "quiet", onPress: stop })}</div>`;
  }
  const words = writtenIn(view, target);
  return html`<div class="minutes__written"><p><strong>${label}</strong><br>${words === "" ? html`<span class="minutes__empty">${t("minutes-not-written")}</span>` : words}</p>
    ${button({ text: t("minutes-correct-one"), kind: "quiet", onPress: () => { choose(target); } })}</div>`;
}

/** Every step that was begun, with its text, what was said in it, and its conclusion; then what was said between steps. */
function groupsOf(view: View): readonly Group[] {
  const all = contributions(view);
  const steps = items(view).filter((item) => item.started_at !== null).map((item) => stepGroup(view, item, all));
  const between = all.filter((one) => one.item === null).map((one) => gistTarget(view, one));
  return between.length === 0 ? steps : [...steps, { key: "between", title: t("minutes-correct-between"), targets: between }];
}

function stepGroup(view: View, item: Item, all: readonly Contribution[]): Group {
  const said = all.filter((one) => one.item === item.id).map((one) => gistTarget(view, one));
  const targets = [[`item:${item.id}`, t("minutes-item-text")], ...said, [`conclusion:${item.id}`, t("minutes-conclusion-text")]] as const;
  return { key: item.id, title: t("minutes-target-earlier", { number: stepNumber(view, item.id), title: item.title }), targets };
}

const gistTarget = (view: View, one: Contribution): readonly [string, string] =>
  [`gist:${one.id}`, t("minutes-target-gist", { name: nameOf(view, one.member), time: clock(one.from_at) })];
