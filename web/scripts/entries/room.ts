// The room page: builds the parts, joins them, and draws the state again whenever it has changed.
import { render } from "lit";
import { announcements } from "../announcements";
import { sealedBallot } from "../ballot";
import { loadCatalogue, t } from "../catalogue";
import { Connection } from "../connection";
import { type Choice, checkDevices } from "../device_check";
import type { MediaError } from "../media_devices";
import { whyMuted } from "../panels/controls";
import { isConfirmable } from "../panels/dialogs";
import { drawRoom } from "../panels/frame";
import type { Actions } from "../panels/parts";
import { areBeingRead, readingOf } from "../panels/reading";
import { onStage, wantedPictures } from "../panels/stage";
import { voteOnStage } from "../panels/voting";
import { type Fields, type Happening, type MemberLine, type RoomState, apply, emptyRoom, isEnding } from "../room_state";
import { Sight } from "../sight";
import { allowSounds, play } from "../sounds";
import { type Answer, type MinutesDocument, type View, currentItem, meOf, meetingOf, openVote, voteOf } from "../view";

const TICK_MS = 1_000;
const LINES_EVERY_MS = 3_000;
const PHONE_REM = 48;
const SIMPLE = "chibo-simple"; // for this tab: a shared device should not surprise the next member
const ASKS_REASON = new Set(["gate-unmet", "order-needs-reason", "programme-locked", "reason-needed", "closing-incomplete"]);

class Room implements Actions {
  readonly #root: HTMLElement;
  readonly #places: DOMStringMap;
  readonly #connection: Connection;
  readonly #polite = document.getElementById("polite");
  readonly #urgent = document.getElementById("urgent");
  #state: RoomState = emptyRoom(Date.now());
  #sight: Sight | null = null;
  #choice: Choice;
  #skewMs = 0;
  #drawn = true;
  #reading = "";
  #shownItem: string | null = null;
  #linesAt = 0;

  constructor(root: HTMLElement, choice: Choice) {
    this.#root = root;
    this.#choice = choice;
    this.#places = root.dataset;
    this.#connection = new Connection(this.#place("ticketUrl"), this.#place("formToken"), {
      onView: (view, serverNow) => { this.#setClock(serverNow); this.dispatch({ type: "view", view }); },
      onPatch: (set, drop, serverNow) => { this.#setClock(serverNow); this.dispatch({ type: "patch", set, drop }); },
      onLine: (line) => { this.dispatch({ type: "line", line, at: this.#now() }); if (isEnding(line)) this.#stopMedia(); },
      onMedia: (event, payload) => { this.#sight?.take(event, payload); },
    });
  }

  begin(): void {
    this.dispatch({ type: "simple", on: sessionStorage.getItem(SIMPLE) === "on" });
    const tick = (): void => {
      this.dispatch({ type: "tick", now: this.#now() });
      this.#wantLines();
    };
    setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick); // timers hardly run in a page that nobody looks at
    this.#connection.open();
    this.setTextOnly(this.#choice.textOnly);
    if (this.#choice.withOthers) this.ask({ kind: "check-in" });
  }

  dispatch(happening: Happening): void {
    const before = this.#state;
    this.#state = apply(before, happening);
    for (const one of announcements(before, this.#state)) this.#tell(one.text, one.urgent, one.sound);
    this.#follow(before);
    if (!this.#drawn) return;
    this.#drawn = false;
    queueMicrotask(() => { this.#draw(); });
  }

  async send(type: string, fields: Fields = {}, key: string = type): Promise<boolean> {
    if (this.#state.sending.has(key)) return false; // the second press of a double click
    this.dispatch({ type: "sending", key, on: true });
    const outcome = await this.#connection.command(type, fields);
    this.dispatch({ type: "sending", key, on: false });
    if (outcome.done) {
      if (this.#state.notice?.kind === "error") this.dispatch({ type: "notice", notice: null });
      return true;
    }
    this.#refused(type, fields, outcome.refused, outcome.sentence);
    return false;
  }

  async sendBallot(question: string, answer: Answer, onBehalfOf: string | null, key: string): Promise<boolean> {
    const { view } = this.#state;
    const ballotKey = view === null ? null : voteOf(view, question).ballot_key;
    if (ballotKey === null || this.#state.sending.has(key)) return false;
    const sealed = await sealedBallot(ballotKey, question, answer);
    const sent = await this.send("CastBallot", { question, sealed, on_behalf_of: onBehalfOf }, key);
    if (sent) this.dispatch({ type: "draft", key, text: null });
    return sent;
  }

  ask(dialog: NonNullable<RoomState["dialog"]>): void {
    this.dispatch({ type: "notice", notice: null });
    this.dispatch({ type: "dialog", dialog });
  }

  /** Closed by its own method, so that the focus goes back to where it was. */
  closeDialog(): void {
    this.#root.querySelector<HTMLDialogElement>("dialog[open]")?.close();
    if (this.#state.dialog !== null) this.dispatch({ type: "dialog", dialog: null });
  }

  leave(): void {
    this.#stopMedia();
    void this.#connection.leave().then(() => { location.assign(this.#place("homeUrl")); });
  }

  toggleMicrophone(): void {
    const { view, media } = this.#state;
    if (view !== null && !media.microphone && !meOf(view).media.audio) {
      this.dispatch({ type: "notice", notice: { kind: "quiet", text: whyMuted(view) } });
      return;
    }
    void this.#sight?.toggle("audio");
  }

  toggleCamera(): void {
    void this.#sight?.toggle("video");
  }

  toggleScreen(): void {
    void this.#sight?.toggle("screen");
  }

  setAudioOnly(on: boolean): void {
    void this.#sight?.setAudioOnly(on);
  }

  setSimple(on: boolean): void {
    sessionStorage.setItem(SIMPLE, on ? "on" : "off");
    this.dispatch({ type: "simple", on });
    this.closeDialog();
  }

  setTextOnly(on: boolean): void {
    this.dispatch({ type: "media", media: { textOnly: on } });
    if (on) this.#stopMedia();
    else void this.#startMedia();
  }

  setLook(textSize: string, theme: string): void {
    const { dataset } = document.documentElement;
    dataset["textSize"] = textSize;
    if (theme === "auto") delete dataset["theme"];
    else dataset["theme"] = theme;
    const year = 365 * 24 * 3600;
    document.cookie = `chibo_look=${textSize}.${theme}.${document.documentElement.lang}; path=/; max-age=${year}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    this.closeDialog();
  }

  tryAgain(): void {
    this.#connection.open();
  }

  async #startMedia(): Promise<void> {
    if (this.#sight !== null) return;
    allowSounds();
    this.#sight = new Sight({
      connection: this.#connection,
      phone: this.#isPhone(),
      relays: JSON.parse(this.#place("relays")) as RTCIceServer[],
      change: (media) => { this.dispatch({ type: "media", media }); },
      problem: (error) => { this.#mediaProblem(error); },
    });
    await this.#sight.start(this.#choice);
    this.#choice = { ...this.#choice, camera: null, microphone: null }; // the tracks are the room's from here on
  }

  #stopMedia(): void {
    const sight = this.#sight;
    this.#sight = null; // first: closing changes the state, and a change looks for what to close
    sight?.close();
  }

  #mediaProblem(error: MediaError): void {
    if (error.device === "screen" && error.problem === "permission-denied") return; // the member thought better of it
    this.dispatch({ type: "notice", notice: { kind: "error", text: t(`device-problem-${error.problem}`, { device: error.device }) } });
  }

  /** A refusal that only wants a reason, or a word of the chair, asks for it; every other one is shown. */
  #refused(command: string, fields: Fields, refused: string, sentence: string): void {
    if (refused === "left") return;
    if (ASKS_REASON.has(refused)) this.ask({ kind: "reason", command, fields, refused, sentence });
    else if (isConfirmable(refused)) this.ask({ kind: "confirm", command, fields, refused, sentence });
    else this.dispatch({ type: "notice", notice: { kind: "error", text: sentence } });
    this.#tell(sentence, true);
  }

  #follow(before: RoomState): void {
    const { view } = this.#state;
    if (view === null) return;
    if (meetingOf(view).phase === "closed" && this.#sight !== null) this.#stopMedia();
    const opened = openVote(view);
    if (opened !== null && (before.view === null || openVote(before.view)?.id !== opened.id)) this.dispatch({ type: "panel", panel: "vote" });
    this.#wantPictures(view);
    this.#wantDocument(view);
    if (before.view !== null && before.view !== view) this.#muteWhenTurnIsOver(before.view, view);
  }

  /** While the minutes are read out, the document on the screen is the one that would be filed now. */
  #wantDocument(view: View): void {
    if (!areBeingRead(view)) return;
    const reading = readingOf(view);
    if (reading === this.#reading) return;
    this.#reading = reading;
    void this.#connection.ask("minutes", {}).then((answer) => {
      if (answer?.["minutes"] === undefined) this.#reading = ""; // lost or refused: ask again with the next view
      else this.dispatch({ type: "document", document: answer["minutes"] as MinutesDocument });
    });
  }

  /** While an officer looks at the lines of the room, what is seen is of now. */
  #wantLines(): void {
    const { dialog, now } = this.#state;
    const isOpen = dialog?.kind === "sheet" && dialog.sheet === "lines";
    if (!isOpen || document.hidden || now - this.#linesAt < LINES_EVERY_MS) return;
    this.#linesAt = now;
    void this.#connection.ask("lines", {}).then((answer) => {
      this.dispatch({ type: "lines", lines: (answer?.["lines"] as MemberLine[] | undefined) ?? null });
    });
  }

  #wantPictures(view: View): void {
    const free = voteOnStage(this.#state, view) === null && !areBeingRead(view);
    const own = meOf(view).member;
    const drawn = document.hidden ? [] : wantedPictures(this.#state, view, free, this.#isPhone()); // a dark phone pays for nothing
    const wanted = drawn.filter((tile) => !tile.lost && tile.member !== own);
    this.#sight?.want(wanted.map((tile) => tile.member), free && !this.#state.wholeRoom ? onStage(this.#state, view) : null);
  }

  /** The server hears nobody whose turn is over; the microphone here should not pretend otherwise. */
  #muteWhenTurnIsOver(before: View, after: View): void {
    if (!meOf(before).media.audio || meOf(after).media.audio || !this.#state.media.microphone) return;
    void this.#sight?.toggle("audio");
    this.dispatch({ type: "notice", notice: { kind: "quiet", text: t("notice-muted") } });
  }

  #isPhone(): boolean {
    return this.#root.clientWidth < PHONE_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  #draw(): void {
    this.#drawn = true;
    const wasAtEnd = LOGS.map((log) => isAtEnd(this.#root.querySelector(log)));
    render(drawRoom(this.#state, this, { documents: this.#place("documentsUrl"), home: this.#place("homeUrl") }), this.#root);
    for (const [place, log] of LOGS.entries()) if (wasAtEnd[place] === true) scrollToEnd(this.#root.querySelector(log));
    this.#showCurrentStep();
    const dialog = this.#root.querySelector<HTMLDialogElement>("dialog[data-modal]:not([open])");
    dialog?.showModal();
  }

  /** The spine follows the meeting, once per step, inside its own frame. */
  #showCurrentStep(): void {
    const item = this.#state.view === null ? null : (currentItem(this.#state.view)?.id ?? null);
    if (item === this.#shownItem) return;
    this.#shownItem = item;
    const steps = this.#root.querySelector(".room-agenda__steps");
    const step = steps?.querySelector<HTMLElement>("[aria-current]");
    if (steps && step) steps.scrollTop = step.offsetTop - steps.clientHeight / 2;
  }

  #tell(text: string, urgent: boolean, sound?: Parameters<typeof play>[0]): void {
    const region = urgent ? this.#urgent : this.#polite;
    if (region !== null && text !== "") region.textContent = text;
    if (sound !== undefined && this.#state.sounds && !this.#state.media.microphone) play(sound);
  }

  #setClock(serverNow: number): void {
    this.#skewMs = serverNow - Date.now();
    this.dispatch({ type: "tick", now: this.#now() });
  }

  #now(): number {
    return Date.now() + this.#skewMs;
  }

  #place(name: string): string {
    return this.#places[name] ?? "";
  }
}

const LOGS = [".minutes__log", ".room-course"];
const NEAR_END_PX = 40;

/** A log that is read further up stays where it is; one at its end follows, and one just opened begins there. */
function isAtEnd(log: Element | null): boolean {
  return log === null || log.scrollTop + log.clientHeight >= log.scrollHeight - NEAR_END_PX;
}

function scrollToEnd(log: Element | null): void {
  if (log !== null) log.scrollTop = log.scrollHeight;
}

async function begin(): Promise<void> {
  const root = document.getElementById("room");
  if (root === null) return;
  await loadCatalogue(document.documentElement.lang);
  root.replaceChildren();
  const { name = "", place = "", cell = "", title = "", startsAt = "", recording = "", pingUrl = "/healthz" } = root.dataset;
  const { engine = "[]", relays = "[]" } = root.dataset;
  const line = { pingUrl, engine: JSON.parse(engine) as string[], relays: JSON.parse(relays) as RTCIceServer[] };
  const choice = await checkDevices(root, { name, place, cell, title, startsAt, recording }, line);
  render(null, root);
  window.scrollTo(0, 0);
  new Room(root, choice).begin();
}

void begin();
