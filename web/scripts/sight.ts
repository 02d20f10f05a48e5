// Sound and picture of the room: joins `RoomMedia` to the socket and to the state; knows no panel.
import type { Connection, MediaWord } from "./connection";
import { type Answer, type Kind, RoomMedia, type Showing, type SlotPlan, type SlotView } from "./media";
import { MediaError } from "./media_devices";
import type { LineQuality } from "./media_line";
import type { MediaState, Supply } from "./room_state";
import { type Choice } from "./device_check";

const DESKTOP: SlotPlan = { audio: 3, video: 12, screen: 1 }; // engine.py, PLANS
const PHONE: SlotPlan = { audio: 3, video: 4, screen: 1 };
/** A device that is open already is in the first offer; a question nobody has answered keeps nobody outside. */
const DEVICES_FIRST_MS = 1_000;
const BARS: Readonly<Record<LineQuality, number>> = { good: 4, fair: 3, weak: 1, lost: 0 };

export interface SightOptions {
  readonly connection: Connection;
  readonly phone: boolean;
  readonly relays: RTCIceServer[];
  readonly change: (media: Partial<MediaState>) => void;
  readonly problem: (error: MediaError) => void;
}

export class Sight {
  readonly #media: RoomMedia;
  readonly #options: SightOptions;
  readonly #voices: HTMLElement;
  #shown = "";
  #ownStream: MediaStream | null = null;

  constructor(options: SightOptions) {
    this.#options = options;
    this.#voices = document.createElement("div");
    this.#voices.hidden = true;
    document.body.append(this.#voices);
    const { connection } = options;
    this.#media = new RoomMedia({
      plan: options.phone ? PHONE : DESKTOP,
      phone: options.phone,
      relays: options.relays,
      sendOffer: async (sdp) => this.#offer(sdp),
      sendTiles: (wanted) => void connection.ask("media-show", { tiles: wanted.map(({ member, size }) => ({ member, size })) }),
      sendMuted: (muted) => void connection.ask("media-state", { microphone: !muted.audio, camera: !muted.video, screen: !muted.screen }),
      onSlots: (views) => { this.#onSlots(views); },
      onVoices: (streams) => { this.#play(streams); },
      onLine: (quality) => { options.change({ line: BARS[quality] }); },
      onFigures: (figures) => { options.change({ figures }); },
      onLocalChange: (error) => { this.#tellOwn(); if (error !== null) options.problem(error); },
    });
  }

  /** Begin with what the device check opened, so that nothing is asked twice; what is still opening follows. */
  async start(choice: Choice): Promise<void> {
    const arriving = Promise.all([
      this.#bring("audio", choice.microphone, choice.microphoneId),
      this.#bring("video", choice.camera, choice.cameraId),
    ]);
    await Promise.race([arriving, new Promise((resolve) => setTimeout(resolve, DEVICES_FIRST_MS))]);
    this.#media.connect();
    this.#tellOwn();
    await arriving;
    this.#tellOwn();
  }

  async #bring(kind: "audio" | "video", track: Promise<MediaStreamTrack> | null, id: string | null): Promise<void> {
    await this.#guarded(async () => {
      if (id !== null) await (kind === "audio" ? this.#media.chooseMicrophone(id) : this.#media.chooseCamera(id));
      if (track !== null) await this.#media.adopt({ [kind]: await track });
    });
  }

  /** What the server says of the slots, of who speaks, of this line, or that the engine is gone. */
  take(event: MediaWord, payload: unknown): void {
    if (event === "media-lost") this.#media.reconnect();
    else if (event === "line") this.#options.change({ supply: (payload as { supply: Supply }).supply });
    else if (event === "layers") void this.#media.wantLayers((payload as { rids: string[] }).rids);
    else if (event === "slots") this.#media.showSlots((payload as { slots: Showing[] }).slots);
    else this.#options.change({ speaking: (payload as { members: string[] }).members });
  }

  /** Ask for these members' pictures, the most wanted first; whoever is on the stage comes large. */
  want(members: readonly string[], stage: string | null): void {
    const wanted = members.map((member) => ({ member, size: member === stage ? ("large" as const) : ("small" as const) }));
    const key = JSON.stringify(wanted);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#media.show(wanted);
  }

  async toggle(kind: Kind): Promise<void> {
    const on = this.#media.isOn(kind);
    await this.#guarded(async () => {
      if (kind === "audio") await this.#media.setMicrophone(!on);
      else if (kind === "video") await this.#media.setCamera(!on);
      else if (on) await this.#media.stopShare();
      else await this.#media.shareScreen();
    });
    this.#tellOwn();
  }

  async setAudioOnly(on: boolean): Promise<void> {
    this.#options.change({ audioOnly: on });
    await this.#guarded(async () => this.#media.setAudioOnly(on));
    this.#tellOwn();
  }

  close(): void {
    this.#media.close();
    this.#voices.remove();
    this.#options.change({ microphone: false, camera: false, sharing: false, own: null, pictures: new Map(), screen: null, line: null, figures: null, supply: "full" });
  }

  async #offer(sdp: string): Promise<Answer> {
    const answer = await this.#options.connection.ask("media-offer", { sdp, device: this.#options.phone ? "phone" : "desktop" });
    if (answer === null || "refused" in answer) throw new Error("the engine does not answer yet");
    return answer as unknown as Answer;
  }

  #onSlots(views: readonly SlotView[]): void {
    const pictures = new Map(views.filter((view) => view.kind === "video").map((view) => [view.member, view.stream]));
    const screen = views.find((view) => view.kind === "screen");
    this.#options.change({ pictures, screen: screen ? { member: screen.member, stream: screen.stream } : null });
  }

  #play(streams: readonly MediaStream[]): void {
    this.#voices.replaceChildren(...streams.map((stream) => {
      const voice = document.createElement("audio");
      voice.autoplay = true;
      voice.srcObject = stream;
      return voice;
    }));
  }

  #tellOwn(): void {
    const picture = this.#media.ownPicture();
    if (picture === null) this.#ownStream = null;
    else if (this.#ownStream?.getVideoTracks()[0] !== picture) this.#ownStream = new MediaStream([picture]);
    this.#options.change({ microphone: this.#media.isOn("audio"), camera: this.#media.isOn("video"), sharing: this.#media.isOn("screen"), own: this.#ownStream });
  }

  async #guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#options.problem(error);
    }
  }
}
