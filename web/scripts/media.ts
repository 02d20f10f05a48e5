// Sound and sight of one member: one connection, negotiated once, with fixed slots that the server fills.
// No document here: the page gives tracks and streams their elements, and words to the codes.
import { LipSync } from "./lip_sync";
import { asMediaError, cameraAt, firstEffort, MediaError, openCamera, openMicrophone, openScreen } from "./media_devices";
import { isStrained, judgeLine, LineMeter } from "./media_line";
import type { LineFigures, LineQuality, LineReading } from "./media_line";
import { fitEncodings, preferH264, prepare, savesPowerWithH264, voices } from "./media_offer";
import { watchNetwork } from "./network";
import type { Kind, Lines, SlotPlan } from "./media_offer";

export type { Kind, SlotPlan } from "./media_offer";

export type TileSize = "small" | "medium" | "large";

export interface Answer {
  sdp: string;
  slots: { mid: string; kind: Kind }[];
}

/** What a slot carries now, as the server tells it; the whole list each time. */
export interface Showing {
  mid: string;
  member: string;
  kind: Kind;
}

export interface SlotView {
  member: string;
  kind: Kind;
  stream: MediaStream; // the same object for a slot's whole life, whoever is in it
}

export interface Tile {
  member: string;
  size: TileSize;
}

export interface Muted {
  audio: boolean;
  video: boolean;
  screen: boolean;
}

export interface RoomMediaOptions {
  plan: SlotPlan;
  /** A phone sends its camera in H.264 if that is what it has hardware for. */
  phone?: boolean;
  /** Relays for members behind strict firewalls, with a pass of this member's own; none on most lines. */
  relays?: RTCIceServer[];
  /** Carry the offer to the engine. A rejection means: not now; it is tried again. */
  sendOffer(sdp: string): Promise<Answer>;
  sendTiles(tiles: Tile[]): void;
  sendMuted(muted: Muted): void;
  /** The slots' members have changed. */
  onSlots(views: SlotView[]): void;
  /** A connection has its audio slots; each stream wants an element that plays, for the connection's whole life. */
  onVoices(streams: MediaStream[]): void;
  onLine(quality: LineQuality): void;
  /** What the line carried since the last call, once a second while it is up. */
  onFigures(figures: LineFigures): void;
  /** A device was unplugged, or sharing was ended from the browser's own bar: the state has changed by itself. */
  onLocalChange(error: MediaError | null): void;
}

const READ_LINE_EVERY_MS = 1_000;
const SILENT_READINGS = 4; // browsers need 5 to 6 s to notice a dead line; checks are answered every 2.5 s
const STRAINED_READINGS = 4; // a page that opens is busy for a moment; this is longer
const RECONNECT_PAUSES_MS = [200, 500, 1_000, 2_000, 5_000];

interface Connection extends Lines {
  meter: LineMeter;
  lips: LipSync;
  silentReadings: number;
}

/** One member's sound and sight in one meeting, through every reconnect. Methods reject only with MediaError. */
export class RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #savesPower: Promise<boolean>;
  readonly #tracks: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null, screen: null };
  readonly #presses: Record<Kind, number> = { audio: 0, video: 0, screen: 0 };
  readonly #devices: { audio: string | null; video: string | null } = { audio: null, video: null };
  #connection: Connection | null = null;
  #showing: Showing[] = [];
  #tiles: Tile[] = [];
  #wantedLayers: ReadonlySet<string> | null = null; // null: all
  #isAudioOnly = false;
  #hadCamera = false;
  #isClosed = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reader: ReturnType<typeof setInterval> | undefined;
  #unwatch: (() => void) | undefined;
  #quality: LineQuality | null = null;
  #effort = firstEffort(navigator.hardwareConcurrency);
  #strainedReadings = 0;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.#savesPower = options.phone === true ? savesPowerWithH264() : Promise.resolve(false);
  }

  /** Connect, and stay connected until `close`. Works without any device: one can still see and hear. */
  connect(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#reader ??= setInterval(() => void this.#readLine(), READ_LINE_EVERY_MS);
    this.#unwatch ??= watchNetwork(() => { if (this.#connection) void this.#restartIce(this.#connection); });
    void this.#open();
  }

  /** The engine was lost: say so, and begin with a new connection. */
  reconnect(): void {
    this.#attempt = 0;
    this.#tellLine("lost");
    this.connect();
  }

  /** Leave, and let go of every device. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#reader);
    this.#unwatch?.();
    this.#drop();
    for (const kind of ["audio", "video", "screen"] as const) void this.#put(kind, null);
  }

  /** Take in the server's word of what the slots carry. */
  showSlots(showing: Showing[]): void {
    this.#showing = showing;
    const streams = this.#connection?.streams;
    const views = showing.flatMap(({ mid, member, kind }) => {
      const stream = streams?.get(mid);
      return stream ? [{ member, kind, stream }] : [];
    });
    this.#options.onSlots(views);
  }

  /** Send only these layers of the camera, since nobody looks at the others; until the next connection. */
  async wantLayers(rids: readonly string[]): Promise<void> {
    this.#wantedLayers = new Set(rids);
    const sender = this.#connection?.senders.video;
    if (sender && this.isOn("video")) await this.#attach("video", sender);
  }

  /** Say which pictures the page draws, most wanted first. */
  show(tiles: Tile[]): void {
    this.#tiles = tiles;
    this.#options.sendTiles(this.#isAudioOnly ? [] : tiles);
  }

  /** Sound only, both ways, for a weak or dear line; the camera comes back with the pictures if it was on. */
  async setAudioOnly(isOn: boolean): Promise<void> {
    if (isOn === this.#isAudioOnly) return;
    this.#isAudioOnly = isOn;
    if (isOn) this.#hadCamera = this.isOn("video");
    this.show(this.#tiles);
    if (this.#hadCamera) await this.setCamera(!isOn);
  }

  /** Say whether microphone, camera or screen is sent now. */
  isOn(kind: Kind): boolean {
    return this.#tracks[kind] !== null;
  }

  /** Return the member's own picture for the tile that shows it; null while the camera is off. */
  ownPicture(): MediaStreamTrack | null {
    return this.#tracks.video;
  }

  /** Switch the microphone on or off. Off really sends nothing. */
  async setMicrophone(isOn: boolean): Promise<void> {
    await this.#switch("audio", isOn, () => openMicrophone(this.#devices.audio));
  }

  /** Switch the camera on or off. Off sends nothing and lets the camera's light go out. */
  async setCamera(isOn: boolean): Promise<void> {
    await this.#switch("video", isOn, () => openCamera(this.#devices.video, this.#effort));
  }

  /** Use this microphone from now on. */
  async chooseMicrophone(id: string): Promise<void> {
    this.#devices.audio = id;
    if (this.isOn("audio")) await this.#replace("audio", () => openMicrophone(id));
  }

  /** Use this camera from now on. */
  async chooseCamera(id: string): Promise<void> {
    this.#devices.video = id;
    if (this.isOn("video")) await this.#replace("video", () => openCamera(id, this.#effort));
  }

  /** Send tracks that are open already (device check), so that nothing is asked twice. They are ours from here on. */
  async adopt(tracks: { audio?: MediaStreamTrack; video?: MediaStreamTrack }): Promise<void> {
    for (const kind of ["audio", "video"] as const) {
      const track = tracks[kind];
      if (!track) continue;
      if (this.#isClosed) track.stop();
      else await this.#put(kind, track);
    }
  }

  /** Ask for a screen or window and share it. */
  async shareScreen(): Promise<void> {
    await this.#replace("screen", openScreen);
  }

  /** Stop sharing. */
  async stopShare(): Promise<void> {
    await this.#switch("screen", false, openScreen);
  }

  async #switch(kind: Kind, isOn: boolean, open: () => Promise<MediaStreamTrack>): Promise<void> {
    if (isOn) {
      if (!this.isOn(kind)) await this.#replace(kind, open);
      return;
    }
    this.#presses[kind] += 1;
    if (this.isOn(kind)) await this.#put(kind, null);
  }

  /** The last press counts: a microphone that opens after it was switched off again must not be heard. */
  async #replace(kind: Kind, open: () => Promise<MediaStreamTrack>): Promise<void> {
    const press = (this.#presses[kind] += 1);
    const track = await open();
    if (press === this.#presses[kind] && !this.#isClosed) await this.#put(kind, track);
    else track.stop();
  }

  async #put(kind: Kind, track: MediaStreamTrack | null): Promise<void> {
    const former = this.#tracks[kind];
    this.#tracks[kind] = track;
    if (former && former !== track) {
      former.onended = null;
      former.stop();
    }
    if (track) {
      track.onended = () => {
        this.#onEnded(kind);
      };
    }
    const sender = this.#connection?.senders[kind];
    if (sender) await this.#attach(kind, sender);
    this.#tellMuted();
  }

  #onEnded(kind: Kind): void {
    void this.#put(kind, null);
    const device = kind === "audio" ? "microphone" : "camera";
    this.#options.onLocalChange(kind === "screen" ? null : new MediaError("device-unplugged", device));
  }

  #tellMuted(): void {
    if (this.#isClosed) return;
    const { audio, video, screen } = this.#tracks;
    this.#options.sendMuted({ audio: !audio, video: !video, screen: !screen });
  }

  async #attach(kind: Kind, sender: RTCRtpSender): Promise<void> {
    const track = this.#tracks[kind];
    try {
      if (kind !== "audio") await fitEncodings(kind, sender, track, this.#wantedLayers);
      await sender.replaceTrack(track);
    } catch (error) {
      // A connection that was closed meanwhile; the next one takes the track from #tracks.
      if (sender.transport?.state === "connected") throw asMediaError(error, kind === "audio" ? "microphone" : "camera");
    }
  }

  async #open(): Promise<void> {
    this.#drop();
    this.#wantedLayers = null;
    const { plan, relays = [] } = this.#options;
    const lines = prepare(plan, relays, this.#tracks);
    const connection: Connection = { ...lines, meter: new LineMeter(), lips: new LipSync(), silentReadings: 0 };
    this.#connection = connection;
    const { pc } = connection;
    pc.onconnectionstatechange = () => {
      this.#onState(connection);
    };
    try {
      if (await this.#savesPower) preferH264(connection);
      for (const kind of ["audio", "video", "screen"] as const) await this.#attach(kind, connection.senders[kind]);
      await this.#negotiate(connection, {});
    } catch {
      if (this.#connection === connection) this.#openLater();
      return;
    }
    if (this.#connection !== connection) return;
    this.#tellMuted();
    this.show(this.#tiles);
    this.#options.onVoices(voices(connection));
    this.showSlots(this.#showing);
  }

  async #negotiate(connection: Connection, options: RTCOfferOptions): Promise<void> {
    const { pc, streams } = connection;
    await pc.setLocalDescription(await pc.createOffer(options));
    // Sent at once: the engine needs no candidates of ours, it answers whoever knows its password.
    const answer = await this.#options.sendOffer(pc.localDescription?.sdp ?? "");
    if (this.#connection !== connection) return;
    await pc.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    for (const { mid, receiver, direction } of pc.getTransceivers()) {
      if (mid !== null && direction === "recvonly" && !streams.has(mid)) {
        streams.set(mid, new MediaStream([receiver.track]));
      }
    }
  }

  #onState(connection: Connection): void {
    if (connection !== this.#connection) return;
    const state = connection.pc.connectionState;
    if (state === "connected") this.#attempt = 0;
    else if (state === "disconnected") void this.#restartIce(connection);
    else if (state === "failed" || state === "closed") this.#openLater();
  }

  async #restartIce(connection: Connection): Promise<void> {
    if (connection.pc.signalingState !== "stable") return;
    connection.silentReadings = 0;
    try {
      await this.#negotiate(connection, { iceRestart: true });
    } catch {
      if (this.#connection === connection) this.#openLater();
    }
  }

  #openLater(): void {
    this.#drop();
    this.#tellLine("lost");
    const pause = RECONNECT_PAUSES_MS[Math.min(this.#attempt, RECONNECT_PAUSES_MS.length - 1)] ?? 0;
    this.#attempt += 1;
    // Everybody's line comes back in the same moment; not everybody's offer should.
    const jitter = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.connect();
    }, pause + jitter);
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = null;
    if (!connection) return;
    connection.pc.onconnectionstatechange = null;
    connection.pc.close();
    this.#showing = [];
    this.#options.onSlots([]);
  }

  async #readLine(): Promise<void> {
    const connection = this.#connection;
    if (connection?.pc.connectionState !== "connected") return;
    const reading = await connection.meter.read(connection.pc);
    connection.silentReadings = reading.isAlive ? 0 : connection.silentReadings + 1;
    if (connection !== this.#connection) return;
    if (connection.silentReadings >= SILENT_READINGS) await this.#restartIce(connection);
    connection.lips.align(connection.pc, reading.stats, this.#showing);
    await this.#spareTheMachine(reading);
    const isWaiting = connection.silentReadings > 0 && connection.silentReadings < SILENT_READINGS;
    this.#options.onFigures(reading.figures);
    this.#tellLine(isWaiting ? (this.#quality ?? "good") : judgeLine(reading));
  }

  /** Ask the camera for less when this machine cannot keep up: everybody's sound goes before one's own picture. */
  async #spareTheMachine({ stats }: LineReading): Promise<void> {
    const track = this.#tracks.video;
    const less = cameraAt(this.#effort + 1);
    const wantedFps = track?.getSettings().frameRate ?? 0;
    this.#strainedReadings = track && isStrained(stats, wantedFps) ? this.#strainedReadings + 1 : 0;
    if (!track || less === null || this.#strainedReadings < STRAINED_READINGS) return;
    this.#strainedReadings = 0;
    this.#effort += 1;
    await track.applyConstraints(less).catch(() => undefined); // a camera that cannot: the next step may do
    const sender = this.#connection?.senders.video;
    if (sender && track === this.#tracks.video) await this.#attach("video", sender);
  }

  #tellLine(quality: LineQuality): void {
    if (quality === this.#quality) return;
    this.#quality = quality;
    this.#options.onLine(quality);
  }
}
