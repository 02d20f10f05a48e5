// The floor: who speaks and how long still, who waits and in which order; what the chair may do about it.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../catalogue";
import { countdown, givenName, minutesBetween, secondsLeft } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type View, contributions, floorOf, holdsFloor, isLost, may, meOf, meetingOf, nameOf, people, personOf, placeName, section } from "../view";
import { type Actions, type Drawn, button, facts, isSending, timeBar } from "./parts";

export const SOON_OVER_S = 30;

export function drawFloor(state: RoomState, view: View, actions: Actions): TemplateResult {
  return html`<div class="floor">${drawTurn(state, view, actions)}${drawQueue(state, view, actions)}</div>${drawRollInShort(view)}`;
}

export function drawTurn(state: RoomState, view: View, actions: Actions): TemplateResult {
  const floor = floorOf(view);
  if (floor.turn === null) return nobodySpeaks(state, view, actions);
  const { turn } = floor;
  const left = secondsLeft(turn.since_at, turn.limit_s, state.now);
  const turns = contributions(view).filter((one) => one.member === turn.member && one.written === null).length;
  return html`<section class="floor-turn" aria-label=${t("floor-now")}>
    <p class="floor-turn__top"><strong>${nameOf(view, turn.member)}</strong>
      <span>${t("floor-turn-of", { turn: turns, minutes: Math.round(turn.limit_s / 60) })}</span></p>
    <p class="floor-turn__clock ${left < 0 ? "floor-turn__clock--over" : ""}"><span class="floor-turn__figure" role="timer">${left < 0 ? t("floor-over", { time: countdown(left) }) : countdown(left)}</span>
      <span class="floor-turn__word">${left < 0 ? "" : t(left <= SOON_OVER_S ? "floor-soon-over" : "floor-left")}</span></p>
    ${timeBar(turn.limit_s - left, turn.limit_s, true)}
    ${turnButtons(state, view, actions)}</section>`;
}

function turnButtons(state: RoomState, view: View, actions: Actions): Drawn {
  if (may(view, "EndFloor")) {
    return html`<div class="floor-turn__buttons">
      ${button({ text: t("action-extend-turn"), sending: isSending(state, "extend"), onPress: () => { void actions.send("ExtendFloor", { seconds: 60 }, "extend"); } })}
      ${button({ text: t("action-end-turn"), sending: isSending(state, "end"), onPress: () => { void actions.send("EndFloor", {}, "end"); } })}</div>`;
  }
  if (!holdsFloor(view)) return nothing;
  return html`<div class="floor-turn__buttons">${button({ text: t("action-yield"), wide: true, sending: isSending(state, "yield"),
    onPress: () => { void actions.send("YieldFloor", {}, "yield"); } })}</div>`;
}

function nobodySpeaks(state: RoomState, view: View, actions: Actions): TemplateResult {
  const free = floorOf(view).free_discussion;
  const toggle = free ? "CloseFreeDiscussion" : "OpenFreeDiscussion";
  const face = meetingOf(view).phase === "gathering" ? "gathering" : free ? "free" : "nobody";
  return html`<section class="floor-turn"><h2 class="floor-turn__nobody">${t(`floor-${face}`)}</h2>
    <p class="floor-turn__word">${t(`floor-${face}-detail`)}</p>
    ${may(view, toggle) ? html`<div class="floor-turn__buttons">
      ${button({ text: t("action-give-to"), onPress: () => { actions.ask({ kind: "give-floor" }); } })}
      ${button({ text: t(free ? "action-close-free" : "action-open-free"), sending: isSending(state, toggle), onPress: () => { void actions.send(toggle, {}, toggle); } })}</div>` : nothing}</section>`;
}

export function drawQueue(state: RoomState, view: View, actions: Actions): TemplateResult {
  const { queue, last_reordering: reordered } = floorOf(view);
  const own = meOf(view).member;
  return html`<section class="floor-queue" aria-label=${t("floor-waiting", { count: queue.length })}>
    <div class="floor-queue__top"><h2>${t("floor-waiting", { count: queue.length })}</h2>
      ${queue.length > 0 && may(view, "ReorderFloor") ? button({ text: t("action-reorder"), kind: "quiet", onPress: () => { actions.ask({ kind: "reorder", order: queue.map((one) => one.member) }); } }) : nothing}</div>
    ${queue.length === 0 ? html`<p class="floor-queue__empty">${t("floor-nobody-waits")}</p>` : nothing}
    <ol class="floor-queue__list">${repeat(queue, (one) => one.member, (one, place) => html`<li class="floor-queue__one ${one.member === own ? "floor-queue__one--own" : ""}">
      <span class="floor-queue__place">${place + 1}</span>
      <span><span class="floor-queue__name">${nameOf(view, one.member)}</span><span class="floor-queue__detail">${queueDetail(state, view, one)}</span></span></li>`)}</ol>
    ${askOtherwise(state, view, actions)}
    ${askForMySite(state, view, actions)}
    ${reordered !== null && queue.length > 0 ? html`<p class="floor-queue__reordered">${t("floor-reordered", { reason: reordered.reason })}</p>` : nothing}</section>`;
}

const OTHER_KINDS = ["question", "reply", "point_of_order"] as const;

/** The hand in the bar asks for a speech; the other kinds are asked for here. */
function askOtherwise(state: RoomState, view: View, actions: Actions): Drawn {
  const me = meOf(view);
  if (!may(view, "AskForFloor") || me.place !== null || holdsFloor(view)) return nothing;
  return html`<details class="disclosure floor-queue__kinds"><summary>${t("floor-ask-otherwise")}${icon("unfold")}</summary><div class="disclosure__sheet button-row">${OTHER_KINDS.map((kind) =>
    button({ text: t(`floor-ask-${kind}`), sending: isSending(state, "hand"), onPress: () => { void actions.send("AskForFloor", { kind }, "hand"); } }))}</div></details>`;
}

/** Those at my site speak through this line, and ask for the floor through it. */
function askForMySite(state: RoomState, view: View, actions: Actions): Drawn {
  const speaker = floorOf(view).turn?.member;
  const kept = meOf(view).keeps.filter((member) => member !== speaker);
  if (kept.length === 0 || !may(view, "AskForFloor")) return nothing;
  const one = (member: string): TemplateResult => {
    const up = floorOf(view).queue.some((waiting) => waiting.member === member);
    const key = `hand-${member}`;
    return button({ text: t(up ? "floor-site-withdraw" : "floor-site-ask", { name: givenName(nameOf(view, member)) }), icon: "hand", sending: isSending(state, key),
      onPress: () => { void actions.send(up ? "WithdrawRequest" : "AskForFloor", { on_behalf_of: member }, key); } });
  };
  return html`<details class="disclosure floor-queue__kinds"><summary>${t("floor-site")}${icon("unfold")}</summary><div class="disclosure__sheet button-row">${kept.map(one)}</div></details>`;
}

function queueDetail(state: RoomState, view: View, one: { readonly member: string; readonly kind: string; readonly asked_at: string }): string {
  const person = personOf(view, one.member);
  const where = person?.standing === "probationary" ? t("roll-probationary-one") : person ? placeName(view, person) : "";
  const kind = one.kind === "speech" ? "" : t(`floor-kind-${one.kind}`);
  const wait = t("floor-waits", { minutes: minutesBetween(one.asked_at, state.now) });
  return [kind, where, wait].filter((part) => part !== "").join(" · ");
}

/** The roll in four figures, under the queue. */
function drawRollInShort(view: View): TemplateResult {
  const counts = section(view, "counts");
  const lost = people(view).filter((one) => isLost(view, one)).length;
  return html`<section class="room-panel__foot" aria-labelledby="short-roll"><h2 id="short-roll">${t("roll-title")}</h2>
    ${facts([
      [t("roll-official-present"), `${counts.official_present}/${counts.base}`],
      [t("roll-probationary-present"), counts.probationary_present],
      [t("roll-excused"), counts.excused],
    ])}
    ${lost === 0 ? nothing : html`<dl class="facts facts--due"><div><dt>${t("roll-lost")}</dt><dd>${lost}</dd></div></dl>`}</section>`;
}
