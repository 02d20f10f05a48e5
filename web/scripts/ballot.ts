// A secret ballot: 64 bytes, sealed in this browser to the question's key; every answer gives the same length.
// The layout is server/ballot_box.py's: "CB1", the answer (1 to 3), the length of the question's id, the id, zeros.
import type { Answer } from "./view";

const BALLOT_BYTES = 64;
const HEAD_BYTES = 5;
const CODES: Readonly<Record<Answer, number>> = { in_favour: 1, against: 2, other: 3 };

/** The sealed ballot in base64. Rejects if the question's id does not fit. */
export async function sealedBallot(key: string, question: string, answer: Answer): Promise<string> {
  const { seal } = await import("./sealed_box");
  const id = new TextEncoder().encode(question);
  if (id.length > BALLOT_BYTES - HEAD_BYTES) throw new RangeError("question id too long");
  const ballot = new Uint8Array(BALLOT_BYTES);
  ballot.set(new TextEncoder().encode("CB1"));
  ballot[3] = CODES[answer];
  ballot[4] = id.length;
  ballot.set(id, HEAD_BYTES);
  const sealed = seal(ballot, fromBase64(key));
  ballot.fill(0);
  return toBase64(sealed);
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
