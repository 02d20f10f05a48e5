// Lips move when words are heard: a picture waits for the voice of the same member.
//
// Browsers align sound and picture of one stream, but ours come in slots whose members change, and which slots belong
// together would have to be said in the offer. On a weak line a voice lies in the jitter buffer for up to a second
// while its picture is shown at once (measured); both came the same way, so to wait as long is to be together again.
import type { Showing } from "./media";
import type { Stat } from "./media_line";

const UNNOTICED_MS = 60; // ITU-R BT.1359: sound that is late by less than 125 ms is not noticed
const STEP_MS = 20; // a buffer that is set anew each second never comes to rest
const LONGEST_MS = 2_000;

interface Buffered {
  delayS: number; // of all samples together
  count: number;
}

/** Keeps the pictures of one connection with its voices. The other way round is never done: words do not wait. */
export class LipSync {
  readonly #before = new Map<string, Buffered>();

  /** Let each picture wait as long as its member's voice did since the last call; called once a second. */
  align(connection: RTCPeerConnection, stats: readonly Stat[], showing: readonly Showing[]): void {
    const waits = this.#waits(stats);
    const voices = new Map(showing.flatMap(({ mid, member, kind }) => (kind === "audio" ? [[member, waits.get(mid) ?? 0]] : [])));
    const pictures = new Map(showing.flatMap(({ mid, member, kind }) => (kind === "video" ? [[mid, voices.get(member) ?? 0]] : [])));
    for (const { mid, receiver } of connection.getTransceivers()) {
      if (mid === null || receiver.track.kind !== "video") continue;
      const target = targetMs(pictures.get(mid) ?? 0);
      if ((receiver.jitterBufferTarget ?? null) !== target) receiver.jitterBufferTarget = target;
    }
  }

  /** Return how long the sound of each line lay in its buffer, in milliseconds, by mid. */
  #waits(stats: readonly Stat[]): Map<string, number> {
    const waits = new Map<string, number>();
    for (const { type, kind, mid, jitterBufferDelay, jitterBufferEmittedCount } of stats) {
      if (type !== "inbound-rtp" || kind !== "audio" || mid === undefined) continue;
      const now = { delayS: jitterBufferDelay ?? 0, count: jitterBufferEmittedCount ?? 0 };
      const before = this.#before.get(mid) ?? { delayS: 0, count: 0 };
      this.#before.set(mid, now);
      if (now.count > before.count) waits.set(mid, ((now.delayS - before.delayS) / (now.count - before.count)) * 1_000);
    }
    return waits;
  }
}

function targetMs(waitMs: number): number | null {
  return waitMs < UNNOTICED_MS ? null : Math.min(LONGEST_MS, Math.round(waitMs / STEP_MS) * STEP_MS);
}
