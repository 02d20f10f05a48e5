// Four soft sounds, each under 0.6 s. None while the own microphone is on; phones add a short vibration.

export type Sound = "your-turn" | "vote-open" | "half-minute" | "knock";

interface Note {
  readonly hertz: number;
  readonly fromS: number;
  readonly lastsS: number;
  readonly loudness: number;
}

const NOTES: Readonly<Record<Sound, readonly Note[]>> = {
  "your-turn": [{ hertz: 523, fromS: 0, lastsS: 0.25, loudness: 0.12 }, { hertz: 698, fromS: 0.22, lastsS: 0.35, loudness: 0.12 }], // two rising
  "vote-open": [{ hertz: 220, fromS: 0, lastsS: 0.58, loudness: 0.16 }], // one low bell
  "half-minute": [{ hertz: 880, fromS: 0, lastsS: 0.08, loudness: 0.08 }], // one tick
  knock: [{ hertz: 160, fromS: 0, lastsS: 0.12, loudness: 0.16 }],
};
const VIBRATION_MS = 80;
const KNOCK_PAUSE_MS = 20_000;

let context: AudioContext | null = null;
let lastKnock = -KNOCK_PAUSE_MS;

/** Call from a press: browsers allow sound only after one. */
export function allowSounds(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function play(sound: Sound): void {
  if (sound === "knock") {
    if (performance.now() - lastKnock < KNOCK_PAUSE_MS) return;
    lastKnock = performance.now();
  }
  if ("vibrate" in navigator) navigator.vibrate(VIBRATION_MS);
  if (context?.state !== "running") return;
  for (const note of NOTES[sound]) ring(context, note);
}

function ring(sounding: AudioContext, note: Note): void {
  const tone = sounding.createOscillator();
  const loudness = sounding.createGain();
  const from = sounding.currentTime + note.fromS;
  tone.type = "sine";
  tone.frequency.value = note.hertz;
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(note.loudness, from + 0.01);
  loudness.gain.exponentialRampToValueAtTime(0.0001, from + note.lastsS);
  tone.connect(loudness).connect(sounding.destination);
  tone.start(from);
  tone.stop(from + note.lastsS);
}
