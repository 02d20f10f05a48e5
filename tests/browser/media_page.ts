// The page of the media tests: one member with a coloured picture and a tone of their own, and instruments to tell
// whose picture and tone arrive. Python calls `scene`; `offer`, `tiles` and `muted` are posted to it.
import { RoomMedia } from "../../web/scripts/media";
import type { Answer, Kind, Muted, Showing, SlotPlan, SlotView, Tile } from "../../web/scripts/media";
import { LevelMeter, listDevices } from "../../web/scripts/media_devices";
import { type LineFigures, judgeLine } from "../../web/scripts/media_line";
import { layerScales } from "../../web/scripts/media_offer";

declare global {
  interface Window {
    scene: Scene;
  }
}

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES_PER_S = 15;
const SCREEN_WIDTH = 1920;
const SCREEN_HEIGHT = 1080;
const SCREEN_FRAMES_PER_S = 10;
const TONE_VOLUME = 0.3;
const CLAP_HZ = 660;
const CLAP_EVERY_MS = 2_000;
const CLAP_MS = 400;
const CLAPS_WATCHED = 3;
const SHEET_AT = 63; // in pixels from left and top; not on the codec's blocks of 16

class Scene {
  readonly context = new AudioContext();
  readonly lines: string[] = [];
  readonly problems: string[] = [];
  figures: LineFigures | null = null;
  readonly offered: string[] = [];
  isRelayed = false;
  isPhone = false;
  sendsIn = ""; // the codec of the camera, if it is not what the page chooses
  takesOnly = ""; // the codec of the slots, if not all that the page knows
  readonly analysers = new Map<MediaStream, AnalyserNode>();
  readonly framesSent = new Map<string, number>();
  readonly framesTaken = new Map<string, number>();
  views: SlotView[] = [];
  onViews: (views: SlotView[]) => void = () => undefined;
  voices: MediaStream[] = [];
  media!: RoomMedia;

  /** Join with a picture of one colour and a tone; with relays, through nothing but those. */
  async join(plan: SlotPlan, colour: string | null, toneHz: number, relays: RTCIceServer[] = []): Promise<void> {
    await this.prepare(plan, colour, toneHz, relays);
    this.media.connect();
  }

  /** Connect, and return after how many milliseconds that member's picture was painted and sound came. */
  async connectTimed(member: string): Promise<{ sightMs: number; soundMs: number }> {
    const beganAt = performance.now();
    const sight = new Promise<number>((resolve) => {
      this.onViews = (views) => {
        const view = views.find((one) => one.member === member && one.kind === "video");
        if (!view) return;
        const video = document.createElement("video");
        video.muted = true;
        video.srcObject = view.stream;
        document.body.append(video); // what is nowhere on the page is not painted
        this.onViews = () => undefined;
        video.requestVideoFrameCallback(() => resolve(performance.now() - beganAt));
        void video.play();
      };
    });
    this.media.show([{ member, size: "medium" }]);
    this.media.connect();
    while (!this.isSounding()) await new Promise((resolve) => setTimeout(resolve, 10));
    const soundMs = performance.now() - beganAt;
    return { sightMs: await sight, soundMs };
  }

  /** Get ready to connect, as the device check does. */
  async prepare(plan: SlotPlan, colour: string | null, toneHz: number, relays: RTCIceServer[] = []): Promise<void> {
    this.isRelayed = relays.length > 0;
    this.media = new RoomMedia({
      plan,
      relays,
      phone: this.isPhone,
      sendOffer: (sdp) => {
        this.offered.push(/a=ice-ufrag:(.*)/.exec(sdp)?.[1] ?? "");
        return post<Answer>("offer", sdp);
      },
      sendTiles: (tiles: Tile[]) => void post("tiles", tiles),
      sendMuted: (muted: Muted) => void post("muted", muted),
      onSlots: (views) => {
        this.views = views;
        this.onViews(views);
      },
      onVoices: (streams) => {
        this.voices = streams;
        for (const stream of streams) play(stream);
      },
      onLine: (quality) => this.lines.push(quality),
      onFigures: (figures) => { this.figures = figures; },
      onLocalChange: (error) => this.problems.push(error?.problem ?? "ended"),
    });
    if (colour !== null) await this.media.adopt({ video: picture(colour), audio: this.tone(toneHz) });
  }

  tone(toneHz: number): MediaStreamTrack {
    return only(this.oscillator(toneHz).target.stream);
  }

  oscillator(toneHz: number): { target: MediaStreamAudioDestinationNode; volume: GainNode } {
    const target = this.context.createMediaStreamDestination();
    const oscillator = this.context.createOscillator();
    const volume = this.context.createGain();
    oscillator.frequency.value = toneHz;
    volume.gain.value = TONE_VOLUME;
    oscillator.connect(volume).connect(target);
    oscillator.start();
    return { target, volume };
  }

  /** Clap once a second: a white picture and a tone begin in the same moment. */
  async clap(): Promise<void> {
    const { canvas, drawing } = blank();
    const { target, volume } = this.oscillator(CLAP_HZ);
    setInterval(() => {
      const isClap = performance.now() % CLAP_EVERY_MS < CLAP_MS;
      drawing.fillStyle = isClap ? "white" : "black";
      drawing.fillRect(0, 0, WIDTH, HEIGHT);
      volume.gain.value = isClap ? TONE_VOLUME : 0;
    }, 1000 / FRAMES_PER_S);
    await this.media.adopt({ video: only(canvas.captureStream(FRAMES_PER_S)), audio: only(target.stream) });
  }

  /** Return by how many milliseconds a member's claps are heard after they are seen: the median of the next few. */
  async heardLateMs(member: string): Promise<number> {
    const view = this.views.find((one) => one.member === member && one.kind === "video");
    if (!view) return NaN;
    const video = await playing(view.stream);
    const drawing = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const seen: number[] = [];
    const heard: number[] = [];
    let wasBright = true;
    let wasLoud = true;
    const look = (): void => {
      drawing?.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
      const isBright = (drawing?.getImageData(0, 0, 1, 1).data[0] ?? 0) > 128;
      if (isBright && !wasBright) seen.push(performance.now());
      wasBright = isBright;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    const endsAt = performance.now() + CLAPS_WATCHED * CLAP_EVERY_MS;
    while (performance.now() < endsAt) {
      const isLoud = this.isSounding();
      if (isLoud && !wasLoud) heard.push(performance.now());
      wasLoud = isLoud;
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    const half = CLAP_EVERY_MS / 2;
    const late = heard.flatMap((at) => seen.map((since) => at - since)).filter((ms) => Math.abs(ms) < half);
    return late.sort((one, other) => one - other)[Math.floor(late.length / 2)] ?? NaN;
  }

  /** Let what is heard lie in the jitter buffer for so long, as on a line that once had a queue. */
  holdVoices(ms: number): void {
    for (const { receiver } of connections.at(-1)?.getTransceivers() ?? []) {
      if (receiver.track.kind === "audio") receiver.jitterBufferTarget = ms;
    }
  }

  /** Share a screen without asking: the dialogue cannot be clicked in a headless browser. */
  async share(colour: string): Promise<void> {
    const track = picture(colour);
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(new MediaStream([track]));
    await this.media.shareScreen();
  }

  /** Share a screen of 1080 lines with small squares on it, dark where a row says "1", and a bar that moves. */
  async shareSheet(rows: string[], sidePx: number): Promise<void> {
    const track = sheet(rows, sidePx);
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(new MediaStream([track]));
    await this.media.shareScreen();
  }

  /** Return the squares as a member's screen shows them here; none while it is not 1080 lines high. */
  async readSheet(member: string, squares: number, sidePx: number): Promise<string[]> {
    const view = this.views.find((one) => one.member === member && one.kind === "screen");
    if (!view) return [];
    const video = await playing(view.stream);
    if (video.videoHeight !== SCREEN_HEIGHT) return [];
    const drawing = new OffscreenCanvas(SCREEN_WIDTH, SCREEN_HEIGHT).getContext("2d");
    drawing?.drawImage(video, 0, 0);
    const side = squares * sidePx;
    const pixels = drawing?.getImageData(SHEET_AT, SHEET_AT, side, side).data ?? [];
    const isDark = (row: number, column: number): boolean => {
      const middle = (at: number): number => Math.floor((at + 0.5) * sidePx);
      return (pixels[(middle(row) * side + middle(column)) * 4] ?? 255) < 128;
    };
    const numbers = Array.from({ length: squares }, (_, at) => at);
    return numbers.map((row) => numbers.map((column) => (isDark(row, column) ? "1" : "0")).join(""));
  }

  /** Return the colour seen in the slot of a member's camera or screen; null without a picture. */
  async colourOf(member: string, kind: Kind): Promise<number[] | null> {
    const view = this.views.find((one) => one.member === member && one.kind === kind);
    if (!view) return null;
    const video = await playing(view.stream);
    if (video.videoWidth === 0) return null;
    const canvas = new OffscreenCanvas(1, 1);
    const drawing = canvas.getContext("2d");
    drawing?.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
    return Array.from(drawing?.getImageData(0, 0, 1, 1).data ?? []).slice(0, 3);
  }

  /** Return the loudest frequency of each voice slot in Hz, 0 for silence. */
  async tonesHeard(): Promise<number[]> {
    const analysers = this.voices.map((stream) => {
      const analyser = this.context.createAnalyser();
      analyser.fftSize = 8192;
      this.context.createMediaStreamSource(stream).connect(analyser);
      return analyser;
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    return analysers.map((analyser) => this.loudest(analyser));
  }

  /** Say whether a voice slot is louder than silence now. */
  isSounding(): boolean {
    const samples = new Float32Array(1024);
    return this.voices.some((stream) => {
      let analyser = this.analysers.get(stream);
      if (!analyser) {
        analyser = this.context.createAnalyser();
        this.context.createMediaStreamSource(stream).connect(analyser);
        this.analysers.set(stream, analyser);
      }
      analyser.getFloatTimeDomainData(samples);
      return samples.some((sample) => Math.abs(sample) > 0.01);
    });
  }

  loudest(analyser: AnalyserNode): number {
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(spectrum);
    const loudest = spectrum.reduce((best, level, at) => (level > (spectrum[best] ?? -Infinity) ? at : best), 0);
    return (spectrum[loudest] ?? -Infinity) < -60 ? 0 : (loudest * this.context.sampleRate) / analyser.fftSize;
  }

  /** Return the energy of all sound that came, in joules as the statistics count it. */
  async soundHeard(): Promise<number> {
    let energy = 0;
    for (const pc of connections) {
      if (pc.connectionState !== "connected") continue;
      (await pc.getStats()).forEach((stat: { type: string; totalAudioEnergy?: number }) => {
        if (stat.type === "inbound-rtp") energy += stat.totalAudioEnergy ?? 0;
      });
    }
    return energy;
  }

  /** Return the frames decoded by all picture slots together. */
  async framesDecoded(): Promise<number> {
    let frames = 0;
    for (const pc of connections) {
      if (pc.connectionState !== "connected") continue;
      (await pc.getStats()).forEach((stat: { type: string; framesDecoded?: number }) => {
        if (stat.type === "inbound-rtp") frames += stat.framesDecoded ?? 0;
      });
    }
    return frames;
  }

  /** Return how many packets of sound have come on the newest connection. */
  async packetsHeard(): Promise<number> {
    let packets = 0;
    (await connections.at(-1)?.getStats())?.forEach((stat: { type: string; kind?: string; packetsReceived?: number }) => {
      if (stat.type === "inbound-rtp" && stat.kind === "audio") packets += stat.packetsReceived ?? 0;
    });
    return packets;
  }

  /** Return all that the browser counts of this connection, by id. */
  async statistics(): Promise<Record<string, unknown>> {
    return Object.fromEntries((await connections.at(-1)?.getStats()) ?? []);
  }

  /** Return how many picture slots have shown something, what was lost on the way, and how often they had to beg for a keyframe. */
  async slotsUsed(): Promise<{ slots: number; lost: number; begged: number }> {
    const used = { slots: 0, lost: 0, begged: 0 };
    (await connections.at(-1)?.getStats())?.forEach((stat: { type: string; kind?: string; framesDecoded?: number; packetsLost?: number; pliCount?: number }) => {
      if (stat.type !== "inbound-rtp" || stat.kind !== "video") return;
      used.slots += Number((stat.framesDecoded ?? 0) > 0);
      used.lost += stat.packetsLost ?? 0;
      used.begged += stat.pliCount ?? 0;
    });
    return used;
  }

  /** Return the codecs of the pictures that are being decoded: those with frames since the last call. */
  async codecsDecoded(): Promise<string[]> {
    const decoded: string[] = [];
    const pc = connections.at(-1);
    const stats = new Map<string, { type: string; id: string; codecId?: string; mimeType?: string; framesDecoded?: number }>();
    (await pc?.getStats())?.forEach((stat: { id: string; type: string }) => stats.set(stat.id, stat));
    for (const stat of stats.values()) {
      const frames = stat.framesDecoded ?? 0;
      if (stat.type !== "inbound-rtp" || frames <= (this.framesTaken.get(stat.id) ?? 0)) continue;
      this.framesTaken.set(stat.id, frames);
      decoded.push(stats.get(stat.codecId ?? "")?.mimeType ?? "");
    }
    return decoded.sort();
  }

  /** Return the codecs that were offered for the camera, the one it likes best first. */
  cameraCodecs(): string[] {
    const camera = connections.at(-1)?.localDescription?.sdp.split("\r\nm=")[2] ?? "";
    return [...camera.matchAll(/a=rtpmap:\d+ (\w+)/g)].map((found) => found[1] ?? "");
  }

  /** Return what is sent of each kind of RTP since the connection began, in packets. */
  async packetsSent(): Promise<Record<string, number>> {
    const sent: Record<string, number> = {};
    for (const pc of connections) {
      if (pc.connectionState !== "connected") continue;
      (await pc.getStats()).forEach((stat: { type: string; kind?: string; packetsSent?: number }) => {
        const kind = stat.kind ?? "";
        if (stat.type === "outbound-rtp") sent[kind] = (sent[kind] ?? 0) + (stat.packetsSent ?? 0);
      });
    }
    return sent;
  }

  /** Return the layers of the camera that are being sent: those with frames since the last call. */
  async layersSent(): Promise<string[]> {
    const sent: string[] = [];
    for (const pc of connections) {
      if (pc.connectionState !== "connected") continue;
      (await pc.getStats()).forEach((stat: { type: string; rid?: string; framesSent?: number }) => {
        if (stat.type !== "outbound-rtp" || stat.rid === undefined) return;
        if ((stat.framesSent ?? 0) > (this.framesSent.get(stat.rid) ?? 0)) sent.push(stat.rid);
        this.framesSent.set(stat.rid, stat.framesSent ?? 0);
      });
    }
    return sent.sort();
  }

  /** Return the height of the picture that was decoded last, 0 without one. */
  async linesOfPicture(): Promise<number> {
    let lines = 0;
    for (const pc of connections) {
      if (pc.connectionState !== "connected") continue;
      (await pc.getStats()).forEach((stat: { type: string; frameHeight?: number }) => {
        if (stat.type === "inbound-rtp") lines ||= stat.frameHeight ?? 0;
      });
    }
    return lines;
  }

  /** Return how the nominated path leaves this machine: the candidate's kind and the way to its relay. */
  async path(): Promise<string[]> {
    const pc = connections.at(-1);
    if (!pc) return [];
    const stats = new Map<string, { type: string; state?: string; nominated?: boolean; localCandidateId?: string; candidateType?: string; relayProtocol?: string }>();
    (await pc.getStats()).forEach((stat: { id: string; type: string }) => stats.set(stat.id, stat));
    const pair = [...stats.values()].find((stat) => stat.type === "candidate-pair" && stat.nominated === true && stat.state === "succeeded");
    const local = stats.get(pair?.localCandidateId ?? "");
    return local ? [local.candidateType ?? "", local.relayProtocol ?? ""] : [];
  }

  /** Do what a browser does when it sees its line die. */
  restartIce(): void {
    const pc = connections.at(-1);
    if (!pc) throw new Error("no connection");
    Object.defineProperty(pc, "connectionState", { value: "disconnected", configurable: true });
    pc.onconnectionstatechange?.(new Event("connectionstatechange"));
    delete (pc as { connectionState?: unknown }).connectionState;
  }

  /** Return the ICE names this page has offered, the latest last. */
  ufrags(): string[] {
    return this.offered;
  }

  showSlots(showing: Showing[]): void {
    this.media.showSlots(showing);
  }

  /** Open the microphone so slowly that it can be switched off again before it is open. */
  async pressTwice(): Promise<{ isOn: boolean; state: string }> {
    const track = this.tone(440);
    navigator.mediaDevices.getUserMedia = () =>
      new Promise((resolve) => setTimeout(() => resolve(new MediaStream([track])), 300));
    const opening = this.media.setMicrophone(true);
    await this.media.setMicrophone(false);
    await opening;
    return { isOn: this.media.isOn("audio"), state: track.readyState };
  }

  /** Return what the meter shows for a tone and for silence. */
  async levels(): Promise<number[]> {
    const silent = this.context.createMediaStreamDestination().stream;
    const meters = [new LevelMeter(this.tone(440)), new LevelMeter(only(silent))];
    await new Promise((resolve) => setTimeout(resolve, 300));
    return meters.map((meter) => meter.level());
  }

  devices = listDevices;
  judgeLine = judgeLine;
  layerScales = layerScales;
}

// Cameras of 720 lines are tried on small machines, too, where the room itself would ask for less.
Object.defineProperty(navigator, "hardwareConcurrency", { value: 8 });

// RoomMedia keeps its connection to itself; the instruments need its statistics.
const connections: RTCPeerConnection[] = [];
const Native = RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(window.scene.isRelayed ? { ...configuration, iceTransportPolicy: "relay" } : configuration);
    connections.push(this);
  }
};

// A page of ours sends VP8; whoever sends something else is played here.
const prefer = RTCRtpTransceiver.prototype.setCodecPreferences;
RTCRtpTransceiver.prototype.setCodecPreferences = function (this: RTCRtpTransceiver, codecs: RTCRtpCodec[]): void {
  const { sendsIn, takesOnly } = window.scene;
  const isCamera = connections.at(-1)?.getTransceivers()[1] === this;
  const known = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const wanted = isCamera ? sendsIn : this.direction === "recvonly" ? takesOnly : "";
  const isWanted = ({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec): boolean => mimeType === wanted && !/mode=0/.test(sdpFmtpLine);
  const isPicture = codecs[0]?.mimeType.startsWith("video/") === true;
  prefer.call(this, wanted !== "" && isPicture ? known.filter(isWanted).slice(0, 1) : codecs);
};

let posted: Promise<unknown> = Promise.resolve();

/** Post to Python, one after the other, and return its answer. */
async function post<T>(what: string, value: unknown): Promise<T> {
  const answer = posted.then(async () => {
    const said = await fetch(`/hands/${new URLSearchParams(location.search).get("member") ?? ""}/${what}`, { method: "POST", body: JSON.stringify(value) });
    if (!said.ok) throw new Error(`${what}: ${String(said.status)}`);
    return (await said.json()) as T;
  });
  posted = answer.catch(() => undefined);
  return answer;
}

function blank(): { canvas: HTMLCanvasElement; drawing: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const drawing = canvas.getContext("2d");
  if (!drawing) throw new Error("no canvas");
  return { canvas, drawing };
}

function picture(colour: string): MediaStreamTrack {
  const { canvas, drawing } = blank();
  let at = 0;
  setInterval(() => {
    drawing.fillStyle = colour;
    drawing.fillRect(0, 0, WIDTH, HEIGHT);
    drawing.fillStyle = "white";
    drawing.fillRect((at += 4) % WIDTH, 0, 20, 20);
  }, 1000 / FRAMES_PER_S);
  return only(canvas.captureStream(FRAMES_PER_S));
}

function sheet(rows: string[], sidePx: number): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = SCREEN_WIDTH;
  canvas.height = SCREEN_HEIGHT;
  const drawing = canvas.getContext("2d");
  if (!drawing) throw new Error("no canvas");
  drawing.fillStyle = "white";
  drawing.fillRect(0, 0, SCREEN_WIDTH, SCREEN_HEIGHT);
  drawing.fillStyle = "black";
  for (const [row, marks] of rows.entries()) {
    for (const [column, mark] of [...marks].entries()) {
      if (mark === "1") drawing.fillRect(SHEET_AT + column * sidePx, SHEET_AT + row * sidePx, sidePx, sidePx);
    }
  }
  let at = 0;
  setInterval(() => {
    drawing.fillStyle = (at += 1) % 2 ? "gray" : "silver";
    drawing.fillRect((at * 40) % SCREEN_WIDTH, SCREEN_HEIGHT - 40, 40, 40);
  }, 1000 / SCREEN_FRAMES_PER_S);
  return only(canvas.captureStream(SCREEN_FRAMES_PER_S));
}

async function playing(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  // A slot that is emptied meanwhile never begins to play.
  await Promise.race([video.play(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
  return video;
}

function only(stream: MediaStream): MediaStreamTrack {
  const track = stream.getTracks()[0];
  if (!track) throw new Error("no track");
  return track;
}

function play(stream: MediaStream): void {
  const audio = document.createElement("audio");
  audio.srcObject = stream;
  audio.muted = true; // Web Audio only hears a remote stream that some element plays
  void audio.play();
}

window.scene = new Scene();
