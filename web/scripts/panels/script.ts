// One next thing for each person: the chair's words and button, the minute-taker's task, a member's own turn.
import { type TemplateResult, html, nothing } from "lit";
import { hasSentence, t } from "../catalogue";
import { givenName, language, percent, secondsLeft } from "../format";
import type { Dialog, Fields, RoomState } from "../room_state";
import { type ScriptStep, type View, contributions, currentItem, floorFor, floorOf, holdsFloor, isChair, isMinuteTaker, items, may, meOf, meetingOf, nameOf, openVote, personOf, placeName, readsMinutes, stepNumber } from "../view";
import { isCorrecting } from "./minutes_texts";
import { type Actions, type Drawn, button, isSending, sheet } from "./parts";

const QUIET_STEPS = 1; // the others are one press away, in the panels
const IN_THE_FLOOR_CARD = new Set(["EndFloor", "ExtendFloor"]);

export function drawScript(state: RoomState, view: View, actions: Actions): Drawn {
  if (isChair(view)) return chairScript(state, view, actions);
  if (isMinuteTaker(view)) return minuteTakerScript(state, view, actions);
  return memberScript(state, view, actions);
}

function chairScript(state: RoomState, view: View, actions: Actions): Drawn {
  const script = meOf(view).script;
  if (script === null) return nothing;
  const [first, ...others] = script.steps;
  const rest = others.filter((step) => !IN_THE_FLOOR_CARD.has(step.command));
  const words = { ...script.params, ...spoken(script.params) };
  return html`<section class="room-script" aria-labelledby="script-title">
    <div class="room-script__text"><h2 class="room-script__label" id="script-title">${t("script-label")}</h2>
      <p class="room-script__words">${t(scriptKey(script.code, script.params), words)}</p></div>
    <div class="room-script__actions">
      ${first ? stepButton(state, view, first, actions, true) : nothing}
      ${rest.slice(0, QUIET_STEPS).map((step) => stepButton(state, view, step, actions, false))}
      ${rest.length === 0 ? button({ text: t("script-see-steps"), kind: "quiet", onPress: sheet(actions, "agenda") }) : nothing}</div></section>`;
}

/** Some sentences have a second form: with somebody who prepares, with a place. */
function scriptKey(code: string, params: Readonly<Record<string, string | number>>): string {
  const fuller = `script-${code}-following`;
  return params["following"] && hasSentence(fuller) ? fuller : `script-${code}`;
}

function spoken(params: Readonly<Record<string, string | number>>): Record<string, string> {
  const share = typeof params["in_favour"] === "number" && typeof params["base"] === "number"
    ? percent(params["in_favour"], params["base"], language()) : "";
  const place = typeof params["place"] === "string" && params["place"] !== "" ? `, ${params["place"]},` : "";
  const given = (key: string): string => (typeof params[key] === "string" ? givenName(params[key]) : "");
  return { share, place, given: given("name"), givenspeaker: given("speaker") };
}

function stepButton(state: RoomState, view: View, step: ScriptStep, actions: Actions, primary: boolean): TemplateResult {
  const key = `script-${step.label}`;
  const name = typeof step.params["name"] === "string" ? givenName(step.params["name"]) : "";
  const number = typeof step.fields["item"] === "string" ? stepNumber(view, step.fields["item"]) : 0;
  return button({
    text: t(`action-${step.label}`, { ...step.params, given: name, number }),
    kind: primary ? "primary" : "quiet",
    ...(primary ? { icon: step.command.startsWith("Close") ? "check" as const : "arrow" as const, large: true } : {}),
    sending: isSending(state, key),
    onPress: () => { press(view, step, actions, key); },
  });
}

function press(view: View, step: ScriptStep, actions: Actions, key: string): void {
  const dialog = dialogOf(view, step);
  if (dialog !== null) actions.ask(dialog);
  else void actions.send(step.command, fieldsOf(view, step), key);
}

function fieldsOf(view: View, step: ScriptStep): Fields {
  const member = textOf(step.fields["member"]);
  return step.command === "GiveFloor" && member !== null ? { ...step.fields, ...floorFor(view, member) } : step.fields;
}

/** Steps that need more than a press. */
function dialogOf(view: View, step: ScriptStep): Dialog | null {
  switch (step.command) {
    case "OpenVote":
      return { kind: "open-vote", item: textOf(step.fields["item"]) ?? currentItem(view)?.id ?? null, matter: textOf(step.fields["matter"]) ?? "resolution" };
    case "AppointMinuteTaker":
      return "member" in step.fields ? null : { kind: "choose-minute-taker" };
    case "RecordScore":
      return { kind: "score" };
    case "CloseMeeting":
      return { kind: "close" };
    default:
      return null;
  }
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

function minuteTakerScript(state: RoomState, view: View, actions: Actions): TemplateResult {
  const item = currentItem(view);
  const own = memberLine(state, view);
  const written = contributions(view).filter((one) => one.item === (item?.id ?? null) && one.gist !== null).length;
  const next = floorOf(view).queue[0];
  const person = next ? personOf(view, next.member) : undefined;
  const reading = readsMinutes(view);
  const words = own ?? (person ? t("minutes-task-next", { written, name: person.name, place: placeName(view, person) }) : t("minutes-task", { written }));
  return card(t("minutes-task-label", { number: item ? stepNumber(view, item.id) : 0, between: item ? "no" : "yes" }), reading ? t("minutes-task-read") : words,
    reading ? button({ text: t("action-read-minutes"), kind: isCorrecting(state) ? "quiet" : "primary", icon: "file", large: true, sending: isSending(state, "read"),
      onPress: () => { void actions.send("ReadMinutes", {}, "read"); } }) : holdsFloor(view) ? ownAction(state, view, actions) : nothing, own !== null, holdsFloor(view));
}

function memberScript(state: RoomState, view: View, actions: Actions): TemplateResult {
  const own = memberLine(state, view);
  return card(t("member-label"), own ?? whatNow(view), ownAction(state, view, actions), own !== null, holdsFloor(view));
}

function memberLine(state: RoomState, view: View): string | null {
  const me = meOf(view);
  if (holdsFloor(view)) return t(state.media.microphone ? "member-speaking" : "member-your-turn");
  if (me.place !== null) return t("member-waiting", { place: me.place, minutes: waitMinutes(state, view, me.place) });
  return null;
}

const TURN_S = 180; // what the chair gives unless he says otherwise

/** About how long until one's turn: the rest of this one, and a usual turn for everybody before. */
function waitMinutes(state: RoomState, view: View, place: number): number {
  const { turn } = floorOf(view);
  const rest = turn === null ? 0 : Math.max(0, secondsLeft(turn.since_at, turn.limit_s, state.now));
  return Math.max(1, Math.round((rest + (place - 1) * TURN_S) / 60));
}

function whatNow(view: View): string {
  const meeting = meetingOf(view);
  if (meeting.phase === "gathering") return t("member-gathering", { chair: nameOf(view, meeting.chair) });
  const floor = floorOf(view);
  const vote = openVote(view);
  if (vote !== null) return t("member-vote-open");
  if (floor.turn !== null) return t("member-listening", { name: nameOf(view, floor.turn.member) });
  if (floor.free_discussion) return t("member-free-discussion");
  const all = items(view);
  const current = all.findIndex((item) => item.id === currentItem(view)?.id);
  const next = all.slice(current + 1).find((item) => item.finished_at === null && !item.skipped);
  return next ? t("member-next", { title: next.title }) : t("member-last");
}

function ownAction(state: RoomState, view: View, actions: Actions): Drawn {
  if (holdsFloor(view)) {
    return state.media.microphone
      ? button({ text: t("action-yield"), icon: "check", large: true, sending: isSending(state, "yield"), onPress: () => { void actions.send("YieldFloor", {}, "yield"); } })
      : button({ text: t("control-microphone-on"), kind: "primary", icon: "mic", large: true, onPress: () => { actions.toggleMicrophone(); } });
  }
  if (may(view, "SubmitWrittenOpinion") && openVote(view) === null) {
    return button({ text: t("control-opinion"), icon: "pencil", onPress: () => { actions.ask({ kind: "opinion" }); } });
  }
  return nothing;
}

function card(label: string, words: string, action: Drawn, mine = false, turn = false): TemplateResult {
  return html`<section class="room-script room-script--member ${mine ? "room-script--mine" : ""} ${turn ? "room-script--turn" : ""}" aria-labelledby="script-title">
    <div class="room-script__text"><h2 class="room-script__label" id="script-title">${label}</h2>
      <p class="room-script__words">${words}</p></div>
    ${action === nothing ? nothing : html`<div class="room-script__actions">${action}</div>`}</section>`;
}
