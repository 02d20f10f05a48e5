// The vote: one question, whole and always visible; answers without colour; no partial result, then the formula.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../catalogue";
import { answerKey, clock, clockToTheSecond, countdown, language, percent, secondsLeft } from "../format";
import { type IconName, icon } from "../icons";
import type { RoomState } from "../room_state";
import { type Answer, type CastAnswer, type Derivation, type View, type Vote, floorOf, isOfficer, meOf, nameOf, openVote, people, personOf, placeName, section, siteName, stepNumber, votes } from "../view";
import { type Actions, type Drawn, button, countBar, countKey, draft, facts, inShort, isSending, note, tag } from "./parts";

export const ANSWERS: readonly Answer[] = ["in_favour", "against", "other"];

/** The vote that has the stage: an open one, else the last result until its item is left or somebody speaks. */
export function voteOnStage(state: RoomState, view: View): Vote | null {
  const open = openVote(view);
  if (open !== null) return open;
  const last = votes(view).at(-1);
  if (last?.closed_at == null || last.id === state.putAway || floorOf(view).turn !== null) return null;
  return last.item === null || last.item === section(view, "agenda").current ? last : null;
}

export function drawVote(state: RoomState, view: View, vote: Vote, actions: Actions): TemplateResult {
  return vote.closed_at === null ? openCard(state, view, vote, actions) : resultCard(view, vote, actions);
}

function top(view: View, vote: Vote, end: Drawn): TemplateResult {
  const secret = vote.form === "secret";
  const step = vote.item === null ? "" : t("vote-step", { number: stepNumber(view, vote.item) });
  return html`<div class="vote__top"><p>${tag(inShort(t(secret ? "vote-secret" : "vote-open"), t(secret ? "vote-secret" : "vote-open-short")), "solid", secret ? "lock" : "eye")}
    <span class="vote__step">${step}</span></p>${end}</div>`;
}

function openCard(state: RoomState, view: View, vote: Vote, actions: Actions): TemplateResult {
  const left = secondsLeft(vote.opened_at, vote.duration_s, state.now);
  const time = html`<p class="vote__time" role="timer">${icon("timer")}<strong>${left < 0 ? t("vote-time-over") : t("vote-time-left", { time: countdown(left) })}</strong></p>`;
  return html`<section class="vote" aria-labelledby="vote-question">${top(view, vote, time)}
    <h2 class="vote__question" id="vote-question">${vote.text}</h2>
    ${vote.form === "secret" ? html`<p class="vote__promise">${t(vote.binding ? "vote-secret-promise" : "vote-poll-promise")}</p>` : nothing}
    ${answers(state, view, vote, actions)}
    ${progress(vote)}</section>`;
}

function answers(state: RoomState, view: View, vote: Vote, actions: Actions): Drawn {
  const own = meOf(view).vote;
  const me = meOf(view).member;
  if (own?.question !== vote.id) return nothing;
  if (own.refused !== null && !own.for.includes(me)) return note("quiet", t(`refusal-${own.refused}`), "info");
  return vote.form === "secret" ? secretAnswers(state, view, vote, me, actions) : openAnswers(state, view, vote, me, actions);
}

function openAnswers(state: RoomState, view: View, vote: Vote, member: string, actions: Actions): TemplateResult {
  const given = meOf(view).answers[vote.id]?.[member];
  const behalf = member === meOf(view).member ? {} : { on_behalf_of: member };
  const key = `cast-${vote.id}-${member}`;
  const press = (answer: Answer) => () => {
    if (!isSending(state, key)) void actions.send("CastVote", { question: vote.id, answer, ...behalf }, key);
  };
  const answerButton = (answer: Answer) => html`<button type="button" class="vote__answer" aria-pressed=${given === answer ? "true" : "false"}
    ?data-sending=${isSending(state, key)} @click=${press(answer)}>${given === answer ? icon("check") : nothing}<span>${t(answerKey(vote, answer))}</span></button>`;
  return html`<div class="vote__answers" role="group" aria-label=${t("vote-answers")}>${ANSWERS.map(answerButton)}</div>
    ${isSending(state, key) ? note("quiet", t("room-sending"), "refresh") : nothing}
    ${given !== undefined && !isSending(state, key) ? note("quiet", html`<strong>${t("vote-recorded", { answer: t(answerKey(vote, given)) })}</strong> ${inShort(t("vote-may-change"), t("vote-may-change-short"))}`) : nothing}`;
}

function secretAnswers(state: RoomState, view: View, vote: Vote, member: string, actions: Actions): TemplateResult {
  if (meOf(view).ballots[vote.id]?.includes(member)) return note("quiet", html`<strong>${t("vote-ballot-in")}</strong> ${t("vote-ballot-final")}`);
  const draftKey = `ballot-${vote.id}-${member}`;
  const chosen = draft(state, draftKey) as Answer | "";
  const choose = (answer: Answer) => () => { actions.dispatch({ type: "draft", key: draftKey, text: answer }); };
  const send = () => {
    if (chosen === "") return;
    void actions.sendBallot(vote.id, chosen, member === meOf(view).member ? null : member, draftKey);
  };
  return html`<div class="vote__answers vote__answers--secret" role="radiogroup" aria-label=${t("vote-answers")}>${ANSWERS.map((answer) => html`<label class="vote__answer"
      ><input class="visually-hidden" type="radio" name=${draftKey} .checked=${chosen === answer} ?disabled=${isSending(state, draftKey)} @change=${choose(answer)}>${icon(chosen === answer ? "radio-on" : "radio-off")}<span>${t(answerKey(vote, answer))}</span></label>`)}</div>
    ${button({ text: t("vote-send-ballot"), kind: "primary", icon: "check", large: true, wide: true, sending: isSending(state, draftKey),
      ...(chosen === "" ? { reason: t("vote-choose-first") } : {}), onPress: send })}`;
}

/** How many have voted, one cell per member; never what they said. */
function progress(vote: Vote): TemplateResult {
  const total = vote.form === "secret" && !vote.binding ? vote.voters : vote.base;
  const open = Math.max(0, vote.voters - vote.voted);
  const absent = Math.max(0, total - vote.voted - open);
  const words = t(vote.form === "secret" ? "vote-ballots" : "vote-progress");
  const said = t("vote-progress-said", { voted: vote.voted, total });
  return html`<div class="vote__progress"><p class="vote__figures"><span><strong>${vote.voted}/${total}</strong> ${words}</span>
      <span class="vote__later">${t("vote-result-later")}</span></p>
    ${countBar({ filled: vote.voted, open, total, size: "large", said })}
    <div class="vote__key">${countKey([["full", t("vote-key-voted", { count: vote.voted })], ["open", t("vote-key-open", { count: open })],
      ...(absent > 0 ? ([["absent", t("vote-key-absent", { count: absent })]] as const) : [])])}</div></div>`;
}

function resultCard(view: View, vote: Vote, actions: Actions): TemplateResult {
  const closed = html`<span class="vote__step">${t("vote-closed-at", { time: clock(vote.closed_at ?? vote.opened_at) })}</span>`;
  return html`<section class="vote" aria-labelledby="vote-question">${top(view, vote, closed)}
    <p class="vote__asked" id="vote-question">${vote.text}</p>
    ${verdict(vote, foot(view, vote, actions))}
    ${vote.result !== null && !vote.result.withheld ? figures(vote) : nothing}</section>`;
}

function foot(view: View, vote: Vote, actions: Actions): TemplateResult {
  return html`${mayReserve(view, vote) ? button({ text: t("action-reserve"), icon: "pencil", onPress: () => { actions.ask({ kind: "reserve", question: vote.id }); } }) : nothing}
    ${button({ text: t("vote-put-away"), kind: "quiet", onPress: () => { actions.dispatch({ type: "put-away", question: vote.id }); } })}`;
}

function mayReserve(view: View, vote: Vote): boolean {
  const me = meOf(view);
  return vote.result !== null && vote.binding && me.may.includes("ReserveOpinion") && personOf(view, me.member)?.votes === true
    && !vote.reserved.some((one) => one.member === me.member);
}

/** The verdict is a sentence with its formula; the colour only repeats it. */
export function verdict(vote: Vote, end: Drawn = nothing): TemplateResult {
  if (vote.voided !== null) return html`${stamp("verdict-voided", "dash", "stamp--none", end)}<p>${t("verdict-voided-why", { reason: voidReason(vote.voided) })}</p>`;
  const { result } = vote;
  if (result === null || result.withheld) {
    return html`<p class="vote__formula">${t("verdict-few")}</p>${stamp("verdict-withheld", "lock", "stamp--none", end)}`;
  }
  const values = { yes: result.in_favour, base: result.base, share: percent(result.in_favour, result.base, language()), needed: result.needed, majority: vote.majority, answer: t(answerKey(vote, "in_favour")) };
  if (result.passed === null) return html`<p class="vote__formula">${t("verdict-poll-formula", values)}</p>${stamp("verdict-poll", "info", "stamp--none", end)}`;
  return html`<p class="vote__formula">${t("verdict-formula", values)}</p>
    ${result.passed ? stamp("verdict-passed", "check", "stamp--passed", end) : stamp("verdict-not-passed", "dash", "", end)}`;
}

function stamp(key: string, sign: IconName, kind: string, end: Drawn): TemplateResult {
  return html`<div class="vote__verdict"><p class="stamp ${kind}">${icon(sign)}<span>${t(key)}</span></p>${end}</div>`;
}

const voidReason = (reason: string): string => (reason === "box-and-roll-differ" || reason === "key-lost" ? t(`void-${reason}`) : reason);

function figures(vote: Vote): Drawn {
  const { result } = vote;
  if (result === null) return nothing;
  const said = t("vote-result-said", { yes: result.in_favour, no: result.against, other: result.other, silent: result.not_voting });
  const entries: readonly (readonly [string, number, string])[] = [
    ["full", result.in_favour, answerKey(vote, "in_favour")],
    ["against", result.against, answerKey(vote, "against")],
    ["open", result.other + result.invalid, answerKey(vote, "other")],
    ["absent", result.not_voting, "answer-none"],
  ];
  return html`${countBar({ filled: result.in_favour, against: result.against, open: result.other + result.invalid, total: result.base,
      ...(result.passed === null ? {} : { needed: result.needed, labelled: true }), size: "large", said })}
    <dl class="vote__results">${entries.map(([kind, count, key]) => html`<div><dt><span class="count-key__cell count-bar__cell ${
      kind === "open" ? "" : `count-bar__cell--${kind}`}" aria-hidden="true"></span>${t(key)}</dt><dd><strong>${count}</strong> <span>${percent(count, result.base, language())}</span></dd></div>`)}</dl>`;
}

/** The panel beside the card: who has not voted yet (officers), a site's own members, the derivation of the base. */
export function drawVotePanel(state: RoomState, view: View, vote: Vote, actions: Actions): TemplateResult {
  return html`${vote.closed_at === null ? html`${notYet(state, view, vote, actions)}${entered(view, vote)}${siteCards(state, view, vote, actions)}${giveUp(view, vote, actions)}` : html`${byName(state, view, vote, actions)}${reserved(view, vote)}`}
    ${derivation(vote)}`;
}

function notYet(state: RoomState, view: View, vote: Vote, actions: Actions): Drawn {
  if (!isOfficer(view) || vote.not_yet === undefined) return nothing;
  const behalf = (member: string) => () => { actions.ask({ kind: "state-vote", question: vote.id, member }); };
  return html`<section class="room-panel__part" aria-labelledby="not-yet"><h2 id="not-yet">${t("vote-not-yet", { count: vote.not_yet.length })}</h2>
    <p class="room-panel__hint">${t("vote-not-yet-hint")}</p>
    <ol class="floor-queue__list">${repeat(vote.not_yet, (member) => member, (member, place) => html`<li class="floor-queue__one"><span class="floor-queue__place">${place + 1}</span>
      <span><span class="floor-queue__name">${nameOf(view, member)}</span><span class="floor-queue__detail">${whereOf(view, member)}</span></span>
      ${button({ text: t("vote-enter"), onPress: behalf(member), sending: isSending(state, `cast-${vote.id}-${member}`) })}</li>`)}</ol></section>`;
}

function giveUp(view: View, vote: Vote, actions: Actions): Drawn {
  if (!meOf(view).may.includes("VoidVote")) return nothing;
  const ask = () => {
    actions.ask({ kind: "reason", command: "VoidVote", fields: { question: vote.id }, refused: "void", sentence: t("vote-void-why") });
  };
  return html`<div>${button({ text: t("vote-void"), kind: "quiet", onPress: ask })}</div>`;
}

function whereOf(view: View, member: string): string {
  const person = personOf(view, member);
  if (person === undefined) return "";
  if (!person.connected) return t(person.where === "left" ? "roll-left-one" : "roll-lost-one");
  return placeName(view, person) || t("stage-alone");
}

/** The keeper of a site enters the raised cards one by one; the whole room sees who has been entered. */
function siteCards(state: RoomState, view: View, vote: Vote, actions: Actions): Drawn {
  const me = meOf(view);
  const kept = me.keeps.filter((member) => me.vote?.question === vote.id && me.vote.for.includes(member));
  if (kept.length === 0) return nothing;
  return html`<section class="room-panel__part" aria-labelledby="site-cards"><h2 id="site-cards">${t("vote-site", { site: siteName(view, me.site) || t("vote-site-here") })}</h2>
    <p class="room-panel__hint">${t(vote.form === "secret" ? "vote-site-secret-hint" : "vote-site-hint")}</p>
    ${repeat(kept, (member) => member, (member) => html`<div class="vote__kept"><h3>${nameOf(view, member)}</h3>
      ${vote.form === "secret" ? secretAnswers(state, view, vote, member, actions) : openAnswers(state, view, vote, member, actions)}</div>`)}</section>`;
}

/** Everybody sees whom somebody else has entered, never what was entered. */
function entered(view: View, vote: Vote): Drawn {
  const hands = Object.entries(vote.entered ?? {});
  if (hands.length === 0) return nothing;
  return html`<section class="room-panel__part" aria-labelledby="entered"><h2 id="entered">${t("vote-entered", { count: hands.length })}</h2>
    <ul class="vote__hands">${repeat(hands, ([member]) => member, ([member, by]) => html`<li>${nameOf(view, member)}<span class="vote__hand">${t("vote-entered-by", { name: nameOf(view, by) })}</span></li>`)}</ul></section>`;
}

function handOf(view: View, cast: CastAnswer | undefined): Drawn {
  if (cast?.entered_by == null) return nothing;
  const name = nameOf(view, cast.entered_by);
  return html`<span class="vote__hand">${cast.note ? t("vote-entered-by-note", { name, note: cast.note }) : t("vote-entered-by", { name })}</span>`;
}

const SHOWN_FIRST = 6;

function byName(state: RoomState, view: View, vote: Vote, actions: Actions): Drawn {
  if (vote.answers === undefined || vote.result === null) return nothing;
  const order = people(view).filter((one) => vote.answers?.[one.id] !== undefined);
  const all = draft(state, `all-${vote.id}`) === "yes" || order.length <= SHOWN_FIRST + 1;
  const shown = all ? order : order.slice(0, SHOWN_FIRST);
  return html`<section class="room-panel__part" aria-labelledby="by-name"><h2 id="by-name">${t("vote-by-name")}</h2>
    <dl class="facts vote__names">${shown.map((one) => html`<div><dt>${one.name}${handOf(view, vote.answers?.[one.id])}</dt><dd>${t(answerKey(vote, vote.answers?.[one.id]?.answer ?? "other"))}</dd></div>`)}</dl>
    ${all ? nothing : button({ text: t("vote-show-all", { count: order.length }), kind: "quiet", wide: true, onPress: () => { actions.dispatch({ type: "draft", key: `all-${vote.id}`, text: "yes" }); } })}</section>`;
}

function reserved(view: View, vote: Vote): Drawn {
  if (vote.reserved.length === 0) return nothing;
  return html`<section class="room-panel__part" aria-labelledby="reserved"><h2 id="reserved">${t("vote-reserved", { count: vote.reserved.length })}</h2>
    ${vote.reserved.map((one) => note("quiet", html`<strong>${nameOf(view, one.member)}</strong><br>${one.text}`, "pencil"))}</section>`;
}

const LEFT_OUT: readonly (keyof Derivation)[] = ["exempt", "attached_elsewhere", "suspended", "prosecuted", "transfer_pending", "absent_congress"];

function derivation(vote: Vote): TemplateResult {
  const out = LEFT_OUT.filter((key) => vote.derivation[key] > 0).map((key): readonly [string, string] => [t(`base-${key}`), `– ${vote.derivation[key]}`]);
  const rows: readonly (readonly [string, string | number])[] = !vote.binding
    ? [[t(vote.form === "secret" ? "base-ballots" : "base-asked"), vote.voters], [t("base-poll"), t("base-poll-none")]]
    : [[t("base-official"), vote.derivation.official], ...out, [t("base-count"), vote.base], [t(`base-${vote.majority}`), t("base-from", { needed: vote.needed })]];
  const closed: readonly (readonly [string, string])[] = vote.closed_at === null ? [] : [[t("base-closed-at"), clockToTheSecond(vote.closed_at)]];
  return html`<section class="room-panel__foot" aria-labelledby="base"><h2 id="base">${t("base-title")}</h2>${facts([...rows, ...closed])}</section>`;
}

