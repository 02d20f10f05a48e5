// The m-lines of a member's one offer, in the server's order, and the layers of camera and screen.

export type Kind = "audio" | "video" | "screen";

/** How many receive slots follow microphone, camera and screen; the server's word (engine.py, PLANS). */
export interface SlotPlan {
  audio: number;
  video: number;
  screen: number;
}

/** A connection with its send lines, and the stream of each receive slot by mid once the answer is set. */
export interface Lines {
  pc: RTCPeerConnection;
  senders: Record<Kind, RTCRtpSender>;
  streams: Map<string, MediaStream>;
}

/**
 * The encodings of the camera line, smallest first; the engine sends each viewer the one that fits.
 * Chromium drops layers of small pictures from the end of the list, so a small camera uses only the first.
 */
const LAYERS = ["q", "h", "f"] as const;
const LAYER_BITRATES_BPS = [150_000, 500_000, 1_700_000];
const SCREEN_BITRATE_BPS = 2_500_000;
/** What slots take: each publisher sends in a codec of their own. Ours is the first, unless a phone saves power. */
const PICTURES = ["video/vp8", "video/h264", "video/vp9", "video/av1"];

/** Return by how much each layer is scaled down for a picture of this height; null switches the layer off. */
export function layerScales(height: number | null): (number | null)[] {
  if (height === null) return [null, null, null];
  if (height >= 540) return [4, 2, 1];
  if (height >= 360) return [2, 1, null];
  return [1, null, null];
}

/** Make a connection with the m-lines of the plan, and the layers that the tracks at hand yield. */
export function prepare(
  plan: SlotPlan,
  relays: RTCIceServer[],
  tracks: Record<Kind, MediaStreamTrack | null>,
): Lines {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: relays });
  const scales = layerScales(heightOf(tracks.video));
  const camera = LAYERS.map((rid, at) => encoding(at, scales[at] ?? null, { rid }));
  const send = (kind: "audio" | "video", sendEncodings: RTCRtpEncodingParameters[]): RTCRtpSender =>
    pc.addTransceiver(kind, { direction: "sendonly", sendEncodings }).sender;
  const senders = {
    audio: send("audio", [{}]),
    video: send("video", camera),
    screen: send("video", [{ active: tracks.screen !== null, maxBitrate: SCREEN_BITRATE_BPS }]),
  };
  const slots = [...kinds("audio", plan.audio), ...kinds("video", plan.video), ...kinds("video", plan.screen)];
  for (const kind of slots) pc.addTransceiver(kind, { direction: "recvonly" });
  for (const transceiver of pc.getTransceivers()) preferOurCodecs(transceiver);
  return { pc, senders, streams: new Map() };
}

function kinds(kind: "audio" | "video", count: number): ("audio" | "video")[] {
  return Array.from({ length: count }, () => kind);
}

function encoding(at: number, scale: number | null, rest: RTCRtpEncodingParameters): RTCRtpEncodingParameters {
  const maxBitrate = LAYER_BITRATES_BPS[at] ?? 0;
  return { ...rest, active: scale !== null, scaleResolutionDownBy: scale ?? 1, maxBitrate };
}

/** A short offer is parsed faster on both sides: 32 kB instead of 79 kB (measured); with VP8 alone it were 24 kB. */
function preferOurCodecs(transceiver: RTCRtpTransceiver): void {
  if (transceiver.receiver.track.kind === "audio") prefer(transceiver, ["audio/opus"]);
  else prefer(transceiver, transceiver.direction === "sendonly" ? PICTURES.slice(0, 1) : PICTURES);
}

function prefer(transceiver: RTCRtpTransceiver, wanted: string[]): void {
  const codecs = RTCRtpReceiver.getCapabilities(transceiver.receiver.track.kind)?.codecs ?? [];
  const ours = codecs.filter(isOurForm);
  const one = (type: string): RTCRtpCodec[] => ours.filter(({ mimeType }) => mimeType.toLowerCase() === type).slice(0, 1);
  transceiver.setCodecPreferences(wanted.flatMap(one));
}

/** The form of each codec that every browser decodes; the engine takes no other (codecs.py). */
function isOurForm({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec): boolean {
  if (mimeType.toLowerCase() !== "video/h264") return !/\bprofile(-id)?=[1-9]/.test(sdpFmtpLine);
  return sdpFmtpLine.includes("packetization-mode=1") && /profile-level-id=42e0/i.test(sdpFmtpLine);
}

/** Say whether this machine has hardware for H.264 and none for VP8: a phone's battery notices. */
export async function savesPowerWithH264(): Promise<boolean> {
  const isEfficient = async (codec: string): Promise<boolean> => {
    const video = { contentType: `video/${codec}`, width: 1280, height: 720, bitrate: LAYER_BITRATES_BPS[2] ?? 0, framerate: 30 };
    return (await navigator.mediaCapabilities.encodingInfo({ type: "webrtc", video })).powerEfficient;
  };
  try {
    return (await isEfficient("H264;level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f")) && !(await isEfficient("VP8"));
  } catch {
    return false; // a browser that knows no such question
  }
}

/** Have the camera sent in H.264 if both sides can, else in VP8. To be called before the offer. */
export function preferH264({ pc, senders }: Lines): void {
  const camera = pc.getTransceivers().find(({ sender }) => sender === senders.video);
  if (camera) prefer(camera, ["video/h264", "video/vp8"]);
}

/** Layers for this track, of those somebody wants (null: all); none without one: Chromium fills an active line with up to 1.5 Mbit/s of padding (measured). */
export async function fitEncodings(
  kind: "video" | "screen",
  sender: RTCRtpSender,
  track: MediaStreamTrack | null,
  wanted: ReadonlySet<string> | null,
): Promise<void> {
  const parameters = sender.getParameters();
  const scales = kind === "video" ? layerScales(heightOf(track)) : [];
  parameters.encodings = parameters.encodings.map((one, at) => {
    if (kind === "screen") return { ...one, active: track !== null };
    const layer = encoding(at, scales[at] ?? null, one);
    return { ...layer, active: layer.active === true && (wanted?.has(one.rid ?? "") ?? true) };
  });
  await sender.setParameters(parameters);
}

function heightOf(track: MediaStreamTrack | null): number | null {
  return track ? (track.getSettings().height ?? 0) : null;
}

/** Return the streams of the audio slots. */
export function voices({ pc, streams }: Lines): MediaStream[] {
  return pc.getTransceivers().flatMap(({ mid, direction, receiver }) => {
    const stream = mid === null ? undefined : streams.get(mid);
    return stream && direction === "recvonly" && receiver.track.kind === "audio" ? [stream] : [];
  });
}
