// The roll: what is out of the ordinary first, then by site with the time of joining, then those who do not vote.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { clock } from "../format";
import type { RoomState } from "../room_state";
import { type CheckInAsked, type Listed, type View, hasGone, isLost, isMember, may, meOf, nameOf, people, section, siteName } from "../view";
import { type Actions, type Drawn, button, countBar, isSending } from "./parts";

export function drawRoll(state: RoomState, view: View, actions: Actions): TemplateResult {
  const counts = section(view, "counts");
  const said = t("count-present-needed", { present: counts.official_present, total: counts.base, needed: counts.needed });
  return html`<section class="roll" aria-labelledby="roll-title"><h2 id="roll-title">${t("roll-official-of", { present: counts.official_present, base: counts.base })}</h2>
    ${countBar({ filled: counts.official_present, total: counts.base, needed: counts.needed, labelled: true, said })}
    <p class="roll__attendance">${t("roll-attendance", { present: counts.present, summoned: counts.summoned })}</p>
    ${section(view, "check_ins").map((asked) => drawAsked(state, view, asked, actions))}
    ${groups(view).map(drawGroup)}
    ${rollButtons(view, actions)}</section>`;
}

/** Who sits beside a keeper, before it counts: everybody sees it, chair and minute-taker decide. */
function drawAsked(state: RoomState, view: View, asked: CheckInAsked, actions: Actions): TemplateResult {
  const press = (command: string) => () => { void actions.send(command, { keeper: asked.keeper }, `${command}-${asked.keeper}`); };
  const one = (command: string, text: string) => button({ text, sending: isSending(state, `${command}-${asked.keeper}`), onPress: press(command) });
  return html`<div class="roll__group"><h3 class="roll__title"><span>${t("roll-asked", { name: nameOf(view, asked.keeper) })}</span><span>${asked.members.length}</span></h3>
    <dl class="roll__rows">${asked.members.map((member) => html`<div><dt>${nameOf(view, member)}</dt><dd class="roll__due">${siteName(view, asked.site)}</dd></div>`)}</dl>
    ${may(view, "ConfirmCheckIn") ? html`<div class="button-row">${one("ConfirmCheckIn", t("action-confirm-check-in"))}${one("DeclineCheckIn", t("action-decline-check-in"))}</div>` : nothing}</div>`;
}

interface Group {
  readonly title: string;
  readonly rows: readonly (readonly [string, string, boolean])[];
}

function groups(view: View): readonly Group[] {
  const everybody = people(view);
  const members = everybody.filter((one) => one.seat === "member");
  const lost = everybody.filter((one) => isLost(view, one));
  const away = members.filter((one) => !one.connected && !lost.includes(one));
  const excused = away.filter((one) => one.state === "absent_with_reason");
  const missing = away.filter((one) => one.state === "absent_without_reason" && one.summoned);
  const here = members.filter((one) => one.connected && one.votes);
  const voteless = members.filter((one) => one.connected && !one.votes);
  const invited = everybody.filter((one) => one.seat !== "member");
  const apart = away.filter((one) => one.state === "exempt" || one.state === "attached_elsewhere" || one.state === "suspended");
  return [
    { title: t("roll-lost"), rows: lost.map((one) => [one.name, one.waited_for_until === null ? "" : t("roll-waited-for", { time: clock(one.waited_for_until) }), true] as const) },
    { title: t("roll-gone"), rows: everybody.filter(hasGone).map((one) => [one.name, t(one.where === "left" ? "roll-left-at" : "roll-lost-at", { time: one.left_at === null ? "" : clock(one.left_at) }), false] as const) },
    { title: t("roll-excused"), rows: excused.map((one) => [one.name, one.leave?.reason ?? one.correction ?? "", false] as const) },
    { title: t("roll-missing"), rows: missing.map((one) => [one.name, leaveWord(one), false] as const) },
    ...bySite(view, here),
    { title: t("roll-probationary"), rows: voteless.map(joined) },
    { title: t("roll-apart"), rows: apart.map((one) => [one.name, t(`state-${one.state ?? "exempt"}`), false] as const) },
    { title: t("roll-invited"), rows: invited.map((one) => [one.name, one.connected ? t(`seat-${one.seat}`) : t("roll-not-here"), false] as const) },
  ].filter((group) => group.rows.length > 0);
}

const leaveWord = (one: Listed): string => (one.leave?.accepted === null ? t("roll-leave-undecided") : "");

function bySite(view: View, here: readonly Listed[]): readonly Group[] {
  const sites = section(view, "sites").map((site) => ({ title: site.name, rows: here.filter((one) => one.site === site.id).map(joined) }));
  const alone = here.filter((one) => one.site === null).map(joined);
  return [...sites, { title: t("roll-alone"), rows: alone }];
}

function joined(one: Listed): readonly [string, string, boolean] {
  const time = one.joined_at === null ? "" : clock(one.joined_at);
  return [one.name, one.late ? t("roll-late", { time }) : one.correction ? t("roll-corrected") : time, false];
}

function drawGroup(group: Group): TemplateResult {
  return html`<div class="roll__group"><h3 class="roll__title"><span>${group.title}</span><span>${group.rows.length}</span></h3>
    <dl class="roll__rows">${group.rows.map(([name, detail, due]) => html`<div><dt>${name}</dt><dd class=${due ? "roll__due" : ""}>${detail}</dd></div>`)}</dl></div>`;
}

function rollButtons(view: View, actions: Actions): Drawn {
  const correct = may(view, "CorrectAttendance");
  const checkIn = may(view, "CheckIn") && people(view).some((one) => one.id === meOf(view).member && one.connected);
  if (!correct && !checkIn) return nothing;
  return html`<div class="room-panel__actions">
    ${checkIn ? button({ text: t(isMember(view) ? "roll-check-in" : "say-site"), icon: "members", wide: true, onPress: () => { actions.ask({ kind: "check-in" }); } }) : nothing}
    ${correct ? button({ text: t("roll-correct"), icon: "pencil", wide: true, onPress: () => { actions.ask({ kind: "correct" }); } }) : nothing}
  </div>`;
}
