// Everything the room asks in a dialog of its own. One at a time; Escape puts it away; the browser keeps the focus in.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import type { Dialog, RoomState } from "../room_state";
import { type Listed, type View, currentItem, floorFor, isMember, isOfficer, items, meOf, nameOf, people, personOf, plannedLimitS, section, stepNumber } from "../view";
import { drawCloseDialog, drawScore } from "./closing";
import { type Actions, button, choiceField, draft, isSending, note, selectField, submitButton, textField } from "./parts";
import { drawRecordingDialog } from "./recording";
import { drawSheet } from "./sheets";
import { drawOpenVote, drawStateVote } from "./vote_dialogs";

export function drawDialog(state: RoomState, view: View, actions: Actions): TemplateResult | typeof nothing {
  const { dialog } = state;
  if (dialog === null) return nothing;
  const [title, body] = contents(state, view, dialog, actions);
  const sheet = dialog.kind === "sheet";
  return html`<dialog class="dialog ${sheet ? "dialog--sheet" : ""}" data-modal aria-labelledby="dialog-title" @close=${() => { actions.closeDialog(); }}>
    <div class="dialog__head"><h2 class="dialog__title" id="dialog-title">${title}</h2>
      ${button({ text: t("dialog-close"), kind: "quiet", icon: "close", onPress: () => { actions.closeDialog(); } })}</div>
    ${state.notice?.kind === "error" ? note("error", state.notice.text) : nothing}
    <div class="dialog__body">${body}</div></dialog>`;
}

function contents(state: RoomState, view: View, dialog: Dialog, actions: Actions): readonly [string, TemplateResult] {
  switch (dialog.kind) {
    case "leave":
      return [t("leave-title"), drawLeave(view, actions)];
    case "open-vote":
      return [t("open-vote-title"), drawOpenVote(state, view, dialog, actions)];
    case "state-vote":
      return [t("state-vote-title", { name: nameOf(view, dialog.member) }), drawStateVote(state, view, dialog, actions)];
    case "reason":
      return [t("reason-title"), drawReason(state, dialog, actions)];
    case "confirm":
      return [t("confirm-title"), drawConfirm(state, dialog, actions)];
    case "choose-minute-taker":
      return [t("choose-taker-title"), drawChoose(state, view, "AppointMinuteTaker", t("choose-taker-label"), actions)];
    case "hand-over-chair":
      return [t("hand-over-title"), drawChoose(state, view, "HandOverChair", t("hand-over-label"), actions)];
    case "give-floor":
      return [t("give-floor-title"), drawGiveFloor(state, view, actions)];
    case "reorder":
      return [t("reorder-title"), drawReorder(state, view, dialog.order, actions)];
    case "correct":
      return [t("correct-title"), drawCorrect(state, view, actions)];
    case "check-in":
      return isMember(view) ? [t("check-in-title"), drawCheckIn(state, view, actions)] : [t("say-site"), drawSaySite(state, view, actions)];
    case "add-item":
      return [t("add-item-title"), drawAddItem(state, view, actions)];
    case "recording":
      return [t("recording-title"), drawRecordingDialog(state, view, actions)];
    case "opinion":
      return [t("opinion-title"), drawOpinion(state, view, actions)];
    case "reserve":
      return [t("reserve-title"), drawReserve(state, dialog.question, actions)];
    case "score":
      return [t("score-title"), drawScore(state, view, actions)];
    case "close":
      return [t(section(view, "meeting").phase === "gathering" ? "close-room-title" : "close-title"), drawCloseDialog(state, view, actions)];
    case "sheet":
      return [t(`sheet-${dialog.sheet}`), drawSheet(state, view, dialog.sheet, actions)];
  }
}

function drawLeave(view: View, actions: Actions): TemplateResult {
  const chair = section(view, "meeting").chair === meOf(view).member;
  return html`<p>${t(chair ? "leave-chair" : "leave-member")}</p>
    <div class="button-row">${button({ text: t("control-leave"), kind: "grave", icon: "leave", large: true, onPress: () => { actions.leave(); } })}
      ${button({ text: t("leave-stay"), large: true, onPress: () => { actions.closeDialog(); } })}</div>`;
}

/** The rules asked for a reason: it goes into the minutes, and the same command is sent again with it. */
function drawReason(state: RoomState, dialog: Extract<Dialog, { kind: "reason" }>, actions: Actions): TemplateResult {
  const text = draft(state, "reason").trim();
  return html`<p class="dialog__lead">${dialog.sentence}</p>
    ${textField(state, actions, "reason", t("reason-label"), { rows: 3, hint: t("reason-hint") })}
    ${submitButton(state, actions, { text: t("reason-go"), command: dialog.command, drafts: ["reason"],
      ...(text === "" ? { reason: t("reason-missing") } : {}), fields: () => ({ ...dialog.fields, reason: text }) })}`;
}

const CONFIRMS: Readonly<Record<string, string>> = { "speakers-waiting": "everyone_heard", "secret-few-confirm": "may_reveal", "secret-again-confirm": "again" };

export const isConfirmable = (refused: string): boolean => refused in CONFIRMS;

function drawConfirm(state: RoomState, dialog: Extract<Dialog, { kind: "confirm" }>, actions: Actions): TemplateResult {
  const field = CONFIRMS[dialog.refused] ?? "";
  return html`<p class="dialog__lead">${dialog.sentence}</p>
    ${submitButton(state, actions, { text: t(`confirm-${dialog.refused}`), command: dialog.command, fields: () => ({ ...dialog.fields, [field]: true }) })}`;
}

function drawChoose(state: RoomState, view: View, command: string, label: string, actions: Actions): TemplateResult {
  const here = people(view).filter((one) => isHere(one) && one.seat === "member");
  const options = here.filter((one) => one.id !== section(view, "meeting").chair || command !== "HandOverChair").map((one) => [one.id, one.name] as const);
  const key = `choose-${command}`;
  const first = options[0]?.[0] ?? "";
  return html`${selectField(state, actions, key, label, options, first)}
    ${submitButton(state, actions, { text: t(`choose-${command}`), command, drafts: [key], fields: () => ({ member: draft(state, key, first) }) })}`;
}

const isHere = (one: Listed): boolean => one.connected || one.state === "present";

const TURN_MINUTES = [2, 3, 5, 10] as const;
const USUAL_MINUTES = 3;

/** Whom the chair invites, and for how long: whoever presents the current item has its planned time. */
function drawGiveFloor(state: RoomState, view: View, actions: Actions): TemplateResult {
  const options = people(view).filter(isHere).map((one) => [one.id, one.name] as const);
  const first = options[0]?.[0] ?? "";
  const member = draft(state, "give-member", first);
  const planned = plannedLimitS(view, member);
  const start = planned === null ? USUAL_MINUTES : planned / 60;
  const lengths = [...new Set([...TURN_MINUTES, start])].sort((one, other) => one - other).map(String);
  const key = `give-minutes-${member}`; // chosen for this member only: somebody else has another planned time
  const minutes = draft(state, key, String(start));
  const words = (length: string) => t(planned !== null && Number(length) === start ? "give-floor-planned" : "give-floor-minutes", { minutes: Number(length) });
  return html`${selectField(state, actions, "give-member", t("give-floor-label"), options, first)}
    ${choiceField(state, actions, key, t("give-floor-time"), lengths.map((one) => [one, words(one)] as const), String(start))}
    ${submitButton(state, actions, { text: t("give-floor-go"), command: "GiveFloor", drafts: ["give-member", key],
      fields: () => ({ member, limit_s: Number(minutes) * 60 }) })}`;
}

function drawReorder(state: RoomState, view: View, order: readonly string[], actions: Actions): TemplateResult {
  const move = (place: number, by: number) => () => {
    const changed = [...order];
    const [taken] = changed.splice(place, 1);
    if (taken !== undefined) changed.splice(place + by, 0, taken);
    actions.ask({ kind: "reorder", order: changed });
  };
  const text = draft(state, "reason").trim();
  return html`<ol class="dialog__order">${order.map((member, place) => html`<li><span>${place + 1}. ${nameOf(view, member)}</span><span class="button-row">
      ${button({ text: t("action-invite"), sending: isSending(state, `give-${member}`), onPress: () => { void actions.send("GiveFloor", floorFor(view, member), `give-${member}`).then((done) => { if (done) actions.closeDialog(); }); } })}
      ${place > 0 ? button({ text: t("reorder-up"), icon: "up", onPress: move(place, -1) }) : nothing}
      ${place < order.length - 1 ? button({ text: t("reorder-down"), icon: "down", onPress: move(place, 1) }) : nothing}</span></li>`)}</ol>
    ${textField(state, actions, "reason", t("reorder-why"), { rows: 2, hint: t("reorder-hint") })}
    ${submitButton(state, actions, { text: t("reorder-go"), command: "ReorderFloor", drafts: ["reason"], ...(text === "" ? { reason: t("reason-missing") } : {}), fields: () => ({ order, reason: text }) })}`;
}

const STATES = ["present", "absent_with_reason", "absent_without_reason"] as const;

function drawCorrect(state: RoomState, view: View, actions: Actions): TemplateResult {
  const members = people(view).filter((one) => one.seat === "member").map((one) => [one.id, one.name] as const);
  const first = members[0]?.[0] ?? "";
  const text = draft(state, "reason").trim();
  return html`<p class="dialog__lead">${t("correct-lead")}</p>
    ${selectField(state, actions, "correct-member", t("correct-member"), members, first)}
    ${selectField(state, actions, "correct-state", t("correct-state"), STATES.map((one) => [one, t(`state-${one}`)] as const), "present")}
    ${textField(state, actions, "reason", t("reason-label"), { rows: 2 })}
    ${submitButton(state, actions, { text: t("correct-go"), command: "CorrectAttendance", drafts: ["reason"], ...(text === "" ? { reason: t("reason-missing") } : {}),
      fields: () => ({ member: draft(state, "correct-member", first), state: draft(state, "correct-state", "present"), reason: text }) })}`;
}

/** Guests and observers vouch for nobody, but where they sit together one microphone is open for them, too. */
function drawSaySite(state: RoomState, view: View, actions: Actions): TemplateResult {
  const [field, site] = siteField(state, view, actions);
  return html`<p class="dialog__lead">${t("say-site-lead")}</p>
    ${field}
    ${submitButton(state, actions, { text: t("check-in-site-go"), command: "CheckIn", drafts: ["check-in-site"],
      ...(site === (meOf(view).site ?? "") ? { reason: t("say-site-which") } : {}),
      fields: () => ({ members: [], site: site || null }) })}`;
}

/** Return the choice of a site, and the site chosen: the usual one until another was said. */
function siteField(state: RoomState, view: View, actions: Actions): [TemplateResult, string] {
  const me = meOf(view);
  const sites = [["", t("check-in-no-site")] as const, ...section(view, "sites").map((site) => [site.id, site.name] as const)];
  const start = me.site ?? personOf(view, me.member)?.site ?? "";
  return [selectField(state, actions, "check-in-site", t("check-in-site"), sites, start), draft(state, "check-in-site", start)];
}

/** Members who sit behind this connection: each is a line of the roll of his own. */
function drawCheckIn(state: RoomState, view: View, actions: Actions): TemplateResult {
  const me = meOf(view);
  const free = people(view).filter((one) => one.seat === "member" && !one.connected && one.id !== me.member);
  const kept = people(view).filter((one) => me.keeps.includes(one.id) && one.connected);
  const chosen = free.filter((one) => draft(state, `check-in-${one.id}`) === "yes").map((one) => one.id);
  const [field, site] = siteField(state, view, actions);
  const box = (id: string, name: string) => html`<label class="choice"><input class="choice__input" type="checkbox" .checked=${chosen.includes(id)}
    @change=${(event: Event) => { actions.dispatch({ type: "draft", key: `check-in-${id}`, text: (event.target as HTMLInputElement).checked ? "yes" : null }); }}><span>${name}</span></label>`;
  return html`<p class="dialog__lead">${t("check-in-lead")}${isOfficer(view) ? nothing : html` ${t("check-in-confirmed")}`}</p>
    ${kept.length === 0 ? nothing : html`<ul class="dialog__order">${kept.map((one) => html`<li><span>${one.name}</span>${button({ text: t("check-out"), sending: isSending(state, one.id), onPress: () => { void actions.send("CheckOut", { member: one.id }, one.id); } })}</li>`)}</ul>`}
    ${field}
    <fieldset class="choice-group"><legend class="choice-group__label">${t("check-in-who")}</legend><div class="choice-group__choices">${free.map((one) => box(one.id, one.name))}</div></fieldset>
    <p class="dialog__lead">${t("check-in-own-machine")}</p>
    ${submitButton(state, actions, { text: t(chosen.length === 0 ? "check-in-site-go" : "check-in-go"), command: "CheckIn", drafts: ["check-in-site", ...free.map((one) => `check-in-${one.id}`)],
      ...(chosen.length === 0 && site === (me.site ?? "") ? { reason: t("check-in-nobody") } : {}),
      fields: () => ({ members: chosen, site: site || null }) })}`;
}

const ITEM_MINUTES = "10";

/** A further item, after the current one; once the programme is adopted the rules ask for the reason. */
function drawAddItem(state: RoomState, view: View, actions: Actions): TemplateResult {
  const all = items(view);
  const start = currentItem(view)?.id ?? all.filter((one) => one.stage === "business").at(-1)?.id ?? all.at(-1)?.id ?? "";
  const title = draft(state, "item-title").trim();
  const places = all.map((one) => [one.id, `${stepNumber(view, one.id)}. ${one.title}`] as const);
  return html`${textField(state, actions, "item-title", t("add-item-name"))}
    <div class="field-columns">${textField(state, actions, "item-minutes", t("add-item-minutes"), { type: "number", start: ITEM_MINUTES })}
      ${selectField(state, actions, "item-after", t("add-item-after"), places, start)}</div>
    ${choiceField(state, actions, "item-vote", t("add-item-vote"), [["no", t("add-item-without")], ["yes", t("add-item-with")]], "no")}
    ${submitButton(state, actions, { text: t("add-item-go"), command: "AddItem", drafts: ["item-title", "item-minutes", "item-after", "item-vote"],
      ...(title === "" ? { reason: t("add-item-empty") } : {}),
      fields: () => ({ item: crypto.randomUUID(), after: draft(state, "item-after", start), title, minutes: Math.trunc(Number(draft(state, "item-minutes", ITEM_MINUTES))), needs_vote: draft(state, "item-vote") === "yes" }) })}`;
}

function drawOpinion(state: RoomState, view: View, actions: Actions): TemplateResult {
  const item = currentItem(view);
  const text = draft(state, "opinion").trim();
  return html`<p class="dialog__lead">${t("opinion-lead", { title: item?.title ?? "–" })}</p>
    ${textField(state, actions, "opinion", t("opinion-label"), { rows: 5, hint: t("room-secrets") })}
    ${submitButton(state, actions, { text: t("opinion-go"), command: "SubmitWrittenOpinion", drafts: ["opinion"], ...(text === "" ? { reason: t("opinion-empty") } : {}), fields: () => ({ text }) })}`;
}

function drawReserve(state: RoomState, question: string, actions: Actions): TemplateResult {
  const text = draft(state, "reserve").trim();
  return html`<p class="dialog__lead">${t("reserve-lead")}</p>
    ${textField(state, actions, "reserve", t("reserve-label"), { rows: 4 })}
    ${submitButton(state, actions, { text: t("reserve-go"), command: "ReserveOpinion", drafts: ["reserve"], ...(text === "" ? { reason: t("opinion-empty") } : {}), fields: () => ({ question, text }) })}`;
}
