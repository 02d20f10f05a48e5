// Camera and microphone of this machine: which there are, opening them, a level meter, and what went wrong.

export type MediaProblem =
  | "permission-denied"
  | "no-device"
  | "device-busy"
  | "device-unplugged"
  | "insecure-page" // browsers give no microphone over plain HTTP
  | "not-supported";

/** A problem with camera, microphone or screen. `problem` is the key the page translates. */
export class MediaError extends Error {
  constructor(
    readonly problem: MediaProblem,
    readonly device: "camera" | "microphone" | "screen",
  ) {
    super(`${device}: ${problem}`);
    this.name = "MediaError";
  }
}

export interface Device {
  id: string;
  label: string; // empty until the member has given permission once
}

export interface Devices {
  cameras: Device[];
  microphones: Device[];
  speakers: Device[];
}

/**
 * What the camera is asked for, by how hard this machine can work; line and tile decide how much of it is sent.
 * Three layers of 720p take most of a core to encode: on a machine of two, sound and the other pictures would suffer.
 */
const CAMERA_EFFORTS = [picture(1280, 720, 25), picture(640, 360, 20), picture(320, 180, 12)] as const;
const FEW_CORES = 3;

/** The effort to begin with. */
export function firstEffort(cores: number): number {
  return cores <= FEW_CORES ? 1 : 0;
}

/** The camera's pictures at an effort; null for an effort below the least. */
export function cameraAt(effort: number): MediaTrackConstraints | null {
  return CAMERA_EFFORTS[effort] ?? null;
}

function picture(width: number, height: number, frameRate: number): MediaTrackConstraints {
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate, max: frameRate + 5 } };
}

const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
/** Sharp text rather than smooth motion: a shared document stands still most of the time. */
const SCREEN: MediaTrackConstraints = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 10 } };

/** Return the devices of this machine; empty lists where the browser shows none. */
export async function listDevices(): Promise<Devices> {
  const found = await mediaDevices("camera").enumerateDevices();
  const ofKind = (kind: MediaDeviceKind): Device[] =>
    found.filter((device) => device.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, label }));
  return {
    cameras: ofKind("videoinput"),
    microphones: ofKind("audioinput"),
    speakers: ofKind("audiooutput"),
  };
}

/** Call `changed` whenever a device comes or goes, until the returned function is called. */
export function watchDevices(changed: () => void): () => void {
  const devices = mediaDevices("camera");
  devices.addEventListener("devicechange", changed);
  return () => {
    devices.removeEventListener("devicechange", changed);
  };
}

/** Open a camera; any, if `id` is null. Rejects with MediaError. */
export async function openCamera(id: string | null, effort = firstEffort(navigator.hardwareConcurrency)): Promise<MediaStreamTrack> {
  return openOne("camera", { video: { ...cameraAt(effort), ...chosen(id) } });
}

/** Open a microphone; any, if `id` is null. Rejects with MediaError. */
export async function openMicrophone(id: string | null): Promise<MediaStreamTrack> {
  return openOne("microphone", { audio: { ...MICROPHONE, ...chosen(id) } });
}

/** Ask the member for a screen or window to share. Rejects with MediaError. */
export async function openScreen(): Promise<MediaStreamTrack> {
  try {
    const stream = await mediaDevices("screen").getDisplayMedia({ video: SCREEN });
    const track = firstTrack(stream, "screen");
    track.contentHint = "detail";
    return track;
  } catch (error) {
    throw asMediaError(error, "screen");
  }
}

/** Measures how loud a microphone is, for the meter of the device check. */
export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    void this.#context.resume(); // browsers start it asleep unless the member has pressed something
  }

  /** Return the level of this moment from 0 (silence) to 1 (as loud as it gets), in steps the ear knows. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    const decibel = 10 * Math.log10(power + Number.EPSILON);
    return Math.min(1, Math.max(0, 1 + decibel / QUIETEST_DB));
  }

  /** Stop measuring. */
  async close(): Promise<void> {
    await this.#context.close();
  }
}

/** What the meter shows as silence, below full scale: a quiet room is at about -60 dB. */
const QUIETEST_DB = 60;

/** Turn what a browser throws into a problem the page has a sentence for. */
export function asMediaError(error: unknown, device: MediaError["device"]): MediaError {
  if (error instanceof MediaError) return error;
  const name = error instanceof DOMException ? error.name : "";
  return new MediaError(PROBLEMS[name] ?? "not-supported", device);
}

const PROBLEMS: Partial<Record<string, MediaProblem>> = {
  NotAllowedError: "permission-denied",
  SecurityError: "permission-denied",
  NotFoundError: "no-device",
  OverconstrainedError: "no-device", // the chosen device is not there any more
  NotReadableError: "device-busy",
  AbortError: "device-busy",
};

async function openOne(device: "camera" | "microphone", wanted: MediaStreamConstraints): Promise<MediaStreamTrack> {
  try {
    return firstTrack(await mediaDevices(device).getUserMedia(wanted), device);
  } catch (error) {
    throw asMediaError(error, device);
  }
}

function firstTrack(stream: MediaStream, device: MediaError["device"]): MediaStreamTrack {
  const track = stream.getTracks()[0];
  if (!track) throw new MediaError("no-device", device);
  return track;
}

function chosen(id: string | null): MediaTrackConstraints {
  return id === null ? {} : { deviceId: { exact: id } };
}

function mediaDevices(device: MediaError["device"]): MediaDevices {
  // The property is missing on insecure pages, whatever its type says.
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (!devices) throw new MediaError(window.isSecureContext ? "not-supported" : "insecure-page", device);
  return devices;
}
