// Before the room: see oneself, hear oneself, hear the bell, choose devices, say who sits here. Nothing is sent yet.
import { type TemplateResult, html, nothing, render } from "lit";
import { t } from "./catalogue";
import { clock } from "./format";
import { icon, lineIcon } from "./icons";
import { type Devices, LevelMeter, MediaError, listDevices, openCamera, openMicrophone, watchDevices } from "./media_devices";
import { type Way, findWay } from "./media_way";
import { inShort } from "./panels/parts";
import { allowSounds, play } from "./sounds";

/** What a member goes in with. Devices may still be opening; their tracks belong to whoever takes the choice. */
export interface Choice {
  readonly microphone: Promise<MediaStreamTrack> | null; // null: not now
  readonly camera: Promise<MediaStreamTrack> | null;
  readonly microphoneId: string | null; // null: any
  readonly cameraId: string | null;
  readonly textOnly: boolean;
  readonly withOthers: boolean;
}

export interface Visitor {
  readonly name: string;
  readonly place: string;
  readonly cell: string;
  readonly title: string;
  readonly startsAt: string;
  /** The decision by which the meeting is being recorded; empty if it is not. */
  readonly recording: string;
}

/** Where the page asks how long and by which way it is to the service. */
export interface Line {
  readonly pingUrl: string;
  readonly engine: readonly string[]; // stun: addresses
  readonly relays: readonly RTCIceServer[];
}

type DeviceName = "camera" | "microphone";

/** A device that is open or opening. */
interface Opening {
  readonly id: string | null;
  readonly track: Promise<MediaStreamTrack>;
}

interface CheckState {
  readonly devices: Devices | null;
  readonly camera: MediaStreamTrack | null;
  readonly microphone: MediaStreamTrack | null;
  readonly problems: readonly MediaError[];
  readonly level: number;
  readonly heardOnce: boolean;
  readonly heardBell: boolean;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly withOthers: boolean;
  readonly now: number;
  readonly delayMs: number | null;
  readonly way: Way | null; // null: not known yet
}

const METER_CELLS = 16;
const METER_MS = 100;
const HEARD = 0.25; // somewhat above a quiet room
const GOOD_DELAY_MS = 300;
const SOON_MINUTES = 120; // nobody counts a day in minutes

/** Show the check in `root`; resolves when the member goes in. */
export async function checkDevices(root: HTMLElement, visitor: Visitor, line: Line): Promise<Choice> {
  return new Promise((resolve) => { void new DeviceCheck(root, visitor, resolve).begin(line); });
}

class DeviceCheck {
  readonly #root: HTMLElement;
  readonly #visitor: Visitor;
  readonly #enter: (choice: Choice) => void;
  #state: CheckState = {
    devices: null, camera: null, microphone: null, problems: [], level: 0, heardOnce: false, heardBell: false,
    microphoneOn: false, cameraOn: true, withOthers: false, now: Date.now(), delayMs: null, way: null,
  };
  readonly #openings: Record<DeviceName, Opening | null> = { camera: null, microphone: null };
  #isOver = false;
  #preview: MediaStream | null = null;
  #meter: LevelMeter | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unwatch: () => void = () => undefined;

  constructor(root: HTMLElement, visitor: Visitor, enter: (choice: Choice) => void) {
    this.#root = root;
    this.#visitor = visitor;
    this.#enter = enter;
  }

  async begin(line: Line): Promise<void> {
    this.#draw();
    this.#timer = setInterval(() => { this.#measure(); }, METER_MS);
    void this.#ping(line.pingUrl);
    void findWay(line.engine, line.relays).then((way) => { this.#change({ way }); });
    await Promise.all([this.#openCamera(null), this.#openMicrophone(null)]);
    await this.#list();
    if (this.#isOver) return;
    try {
      this.#unwatch = watchDevices(() => void this.#list());
    } catch {
      return; // no devices on this page at all: the member goes in by text, the rows say why
    }
  }

  #change(change: Partial<CheckState>): void {
    this.#state = { ...this.#state, ...change };
    this.#draw();
  }

  async #openCamera(id: string | null): Promise<void> {
    this.#state.camera?.stop();
    const camera = await this.#open("camera", { id, track: openCamera(id) });
    if (camera === undefined) return;
    this.#preview = camera === null ? null : new MediaStream([camera]);
    this.#change({ camera });
  }

  async #openMicrophone(id: string | null): Promise<void> {
    this.#state.microphone?.stop();
    void this.#meter?.close();
    const microphone = await this.#open("microphone", { id, track: openMicrophone(id) });
    if (microphone === undefined) return;
    this.#meter = microphone === null ? null : new LevelMeter(microphone);
    this.#change({ microphone });
  }

  /** Return the track, null with a problem to show, or undefined if it is no longer ours to show. */
  async #open(device: DeviceName, opening: Opening): Promise<MediaStreamTrack | null | undefined> {
    this.#openings[device] = opening;
    const others = this.#state.problems.filter((problem) => problem.device !== device);
    try {
      const track = await opening.track;
      if (this.#isOver) return undefined; // the room's by now
      if (this.#openings[device] !== opening) {
        track.stop(); // another was chosen meanwhile
        return undefined;
      }
      this.#change({ problems: others });
      return track;
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      if (this.#isOver || this.#openings[device] !== opening) return undefined;
      this.#change({ problems: [...others, error] });
      return null;
    }
  }

  async #list(): Promise<void> {
    try {
      this.#change({ devices: await listDevices() });
    } catch {
      this.#change({ devices: null });
    }
  }

  async #ping(url: string): Promise<void> {
    const from = performance.now();
    try {
      await fetch(url, { cache: "no-store" });
      this.#change({ delayMs: performance.now() - from });
    } catch {
      this.#change({ delayMs: Number.POSITIVE_INFINITY });
    }
  }

  #measure(): void {
    const level = this.#meter?.level() ?? 0;
    this.#change({ level, heardOnce: this.#state.heardOnce || level > HEARD, now: Date.now() });
  }

  /** Go in at once: a camera that is still opening, or waits for permission, follows. */
  #go(textOnly: boolean): void {
    allowSounds();
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#unwatch();
    void this.#meter?.close();
    const { cameraOn, microphoneOn, withOthers } = this.#state;
    const choice: Choice = {
      camera: this.#handOver("camera", !textOnly && cameraOn),
      microphone: this.#handOver("microphone", !textOnly && microphoneOn),
      cameraId: this.#openings.camera?.id ?? null,
      microphoneId: this.#openings.microphone?.id ?? null,
      textOnly,
      withOthers,
    };
    this.#enter(choice);
  }

  #handOver(device: DeviceName, isWanted: boolean): Promise<MediaStreamTrack> | null {
    const track = this.#openings[device]?.track ?? null;
    const hasFailed = this.#state.problems.some((problem) => problem.device === device);
    if (isWanted && !hasFailed) return track;
    void track?.then((one) => { one.stop(); }, () => undefined); // its light goes out whenever it comes
    return null;
  }

  #draw(): void {
    if (!this.#isOver) render(this.#page(), this.#root);
  }

  #page(): TemplateResult {
    const { cell, title, recording } = this.#visitor;
    return html`<main class="check page-body" id="main" tabindex="-1"><div class="page-heading"><div><p class="page-heading__over">${cell}</p><h1>${t("device-title")}</h1>
        <p class="page-heading__lead">${title} · ${this.#when()}</p></div></div>
      <div class="check__columns"><div class="check__self">${this.#picture()}${this.#own()}</div>
        <div class="check__list">${recording === "" ? nothing : html`<p class="note note--attention">${icon("radio-on")}<span class="note__text">${t("device-recording", { decision: recording })}</span></p>`}${this.#rows()}
          <p class="check__secrets note note--attention">${icon("lock")}<span class="note__text">${t("room-secrets-long")}</span></p>
          <div class="check__enter"><button type="button" class="button button--primary button--large button--wide" @click=${() => { this.#go(false); }}>${icon("arrow")}<span>${t("device-enter")}</span></button>
          <button type="button" class="button button--quiet button--wide" @click=${() => { this.#go(true); }}>${inShort(t("device-enter-text"), t("device-enter-text-short"))}</button></div></div></div></main>`;
  }

  #when(): string {
    const minutes = Math.ceil((Date.parse(this.#visitor.startsAt) - this.#state.now) / 60_000);
    const time = clock(this.#visitor.startsAt);
    return minutes > 0 && minutes <= SOON_MINUTES ? t("device-starts-in", { time, minutes }) : t("device-started", { time });
  }

  #picture(): TemplateResult {
    const { camera, cameraOn } = this.#state;
    const { name, place } = this.#visitor;
    return html`<figure class="room-stage check__picture">${camera && cameraOn ? html`<video class="room-video room-video--own" .srcObject=${this.#preview} .muted=${true} autoplay playsinline></video>` : html`<p class="room-stage__name">${name}</p>`}
      <figcaption class="room-plate"><span>${name}${place ? ` · ${place}` : ""}</span></figcaption></figure>`;
  }

  #own(): TemplateResult {
    const { microphoneOn, cameraOn, withOthers } = this.#state;
    const toggle = (text: string, sign: Parameters<typeof icon>[0], press: () => void) => html`<button type="button" class="button" @click=${press}>${icon(sign)}<span>${text}</span></button>`;
    const alone = (others: boolean, text: string) => html`<label class="choice"><input class="choice__input" type="radio" name="with-others" .checked=${withOthers === others} @change=${() => { this.#change({ withOthers: others }); }}><span>${text}</span></label>`;
    return html`<div class="button-row">
        ${toggle(t(microphoneOn ? "device-microphone-off" : "device-microphone-on"), microphoneOn ? "mic" : "mic-off", () => { this.#change({ microphoneOn: !microphoneOn }); })}
        ${toggle(t(cameraOn ? "device-camera-off" : "device-camera-on"), cameraOn ? "camera" : "camera-off", () => { this.#change({ cameraOn: !cameraOn }); })}</div>
      <fieldset class="choice-group"><legend class="choice-group__label">${t("device-alone-question")}</legend>
        <div class="choice-group__choices">${alone(false, t("device-alone"))}${alone(true, t("device-with-others"))}</div></fieldset>`;
  }

  #rows(): TemplateResult {
    return html`<ul class="check__rows">${this.#microphoneRow()}${this.#bellRow()}${this.#cameraRow()}${this.#lineRow()}</ul>`;
  }

  #microphoneRow(): TemplateResult {
    const { microphone, level, heardOnce, devices } = this.#state;
    const problem = this.#problem("microphone");
    const full = Math.round(level * METER_CELLS);
    return html`<li class="check__row">${icon("mic")}<div><p class="check__name">${t("device-microphone")}</p>
      <p>${problem ?? t(heardOnce ? "device-microphone-heard" : "device-microphone-silent")}</p>
      ${microphone ? html`<div class="meter" role="img" aria-label=${t("device-level")}>${Array.from({ length: METER_CELLS }, (_, cell) => html`<span class="meter__cell ${cell < full ? "meter__cell--full" : ""}"></span>`)}</div>` : nothing}
      ${this.#chooser("device-choose-microphone", devices?.microphones ?? [], microphone, (id) => void this.#openMicrophone(id))}</div>
      ${problem !== null ? this.#tag("due", "device-off") : heardOnce ? this.#tag("", "device-good") : this.#tag("gold", "device-waiting")}</li>`;
  }

  #bellRow(): TemplateResult {
    const { heardBell } = this.#state;
    const ring = () => { allowSounds(); play("your-turn"); };
    return html`<li class="check__row">${icon("speaker")}<div><p class="check__name">${t("device-speaker")}</p><p>${t("device-bell-question")}</p>
      <div class="button-row"><button type="button" class="button" @click=${ring}>${icon("play")}<span>${t("device-bell")}</span></button>
      ${heardBell ? nothing : html`<button type="button" class="button" @click=${() => { this.#change({ heardBell: true }); }}>${icon("check")}<span>${t("device-bell-heard")}</span></button>`}</div></div>
      ${heardBell ? this.#tag("", "device-good") : nothing}</li>`;
  }

  #cameraRow(): TemplateResult {
    const { camera, devices } = this.#state;
    const problem = this.#problem("camera");
    return html`<li class="check__row">${icon("camera")}<div><p class="check__name">${t("device-camera")}</p><p>${problem ?? camera?.label ?? t("device-waiting")}</p>
      ${this.#chooser("device-choose-camera", devices?.cameras ?? [], camera, (id) => void this.#openCamera(id))}</div>
      ${problem === null ? camera ? this.#tag("", "device-good") : this.#tag("gold", "device-waiting") : this.#tag("due", "device-off")}</li>`;
  }

  #lineRow(): TemplateResult {
    const { delayMs, way } = this.#state;
    const isMeasured = delayMs !== null && way !== null;
    const isOpen = way === "direct" || way === "relay";
    const good = isMeasured && isOpen && delayMs < GOOD_DELAY_MS;
    const speed = !isMeasured ? "device-line-measuring" : good ? "device-line-good" : Number.isFinite(delayMs) ? "device-line-fair" : "device-line-none";
    const words = way === null || way === "direct" ? speed : `device-way-${way}`;
    return html`<li class="check__row">${lineIcon(good ? 4 : way === "none" ? 1 : 2)}<div><p class="check__name">${t("device-line")}</p><p>${t(words)}</p></div>
      ${!isMeasured ? nothing : good ? this.#tag("", "device-good") : way === "none" ? this.#tag("due", "device-blocked") : this.#tag("gold", "device-fair")}</li>`;
  }

  #problem(device: "camera" | "microphone"): string | null {
    const found = this.#state.problems.find((problem) => problem.device === device);
    return found === undefined ? null : t(`device-problem-${found.problem}`, { device });
  }

  #chooser(key: string, devices: readonly { readonly id: string; readonly label: string }[], track: MediaStreamTrack | null, choose: (id: string) => void): TemplateResult | typeof nothing {
    if (devices.length < 2 || track === null) return nothing;
    const current = track.getSettings().deviceId;
    return html`<span class="field__select"><select class="field__input" aria-label=${t(key)} @change=${(event: Event) => { choose((event.target as HTMLSelectElement).value); }}>
      ${devices.map((device) => html`<option value=${device.id} ?selected=${device.id === current}>${device.label}</option>`)}</select>${icon("unfold")}</span>`;
  }

  #tag(kind: "" | "gold" | "due", key: string): TemplateResult {
    return html`<span class="tag ${kind ? `tag--${kind}` : ""}">${kind === "" ? icon("check") : nothing}${t(key)}</span>`;
  }
}
