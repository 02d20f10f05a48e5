// Runs the room's pure parts under node: reads one question from standard input, answers in JSON.
import { announcements } from "../../web/scripts/announcements";
import { loadCatalogue } from "../../web/scripts/catalogue";
import { countdown, givenName, percent, secondsLeft, shortName } from "../../web/scripts/format";
import { readingOf } from "../../web/scripts/panels/reading";
import { type Happening, apply, emptyRoom } from "../../web/scripts/room_state";

declare const process: { readonly stdin: AsyncIterable<Uint8Array>; readonly stdout: { write: (text: string) => void } };

interface Question {
  readonly happenings: readonly Happening[];
}

async function answer(): Promise<void> {
  let asked = "";
  for await (const part of process.stdin) asked += new TextDecoder().decode(part);
  const { happenings } = JSON.parse(asked) as Question;
  await loadCatalogue("vi");
  let state = emptyRoom(Date.parse("2026-12-03T12:30:00Z"));
  const readings: string[] = [];
  const told = happenings.map((happening) => {
    const before = state;
    state = apply(state, happening);
    readings.push(state.view === null ? "" : readingOf(state.view));
    return announcements(before, state);
  });
  const formats = {
    countdown: [countdown(78), countdown(-12)],
    names: [givenName("Lý Minh Châu"), shortName("Huỳnh Thị Bích Loan")],
    shares: [percent(12, 15, "vi"), percent(7, 15, "en"), percent(1, 0, "vi")],
    left: secondsLeft("2026-12-03T12:30:00Z", 180, Date.parse("2026-12-03T12:31:42Z")),
  };
  process.stdout.write(JSON.stringify({ told, readings, formats, view: state.view, line: state.line, sending: [...state.sending] }));
}

void answer();
