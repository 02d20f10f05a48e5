// Who is seen: one speaker on the stage, a strip of tiles in a stable order, or the whole room at once.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../catalogue";
import { clock, givenName, shortName } from "../format";
import { icon } from "../icons";
import type { RoomState } from "../room_state";
import { type Listed, type Tile, type View, floorOf, meOf, meetingOf, nameOf, personOf, placeName, siteName, tiles } from "../view";
import { type Actions, type Drawn } from "./parts";

const STRIP = 5;

export function drawStage(state: RoomState, view: View): TemplateResult {
  const { screen } = state.media;
  if (screen !== null) {
    return html`<figure class="room-stage room-stage--screen">${video(screen.stream, false)}
      <figcaption class="room-plate">${icon("screen")}<span>${t("stage-shares", { name: nameOf(view, screen.member) })}</span></figcaption></figure>`;
  }
  const member = onStage(state, view);
  const holder = floorOf(view).turn?.member === member;
  const person = personOf(view, member);
  const picture = state.media.pictures.get(member) ?? (member === meOf(view).member ? state.media.own : null);
  const speaking = holder || state.media.speaking.includes(member);
  return html`<figure class="room-stage ${speaking ? "room-stage--speaking" : ""}">
    ${picture ? video(picture, member === meOf(view).member) : html`<p class="room-stage__name">${person?.name ?? ""}</p>`}
    <figcaption class="room-plate ${speaking ? "room-plate--speaking" : ""}">${icon(speaking ? "speaker" : "member")}
      <span><strong>${person?.name ?? ""}</strong><span class="room-plate__rest">${plateRest(view, member, person ? placeName(view, person) : "", holder)}</span></span></figcaption>
  </figure>`;
}

export function drawStrip(state: RoomState, view: View, actions: Actions): TemplateResult {
  const all = tiles(view);
  const shown = chosenForStrip(view, all);
  return html`<ul class="room-strip">${repeat(shown, (tile) => tile.member, (tile) => html`<li>${drawTile(state, view, tile)}</li>`)}</ul>
    <button type="button" class="room-strip__all" @click=${() => { actions.dispatch({ type: "whole-room", on: true }); }}>
      <span>${t("stage-see-all", { count: all.reduce((sum, tile) => sum + tile.people.length, 0) })}</span>${icon("chevron")}</button>`;
}

export function drawWholeRoom(state: RoomState, view: View, actions: Actions): TemplateResult {
  return html`<section class="room-all" aria-label=${t("stage-whole-room")}>
    <div class="room-all__top"><h2>${t("stage-whole-room")}</h2>
      <button type="button" class="button" @click=${() => { actions.dispatch({ type: "whole-room", on: false }); }}>${icon("back")}<span>${t("stage-back")}</span></button></div>
    <ul class="room-all__tiles">${repeat(tiles(view), (tile) => tile.member, (tile) => html`<li>${drawTile(state, view, tile)}</li>`)}</ul></section>`;
}

/** The speaker, else the chair; before the meeting everybody sees the chair, and the chair the room. */
export function onStage(state: RoomState, view: View): string {
  const turn = floorOf(view).turn;
  if (turn !== null) return turn.member;
  const chair = meetingOf(view).chair;
  const { speaking } = state.media;
  if (floorOf(view).free_discussion && speaking[0] !== undefined) return speaking[0];
  return chair;
}

function plateRest(view: View, member: string, place: string, holder: boolean): string {
  const role = meetingOf(view).chair === member ? t("stage-chair") : place;
  return [role, holder ? t("stage-speaking") : ""].filter((part) => part !== "").map((part) => ` · ${part}`).join("");
}

/** The pictures that the page draws, most wanted first; the styles may hide some of them on a phone. */
export function wantedPictures(state: RoomState, view: View, stageIsFree: boolean, phone: boolean): readonly Tile[] {
  if (state.wholeRoom && stageIsFree) return tiles(view);
  if (phone && !stageIsFree) return [];
  const all = tiles(view);
  const first = all.filter((tile) => stageIsFree && tile.member === onStage(state, view));
  return [...first, ...chosenForStrip(view, all).filter((tile) => !first.includes(tile))];
}

function chosenForStrip(view: View, all: readonly Tile[]): readonly Tile[] {
  const queue = floorOf(view).queue.map((request) => request.member);
  const own = meOf(view).member;
  const weight = (tile: Tile): number => {
    if (tile.member === meetingOf(view).chair || tile.member === own) return 0;
    if (tile.people.length > 1) return 1;
    if (personOf(view, tile.member)?.seat === "observer") return 2;
    if (queue[0] === tile.member) return 3;
    return tile.lost ? 4 : queue.includes(tile.member) ? 5 : 6;
  };
  const chosen = [...all].sort((one, other) => weight(one) - weight(other)).slice(0, STRIP);
  return all.filter((tile) => chosen.includes(tile)); // the order of the room stays
}

function drawTile(state: RoomState, view: View, tile: Tile): Drawn {
  const [person] = tile.people;
  if (person === undefined) return nothing;
  const own = tile.member === meOf(view).member;
  const speaking = floorOf(view).turn?.member === tile.member || state.media.speaking.includes(tile.member);
  const classes = `room-tile ${tile.lost ? "room-tile--lost" : ""} ${speaking ? "room-tile--speaking" : ""}`;
  const picture = own ? state.media.own : (state.media.pictures.get(tile.member) ?? null);
  return html`<figure class=${classes}><div class="room-tile__picture" data-member=${tile.member}>${
      tile.lost ? lostPicture(person) : picture ? video(picture, own) : html`<p class="room-tile__nobody">${shortName(person.name)}</p>`}
      ${tile.lost ? nothing : badge(state, view, tile, person)}</div>
    <figcaption class="room-tile__name"><strong class="room-tile__full">${tileName(view, tile, person)}</strong>
      <strong class="room-tile__short">${tileShort(view, tile, person)}</strong>
      <span class="room-tile__second">${tileSecond(view, tile, person, own)}</span></figcaption></figure>`;
}

function lostPicture(person: Listed): TemplateResult {
  return html`<p class="room-tile__lost">${icon("refresh", "icon--turning")}<span>${t("stage-reconnecting")}</span>
    <span class="room-tile__since">${t("stage-since", { time: person.left_at === null ? "" : clock(person.left_at) })}</span></p>`;
}

function badge(state: RoomState, view: View, tile: Tile, person: Listed): Drawn {
  const queue = floorOf(view).queue.findIndex((request) => tile.people.some((one) => one.id === request.member));
  if (queue >= 0) return html`<p class="room-tile__badge">${icon("hand")}${t("stage-place", { place: queue + 1 })}</p>`;
  if (tile.people.length > 1) return html`<p class="room-tile__badge">${icon("members")}${t("stage-people", { count: tile.people.length })}</p>`;
  const ownMuted = tile.member === meOf(view).member && !state.media.microphone && person.heard;
  return ownMuted ? html`<p class="room-tile__badge">${icon("mic-off")}${t("stage-muted")}</p>` : nothing;
}

function tileName(view: View, tile: Tile, person: Listed): string {
  return tile.people.length > 1 ? siteName(view, person.site) || person.name : person.name;
}

function tileShort(view: View, tile: Tile, person: Listed): string {
  return tile.people.length > 1 ? siteName(view, person.site) || shortName(person.name) : shortName(person.name);
}

function tileSecond(view: View, tile: Tile, person: Listed, own: boolean): string {
  const meeting = meetingOf(view);
  const parts: string[] = [];
  if (tile.people.length > 1) parts.push(tile.people.map((one) => givenName(one.name)).join(", "));
  else if (tile.member === meeting.chair) parts.push(t("stage-chair"));
  else if (tile.member === meeting.minute_taker) parts.push(t("stage-minute-taker"));
  else if (person.seat !== "member") parts.push(t(`seat-${person.seat}`));
  else parts.push(placeName(view, person) || t("stage-alone"));
  if (own) parts.push(t("stage-this-device"));
  return parts.join(" · ");
}

function video(stream: MediaStream, mirrored: boolean): TemplateResult {
  return html`<video class="room-video ${mirrored ? "room-video--own" : ""}" .srcObject=${stream} .muted=${true} autoplay playsinline></video>`;
}
