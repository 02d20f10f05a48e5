// Small parts that every panel draws with: buttons that send once, the count bar, notes, tags, time bars.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../catalogue";
import { type IconName, icon } from "../icons";
import type { Dialog, Fields, Happening, RoomState, Sheet } from "../room_state";
import type { Answer } from "../view";

export type Drawn = TemplateResult | typeof nothing;

/** What panels may ask the room to do. */
export interface Actions {
  /** Send a command once; `key` names the button that shows "Đang gửi". Resolves to true when it was done. */
  send(type: string, fields?: Fields, key?: string): Promise<boolean>;
  /** Seal and send a ballot; the choice never leaves this call unsealed. */
  sendBallot(question: string, answer: Answer, onBehalfOf: string | null, key: string): Promise<boolean>;
  dispatch(happening: Happening): void;
  ask(dialog: Dialog): void;
  closeDialog(): void;
  leave(): void;
  toggleMicrophone(): void;
  toggleCamera(): void;
  toggleScreen(): void;
  setAudioOnly(on: boolean): void;
  setTextOnly(on: boolean): void;
  setSimple(on: boolean): void;
  setLook(textSize: string, theme: string): void;
  tryAgain(): void;
}

export interface ButtonOptions {
  readonly text: string;
  readonly onPress: () => void;
  readonly kind?: "primary" | "quiet" | "grave";
  readonly icon?: IconName;
  readonly large?: boolean;
  readonly wide?: boolean;
  /** While this command is under way the button says so and takes no second press. */
  readonly sending?: boolean;
  /** Why it cannot be pressed now; stands beside it in words. */
  readonly reason?: string;
}

export function button(options: ButtonOptions): TemplateResult {
  const { kind, text, large, wide, sending = false, reason = "" } = options;
  const classes = ["button", kind ? `button--${kind}` : "", large ? "button--large" : "", wide ? "button--wide" : ""];
  const off = reason !== "";
  const press = () => { if (!sending && !off) options.onPress(); };
  const sign = sending ? icon("refresh", "icon--turning") : options.icon ? icon(options.icon) : nothing;
  return html`<button type="button" class=${classes.join(" ").trim()} aria-disabled=${off || sending ? "true" : nothing}
      ?data-sending=${sending} @click=${press}>${sign}<span>${sending ? t("room-sending") : text}</span></button>${
    off ? html`<span class="button-row__reason">${reason}</span>` : nothing}`;
}

/** One primary button that sends, and closes the dialog when it was done. */
export function submitButton(
  state: RoomState,
  actions: Actions,
  one: Omit<ButtonOptions, "onPress" | "sending" | "kind" | "large"> & { readonly command: string; readonly fields: () => Record<string, unknown>; readonly drafts?: readonly string[] },
): TemplateResult {
  const { command, fields, drafts = [], ...options } = one;
  const key = `dialog-${command}`;
  const press = () => {
    void actions.send(command, fields(), key).then((done) => {
      if (!done) return;
      for (const name of drafts) actions.dispatch({ type: "draft", key: name, text: null });
      actions.closeDialog();
    });
  };
  return html`<div class="button-row">${button({ ...options, kind: "primary", large: true, sending: isSending(state, key), onPress: press })}</div>`;
}

export interface CountOptions {
  readonly filled: number;
  readonly total: number;
  readonly needed?: number;
  readonly open?: number;
  readonly against?: number;
  readonly labelled?: boolean;
  readonly size?: "small" | "large";
  readonly said: string;
}

const MANY = 31; // from here on cells get thin gaps and borders

export function countBar(options: CountOptions): TemplateResult {
  const { filled, total, needed = 0, open = 0, against = 0, labelled = false, size, said } = options;
  const classes = ["count-bar", size ? `count-bar--${size}` : "", total >= MANY ? "count-bar--many" : ""];
  if (labelled && needed > 0) classes.push("count-bar--labelled");
  const kind = (cell: number): string => {
    if (cell <= filled) return "count-bar__cell--full";
    if (cell <= filled + against) return "count-bar__cell--against";
    return cell <= filled + against + open ? "" : "count-bar__cell--absent";
  };
  const notch = labelled
    ? html`<span class="count-bar__notch"><span class="count-bar__needed">${t("count-needed", { needed })}</span></span>`
    : html`<span class="count-bar__notch"></span>`;
  const cells = Array.from({ length: total }, (_, place) => place + 1);
  return html`<div class=${classes.join(" ")} role="img" aria-label=${said}>${cells.map(
    (cell) => html`<span class="count-bar__cell ${kind(cell)}"></span>${cell === needed ? notch : nothing}`,
  )}</div>`;
}

export function countKey(entries: readonly (readonly [string, string])[]): TemplateResult {
  return html`<ul class="count-key">${entries.map(
    ([kind, text]) => html`<li class="count-key__entry"><span class="count-key__cell count-bar__cell ${
      kind === "open" ? "" : `count-bar__cell--${kind}`}" aria-hidden="true"></span>${text}</li>`,
  )}</ul>`;
}

export function note(kind: "quiet" | "attention" | "error", text: TemplateResult | string, sign?: IconName): TemplateResult {
  const own: IconName = kind === "error" ? "error" : kind === "attention" ? "attention" : "circle-check";
  return html`<div class="note ${kind === "quiet" ? "" : `note--${kind}`}">${icon(sign ?? own)}<div class="note__text">${text}</div></div>`;
}

/** What was refused, or what happened to this member; a refusal inside a dialog is shown there. */
export function drawNotice(state: RoomState, actions: Actions): Drawn {
  if (state.notice === null || (state.dialog !== null && state.notice.kind === "error")) return nothing;
  return html`<div class="room-notice">${note(state.notice.kind, state.notice.text)}
    ${button({ text: t("notice-seen"), kind: "quiet", onPress: () => { actions.dispatch({ type: "notice", notice: null }); } })}</div>`;
}

/** The same in fewer words where a phone has no room for all of them. */
export function inShort(whole: string, short: string): TemplateResult {
  return whole === short ? html`${whole}` : html`<span class="said-whole">${whole}</span><span class="said-short">${short}</span>`;
}

export function tag(text: string | TemplateResult, kind: "" | "solid" | "gold" | "due" = "", sign?: IconName): TemplateResult {
  return html`<span class="tag ${kind ? `tag--${kind}` : ""}">${sign ? icon(sign) : nothing}${text}</span>`;
}

/** A bar of time used: `part` of `whole` seconds or minutes. The end line in ink keeps it readable without colour. */
export function timeBar(part: number, whole: number, gold = false): TemplateResult {
  const share = whole <= 0 ? 0 : Math.min(1, Math.max(0, part / whole));
  const length = `inline-size: ${(100 * share).toFixed(1)}%`; // as a property: the policy forbids style attributes
  return html`<div class="room-bar ${gold ? "room-bar--gold" : ""}" aria-hidden="true"><div class="room-bar__done" .style=${length}></div></div>`;
}

export function facts(entries: readonly (readonly [string, string | number])[]): TemplateResult {
  return html`<dl class="facts">${entries.map(([name, figure]) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`)}</dl>`;
}

/** A text field whose words live in the state, so that a patch never takes them away. */
export function textField(
  state: RoomState,
  actions: Actions,
  key: string,
  label: string,
  options: { readonly rows?: number; readonly hint?: string; readonly type?: string; readonly start?: string; readonly beside?: string } = {},
): TemplateResult {
  const value = draft(state, key, options.start ?? "");
  const write = (event: Event) => {
    actions.dispatch({ type: "draft", key, text: (event.target as HTMLInputElement).value });
  };
  const hint = options.hint ? html`<p class="field__hint" id="hint-${key}">${options.hint}</p>` : nothing;
  const described = [options.hint ? `hint-${key}` : "", options.beside ? `beside-${key}` : ""].filter((id) => id !== "").join(" ") || nothing;
  const input = options.rows
    ? html`<textarea class="field__input" id="field-${key}" rows=${options.rows} .value=${value} @input=${write}
        aria-describedby=${described}></textarea>`
    : html`<input class="field__input" id="field-${key}" type=${options.type ?? "text"} .value=${value} @input=${write}
        aria-describedby=${described}>`;
  return html`<div class="field"><label class="field__label" for="field-${key}">${label}</label>${hint}${
    options.beside ? html`<span class="field__row">${input}<span class="field__beside" id="beside-${key}">${options.beside}</span></span>` : input}</div>`;
}

export function selectField(
  state: RoomState,
  actions: Actions,
  key: string,
  label: string,
  options: readonly (readonly [string, string])[],
  start = "",
): TemplateResult {
  const value = draft(state, key, start);
  const choose = (event: Event) => {
    actions.dispatch({ type: "draft", key, text: (event.target as HTMLSelectElement).value });
  };
  return html`<div class="field"><label class="field__label" for="field-${key}">${label}</label>
    <span class="field__select"><select class="field__input" id="field-${key}" @change=${choose}>
      ${repeat(options, ([option]) => option, ([option, text]) => html`<option value=${option} ?selected=${option === value}>${text}</option>`)}
    </select>${icon("unfold")}</span></div>`;
}

export function choiceField(
  state: RoomState,
  actions: Actions,
  key: string,
  label: string,
  options: readonly (readonly [string, string])[],
  start: string,
): TemplateResult {
  const value = draft(state, key, start);
  return html`<fieldset class="choice-group"><legend class="choice-group__label">${label}</legend>
    <div class="choice-group__choices">${options.map(([option, text]) => html`<label class="choice"><input class="choice__input"
      type="radio" name=${key} value=${option} .checked=${option === value}
      @change=${() => { actions.dispatch({ type: "draft", key, text: option }); }}><span>${text}</span></label>`)}</div></fieldset>`;
}

/** The words written so far under that key; `start` before anything was written. */
export const draft = (state: RoomState, key: string, start = ""): string => state.drafts.get(key) ?? start;

export const isSending = (state: RoomState, key: string): boolean => state.sending.has(key);

export const sheet = (actions: Actions, name: Sheet) => (): void => { actions.ask({ kind: "sheet", sheet: name }); };
