// How good the line is, in four words the page can explain, from the browser's own statistics.

export type LineQuality = "good" | "fair" | "weak" | "lost";

/** Whether this machine cannot keep up with its own camera: it says so, or pictures go missing before the line. */
export function isStrained(stats: readonly Stat[], wantedFps: number): boolean {
  const sent = stats.filter((stat) => stat.type === "outbound-rtp" && stat.kind === "video" && (stat.framesPerSecond ?? 0) > 0);
  if (sent.some((stat) => stat.qualityLimitationReason === "cpu")) return true;
  const source = stats.find((stat) => stat.type === "media-source" && stat.kind === "video");
  return source?.framesPerSecond !== undefined && source.framesPerSecond < wantedFps * ENOUGH_FPS_SHARE;
}

const ENOUGH_FPS_SHARE = 0.6;

export interface LineReading {
  lossShare: number; // 0 to 1, the worse of both directions since the last reading
  roundTripS: number;
  isAlive: boolean; // something came in since the last reading
  figures: LineFigures;
  stats: readonly Stat[];
}

/** What goes over the line now, for whoever is asked on the telephone what their page shows. */
export interface LineFigures {
  readonly roundTripMs: number;
  readonly lossPercent: number; // the worse of both directions
  readonly getsKbps: number;
  readonly sendsKbps: number;
  readonly pictures: number; // that arrive
  readonly largestLines: number; // height of the largest of them
}

const GOOD = { lossShare: 0.02, roundTripS: 0.3 }; // nobody notices
const FAIR = { lossShare: 0.08, roundTripS: 0.8 }; // words stay whole, people interrupt each other

/** Name the quality of a reading. */
export function judgeLine(reading: LineReading): LineQuality {
  if (!reading.isAlive) return "lost";
  if (reading.lossShare <= GOOD.lossShare && reading.roundTripS <= GOOD.roundTripS) return "good";
  if (reading.lossShare <= FAIR.lossShare && reading.roundTripS <= FAIR.roundTripS) return "fair";
  return "weak";
}

interface Counters {
  received: number;
  lost: number;
  heard: number;
  bytesIn: number;
  bytesOut: number;
}

export interface Stat {
  type: string;
  kind?: string;
  framesPerSecond?: number;
  qualityLimitationReason?: string;
  packetsReceived?: number;
  packetsLost?: number;
  fractionLost?: number;
  currentRoundTripTime?: number;
  bytesReceived?: number;
  bytesSent?: number;
  frameHeight?: number;
  mid?: string;
  jitterBufferDelay?: number;
  jitterBufferEmittedCount?: number;
  responsesReceived?: number;
  nominated?: boolean;
}

/** Reads one connection again and again; each reading covers the time since the last one. */
export class LineMeter {
  #last: Counters = { received: 0, lost: 0, heard: 0, bytesIn: 0, bytesOut: 0 };
  #lastAt = performance.now();

  /** Return what happened on the line since the last call. */
  async read(connection: RTCPeerConnection): Promise<LineReading> {
    const stats: Stat[] = [];
    (await connection.getStats()).forEach((stat: Stat) => stats.push(stat));
    const now = count(stats);
    const received = now.received - this.#last.received;
    const lost = Math.max(0, now.lost - this.#last.lost);
    const isAlive = now.heard !== this.#last.heard;
    const at = performance.now();
    const kbps = (bytes: number): number => Math.max(0, Math.round((bytes * 8) / Math.max(1, at - this.#lastAt))); // bits per ms
    const getsKbps = kbps(now.bytesIn - this.#last.bytesIn);
    const sendsKbps = kbps(now.bytesOut - this.#last.bytesOut);
    this.#last = now;
    this.#lastAt = at;
    const outward = Math.max(0, ...stats.map((stat) => stat.fractionLost ?? 0));
    const inward = received + lost > 0 ? lost / (received + lost) : 0;
    const roundTripS = Math.max(0, ...stats.map((stat) => stat.currentRoundTripTime ?? 0));
    const lossShare = Math.max(inward, outward);
    const shown = stats.filter((stat) => stat.type === "inbound-rtp" && stat.kind === "video" && (stat.framesPerSecond ?? 0) > 0);
    const figures = {
      roundTripMs: Math.round(roundTripS * 1_000),
      lossPercent: Math.round(lossShare * 100),
      getsKbps,
      sendsKbps,
      pictures: shown.length,
      largestLines: Math.max(0, ...shown.map((stat) => stat.frameHeight ?? 0)),
    };
    return { lossShare, roundTripS, isAlive, figures, stats };
  }
}

function count(stats: Stat[]): Counters {
  const inbound = stats.filter((stat) => stat.type === "inbound-rtp");
  const pairs = stats.filter((stat) => stat.type === "candidate-pair" && stat.nominated === true);
  const sum = (numbers: (number | undefined)[]): number => numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
  return {
    received: sum(inbound.map((stat) => stat.packetsReceived)),
    lost: sum(inbound.map((stat) => stat.packetsLost)),
    // Answers to connectivity checks count too: with everybody silent nothing else comes in.
    heard: sum(pairs.flatMap((stat) => [stat.bytesReceived, stat.responsesReceived])),
    bytesIn: sum(pairs.map((stat) => stat.bytesReceived)),
    bytesOut: sum(pairs.map((stat) => stat.bytesSent)),
  };
}
