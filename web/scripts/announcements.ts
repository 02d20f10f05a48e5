// What a reader who does not see the page must hear: derived from two states, so that no patch can be forgotten.
import { hasSentence, t } from "./catalogue";
import { answerKey, language, percent, secondsLeft } from "./format";
import type { RoomState } from "./room_state";
import type { Sound } from "./sounds";
import { type View, type Vote, currentItem, floorOf, holdsFloor, isChair, meOf, meetingOf, nameOf, openVote, people, recordingOf, stepNumber, votes } from "./view";

export interface Announcement {
  readonly text: string;
  /** At once (a vote opens, a result), or when the reader is free. */
  readonly urgent: boolean;
  readonly sound?: Sound;
}

const SPOKEN_S = [60, 30, 0]; // the countdown is spoken only here

/** What happened between two states that somebody should be told. */
export function announcements(before: RoomState, after: RoomState): readonly Announcement[] {
  const told: Announcement[] = [...lineTold(before, after)];
  if (before.view === null || after.view === null) return told;
  if (before.view !== after.view) told.push(...viewTold(before.view, after.view));
  if (before.now !== after.now) told.push(...timeTold(before, after));
  return told;
}

function lineTold(before: RoomState, after: RoomState): readonly Announcement[] {
  if (after.line === "whole" && before.media.line !== 0 && after.media.line === 0) return [{ text: t("band-media-lost"), urgent: false }];
  if (before.line === after.line || before.line === "connecting") return []; // coming in is not coming back
  if (after.line === "waiting") return [{ text: t("announce-line-lost"), urgent: true }];
  return after.line === "whole" ? [{ text: t("announce-line-back"), urgent: false }] : [];
}

function viewTold(before: View, after: View): readonly Announcement[] {
  const told: Announcement[] = [];
  const item = currentItem(after);
  if (item !== null && item.id !== currentItem(before)?.id) told.push({ text: t("announce-step", { number: stepNumber(after, item.id), title: item.title }), urgent: false });
  const { phase, called_at: began } = meetingOf(after);
  if (meetingOf(before).phase !== phase) told.push({ text: phase === "closed" && began === null ? t("closed-room-title") : t(`announce-phase-${phase}`), urgent: false });
  return [...told, ...recordingTold(before, after), ...floorTold(before, after), ...voteTold(before, after), ...presenceTold(before, after)];
}

/** Nobody may miss that it begins; that it has ended can wait until the reader is free. */
function recordingTold(before: View, after: View): readonly Announcement[] {
  const was = recordingOf(before).running;
  const is = recordingOf(after).running;
  if (is !== null && is.number !== was?.number) return [{ text: t("announce-recording", { name: nameOf(after, is.by), decision: is.decision }), urgent: true }];
  return is === null && was !== null ? [{ text: t("announce-recording-over"), urgent: false }] : [];
}

function floorTold(before: View, after: View): readonly Announcement[] {
  const turn = floorOf(after).turn;
  if (turn === null || turn.contribution === floorOf(before).turn?.contribution) return [];
  if (holdsFloor(after)) return [{ text: t("member-your-turn"), urgent: true, sound: "your-turn" }];
  return [{ text: t("announce-speaks", { name: nameOf(after, turn.member) }), urgent: false }];
}

function voteTold(before: View, after: View): readonly Announcement[] {
  const open = openVote(after);
  if (open !== null && openVote(before)?.id !== open.id) return [{ text: t("announce-vote-open", { text: open.text }), urgent: true, sound: "vote-open" }];
  const closed = votes(after).find((vote) => vote.closed_at !== null && votes(before).some((old) => old.id === vote.id && old.closed_at === null));
  return closed === undefined ? [] : [{ text: resultWords(closed), urgent: true }];
}

/** What a closed vote came to, in one sentence. */
export function resultWords(vote: Vote): string {
  if (vote.voided !== null || vote.result === null) return t("verdict-voided");
  if (vote.result.withheld) return t("verdict-withheld");
  const values = { yes: vote.result.in_favour, base: vote.result.base, share: percent(vote.result.in_favour, vote.result.base, language()), needed: vote.result.needed, majority: vote.majority, answer: t(answerKey(vote, "in_favour")) };
  const verdict = vote.result.passed === null ? t("verdict-poll") : t(vote.result.passed ? "verdict-passed" : "verdict-not-passed");
  return `${t(vote.result.passed === null ? "verdict-poll-formula" : "verdict-formula", values)} ${verdict}`;
}

/** Only what the chair must act on: a lost line, and somebody who came after the call to order. */
function presenceTold(before: View, after: View): readonly Announcement[] {
  if (!isChair(after) || meetingOf(after).called_at === null) return [];
  const was = new Map(people(before).map((one) => [one.id, one.connected]));
  return people(after).flatMap((one): Announcement[] => {
    const earlier = was.get(one.id);
    if (earlier === undefined || earlier === one.connected) return [];
    const key = one.connected ? "announce-came" : one.where === "left" ? "announce-left" : "announce-lost";
    return [{ text: t(key, { name: one.name }), urgent: false, ...(one.connected ? { sound: "knock" as const } : {}) }];
  });
}

function timeTold(before: RoomState, after: RoomState): readonly Announcement[] {
  if (after.view === null) return [];
  const told: Announcement[] = [];
  const { turn } = floorOf(after.view);
  if (turn !== null) {
    const passed = crossed(turn.since_at, turn.limit_s, before.now, after.now);
    const concerned = turn.member === meOf(after.view).member || isChair(after.view);
    if (passed !== null) told.push({ text: spoken("announce-turn", passed), urgent: false, ...(passed === 30 && concerned ? { sound: "half-minute" as const } : {}) });
  }
  const vote = openVote(after.view);
  const passed = vote === null ? null : crossed(vote.opened_at, vote.duration_s, before.now, after.now);
  if (passed !== null) told.push({ text: spoken("announce-vote-time", passed), urgent: false });
  return told;
}

const spoken = (key: string, seconds: number): string => (hasSentence(`${key}-${seconds}`) ? t(`${key}-${seconds}`) : "");

function crossed(since: string, limitS: number, before: number, after: number): number | null {
  const was = secondsLeft(since, limitS, before);
  const is = secondsLeft(since, limitS, after);
  return SPOKEN_S.find((mark) => was > mark && is <= mark) ?? null;
}
