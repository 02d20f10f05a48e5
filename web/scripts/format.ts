// How the room writes times, shares and names.
import type { Answer, Vote } from "./view";

const MINUTE_S = 60;
const ZONE = "Asia/Ho_Chi_Minh";

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const CLOCK_S = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: ZONE });

/** 19:30, in Hanoi wherever the reader is. */
export const clock = (at: string | number): string => CLOCK.format(new Date(at));

/** 20:53:10 */
export const clockToTheSecond = (at: string): string => CLOCK_S.format(new Date(at));

/** 03/12/2026 */
export const day = (at: string): string => DAY.format(new Date(at));

/** 12/12/2026, for a date without a time ("2026-12-12"). */
export const dueDay = (on: string): string => on.split("-").reverse().join("/");

/** Whole minutes between two moments, never negative. */
export function minutesBetween(from: string | number, to: string | number): number {
  return Math.max(0, Math.floor((new Date(to).getTime() - new Date(from).getTime()) / (MINUTE_S * 1000)));
}

/** Seconds left until `since` + `limit`; negative once it is over. */
export function secondsLeft(since: string, limitS: number, now: number): number {
  return Math.ceil((new Date(since).getTime() - now) / 1000 + limitS);
}

/** 1:18 */
export function countdown(seconds: number): string {
  const whole = Math.abs(seconds);
  return `${Math.floor(whole / MINUTE_S)}:${String(whole % MINUTE_S).padStart(2, "0")}`;
}

/** 80,0 or 80.0: one decimal, half up, in integers like the server's. */
export function percent(part: number, whole: number, language: string): string {
  if (whole <= 0) return "–";
  const tenths = Math.floor((2000 * part + whole) / (2 * whole));
  return `${Math.floor(tenths / 10)}${language === "en" ? "." : ","}${tenths % 10}%`;
}

/** The given name, which is how a comrade is spoken to: Châu, of Lý Minh Châu. */
export const givenName = (name: string): string => name.trim().split(/\s+/u).at(-1) ?? name;

/** The last two words: Minh Châu, of Lý Minh Châu; for tiles too narrow for a full name. */
export const shortName = (name: string): string => name.trim().split(/\s+/u).slice(-2).join(" ");

export function fileSize(bytes: number, language: string): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  const tenths = Math.round(bytes / 100_000);
  return `${Math.floor(tenths / 10)}${language === "en" ? "." : ","}${tenths % 10} MB`;
}

/** The key of an answer's word: an opinion poll asks for agreement, a vote for favour. */
export function answerKey(vote: Vote, answer: Answer): string {
  return vote.matter === "opinion" ? `answer-poll-${answer}` : `answer-${answer}`;
}

export const language = (): string => document.documentElement.lang;
