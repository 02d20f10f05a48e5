// The head of the room: which meeting, which step, how many are here and needed, the time, the line.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { clock, minutesBetween } from "../format";
import { icon, lineIcon, mark } from "../icons";
import type { RoomState } from "../room_state";
import { type View, currentItem, meetingOf, section, stepNumber } from "../view";
import { type Actions, countBar, inShort, sheet } from "./parts";

export function drawHeader(state: RoomState, view: View, actions: Actions): TemplateResult {
  const meeting = meetingOf(view);
  const counts = section(view, "counts");
  const said = t("count-present-needed", { present: counts.official_present, total: counts.base, needed: counts.needed });
  return html`<header class="room-header"><h1 class="visually-hidden">${meeting.title}</h1>
    <div class="room-header__mark">${mark()}</div>
    <div class="room-header__title"><p class="room-header__meeting">${meeting.title}</p><p class="room-header__cell">${meeting.cell}</p></div>
    <div class="room-header__step"><p class="room-header__meeting">${stepLine(view)}</p>
      <p class="room-header__cell room-header__minutes">${stepTime(state, view)}</p>
      <p class="room-header__cell room-header__counted">${said}</p></div>
    <div class="room-header__count">${icon("members")}<div><p class="room-header__strong">${said}</p>
      ${countBar({ filled: counts.official_present, total: counts.base, needed: counts.needed, size: "small", said })}</div></div>
    <div class="room-header__time">${icon("clock")}<p><strong class="room-header__strong">${clock(state.now)}</strong>
      <span class="room-header__cell">${inShort(...elapsed(state, view))}</span></p></div>
    ${drawLine(state)}
    <button type="button" class="room-header__look" @click=${sheet(actions, "more")}>${icon("text-size")}
      <span><strong class="room-header__strong">${t("look-text-size")}</strong>
      <span class="room-header__cell">${document.documentElement.dataset["textSize"] ?? "100"}%</span></span></button>
  </header>`;
}

/** "10. Thảo luận" while an item is on the table. */
export function stepLine(view: View): string {
  const item = currentItem(view);
  if (item !== null) return `${stepNumber(view, item.id)}. ${item.title}`;
  return meetingOf(view).phase === "gathering" ? t("room-not-begun") : t("room-between-items");
}

export function stepTime(state: RoomState, view: View): string {
  const item = currentItem(view);
  if (item?.started_at == null) return "";
  return t("agenda-minutes-of", { real: minutesBetween(item.started_at, state.now), planned: item.minutes });
}

function elapsed(state: RoomState, view: View): readonly [string, string] {
  const meeting = meetingOf(view);
  const begins = t("room-starts-at", { time: clock(meeting.starts_at) });
  if (meeting.called_at === null) return [begins, begins];
  const minutes = minutesBetween(meeting.called_at, meeting.closed_at ?? state.now);
  return [t("room-elapsed", { minutes }), t("room-elapsed-short", { minutes })];
}

function drawLine(state: RoomState): TemplateResult | typeof nothing {
  const { media } = state;
  if (media.textOnly) return line(lineIcon(0), t("line-text-only"), t("line-text-only-detail"));
  if (media.line === null) return nothing;
  if (media.line === 0) return line(lineIcon(0), t("line-lost"), t("line-lost-detail"));
  const grade = media.line >= 4 ? "good" : media.line >= 2 ? "fair" : "weak";
  if (media.supply !== "full" && !media.audioOnly) return line(lineIcon(Math.min(media.line, 1)), t("line-weak"), t(`line-supply-${media.supply}`));
  const detail = media.audioOnly ? t("line-audio-only") : t(`line-${grade}-detail`);
  return line(lineIcon(media.line), t(`line-${grade}`), detail);
}

function line(sign: TemplateResult, name: string, detail: string): TemplateResult {
  return html`<div class="room-header__line">${sign}<p><strong class="room-header__strong">${name}</strong>
    <span class="room-header__cell">${detail}</span></p></div>`;
}
