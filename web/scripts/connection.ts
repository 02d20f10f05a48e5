// The one socket of the room: a ticket, the view, its patches by serial, commands that are sent exactly once.
import { type Socket, io } from "socket.io-client";
import { watchNetwork } from "./network";
import type { Ending, Fields } from "./room_state";
import type { View } from "./view";

/** What the server says of sound and picture; the payloads are in signaling/README.md. */
const MEDIA_WORDS = ["slots", "speaking", "line", "layers", "media-lost"] as const;
export type MediaWord = (typeof MEDIA_WORDS)[number];

/** What a command came to. `lost`: no answer yet; the same press is sent again when the line is back. */
export type Outcome =
  | { readonly done: true }
  | { readonly done: false; readonly refused: string; readonly sentence: string };

interface ViewMessage {
  readonly version: number;
  readonly serial: number;
  readonly now: string;
  readonly view: View;
}

interface PatchMessage {
  readonly version: number;
  readonly from: number;
  readonly serial: number;
  readonly now: string;
  readonly set: View;
  readonly drop: readonly string[];
}

export interface Listeners {
  readonly onView: (view: View, serverNow: number) => void;
  readonly onPatch: (set: View, drop: readonly string[], serverNow: number) => void;
  readonly onLine: (line: "whole" | "waiting" | "stopping" | Ending) => void;
  readonly onMedia: (event: MediaWord, payload: unknown) => void;
}

/** Refusals after which coming back by itself would only be refused again. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  "signed-out": "signed-out",
  "not-in-meeting": "not-let-in",
  "not-summoned": "not-let-in",
  "not-yours": "not-let-in",
  protocol: "outdated",
};
/** What the door for tickets answers to a page that gets none: signed in no longer, or no part in this meeting. */
const NO_TICKET: Readonly<Record<number, Ending>> = { 401: "signed-out", 403: "signed-out", 404: "not-let-in" };

const TICKET_MS = [1_500, 5_000, 15_000]; // a dead way answers never, a slow phone's late
const ANSWER_MS = 6_000; // longer than a slow phone's round trip; then the same id is sent again
const GOODBYE_MS = 2_000; // nobody who leaves should be kept by a weak line
const MEDIA_ANSWER_MS = 15_000; // an offer starts a DTLS port on the server

export class Connection {
  readonly #socket: Socket;
  readonly #listeners: Listeners;
  readonly #ticketUrl: string;
  readonly #unwatch: () => void;
  #serial: number | null = null;
  #over = false;

  constructor(ticketUrl: string, formToken: string, listeners: Listeners) {
    this.#ticketUrl = ticketUrl;
    this.#listeners = listeners;
    this.#socket = io({
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000, // jittered by the library, so that a whole cell does not come back in one moment
      auth: (send) => void this.#freshTicket(formToken).then((fresh) => { send({ ticket: fresh, language: document.documentElement.lang }); }),
    });
    this.#listen();
    this.#unwatch = watchNetwork(() => { this.#renew(); });
  }

  open(): void {
    this.#socket.connect();
  }

  close(): void {
    this.#over = true;
    this.#unwatch();
    this.#socket.disconnect();
  }

  /** Hang up a line that may be dead, so that the library builds another at once. */
  #renew(): void {
    if (this.#socket.connected && !this.#over) this.#socket.io.engine.close();
  }

  /** Leave on purpose: the room knows at once. A line that does not answer is left all the same. */
  async leave(): Promise<void> {
    if (this.#socket.connected) await this.#ask("command", { id: crypto.randomUUID(), type: "LeaveRoom", fields: {} }, GOODBYE_MS);
    this.close();
  }

  /** Send one press. The id is made here once, so that every repetition of it changes nothing more. */
  async command(type: string, fields: Fields): Promise<Outcome> {
    const message = { id: crypto.randomUUID(), type, fields };
    for (;;) {
      const answer = await this.#ask("command", message, ANSWER_MS);
      if (answer === null) {
        if (this.#over) return { done: false, refused: "left", sentence: "" };
        continue;
      }
      return "refused" in answer
        ? { done: false, refused: textOf(answer["refused"]), sentence: textOf(answer["sentence"]) }
        : { done: true };
    }
  }

  /** A message with its answer; null if the line was lost meanwhile. */
  async ask(event: string, payload: unknown): Promise<Record<string, unknown> | null> {
    return this.#ask(event, payload, MEDIA_ANSWER_MS);
  }

  async #ask(event: string, payload: unknown, timeoutMs: number): Promise<Record<string, unknown> | null> {
    await this.#connected();
    try {
      return (await this.#socket.timeout(timeoutMs).emitWithAck(event, payload)) as Record<string, unknown>;
    } catch {
      return null; // no answer in time: the caller decides whether to say it again
    }
  }

  async #connected(): Promise<void> {
    if (this.#socket.connected || this.#over) return;
    await new Promise<void>((resolve) => this.#socket.once("connect", resolve));
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on("view", (message: ViewMessage) => { this.#take(message); });
    socket.on("patch", (message: PatchMessage) => { this.#patch(message); });
    socket.on("stopping", () => { this.#listeners.onLine("stopping"); });
    socket.on("replaced", () => { this.#end("replaced"); });
    socket.on("refused", (last: { readonly refused: string }) => { this.#refused(last.refused); });
    for (const event of MEDIA_WORDS) {
      socket.on(event, (payload: unknown) => { this.#listeners.onMedia(event, payload); });
    }
    socket.on("disconnect", (reason) => {
      this.#serial = null;
      if (this.#over) return;
      this.#listeners.onLine("waiting");
      // The library does not come back by itself when the server has closed the connection.
      if (reason === "io server disconnect") setTimeout(() => socket.connect(), 1_000);
    });
    socket.on("connect_error", (error) => {
      if (this.#over || this.#refused(error.message)) return;
      this.#listeners.onLine("waiting");
      if (!socket.active) setTimeout(() => socket.connect(), 2_000);
    });
  }

  #take(message: ViewMessage): void {
    this.#serial = message.serial;
    this.#listeners.onView(message.view, Date.parse(message.now));
    this.#listeners.onLine("whole");
  }

  #patch(message: PatchMessage): void {
    if (this.#serial === message.from) {
      this.#serial = message.serial;
      this.#listeners.onPatch(message.set, message.drop, Date.parse(message.now));
      return;
    }
    if (this.#serial === null) return; // the whole view is on its way
    this.#serial = null;
    this.#listeners.onLine("waiting");
    void this.#ask("resync", {}, ANSWER_MS).then((answer) => {
      if (answer === null) this.#socket.disconnect().connect(); // else the whole view follows by itself
    });
  }

  /** Whether that refusal is the end. */
  #refused(code: string): boolean {
    const ending = ENDINGS[code];
    if (ending !== undefined) this.#end(ending);
    return ending !== undefined;
  }

  #end(line: Ending): void {
    this.close();
    this.#listeners.onLine(line);
  }

  /** Each connection needs a ticket of its own. A page that is given none has ended; one that gets no answer waits. */
  /** A pass for one connection; empty if none came. A way that is dead is given up for another soon. */
  async #freshTicket(formToken: string): Promise<string> {
    for (const withinMs of TICKET_MS) {
      const ticket = await this.#askForTicket(formToken, withinMs);
      if (ticket !== "" || this.#over) return ticket;
    }
    return "";
  }

  async #askForTicket(formToken: string, withinMs: number): Promise<string> {
    try {
      const signal = AbortSignal.timeout(withinMs);
      const answer = await fetch(this.#ticketUrl, { method: "POST", headers: { "X-Form-Token": formToken }, signal });
      const ending = answer.redirected ? "signed-out" : NO_TICKET[answer.status];
      if (ending !== undefined) {
        this.#end(ending);
        return "";
      }
      const body = (await answer.json()) as { readonly ticket?: string };
      return body.ticket ?? "";
    } catch {
      return ""; // the network is away: the connection fails and is tried again
    }
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
