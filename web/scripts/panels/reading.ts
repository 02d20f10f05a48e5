// The minutes read out: the very document that is adopted and filed, as the server writes it.
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../catalogue";
import { type DocumentBlock, type MinutesDocument, type View, contributions, currentItem, floorOf, items, meetingOf, people, section, votes } from "../view";
import { tag } from "./parts";

/** Whether the minutes are being read out: from the reading until they are adopted, unless a vote has the stage. */
export function areBeingRead(view: View): boolean {
  return section(view, "record").minutes_read_at !== null && currentItem(view)?.step === "minutes" && !meetingOf(view).minutes_adopted;
}

/** What the document is made of; it is fetched anew when this has changed. */
export function readingOf(view: View): string {
  const { chair, minute_taker: taker, called_at: began, opening_roll: roll } = meetingOf(view);
  const came = people(view).map((one) => [one.id, one.state, one.correction, one.site, one.joined_at, one.left_at, one.connected, one.late]);
  const written = items(view).map((item) => [item.title, item.text, item.conclusion, item.reason, item.started_at, item.finished_at]);
  const spoken = contributions(view).map((one) => [one.gist, one.written, one.until_at]);
  const held = votes(view).map((vote) => [vote.closed_at, vote.reserved]);
  const { last_reordering: reordered } = floorOf(view);
  return JSON.stringify([chair, taker, began, roll, came, section(view, "record"), section(view, "tasks"), section(view, "score"), written, spoken, held, reordered]);
}

export function drawReading(document: MinutesDocument | null): TemplateResult {
  return html`<section class="reading" aria-labelledby="reading-title" tabindex="0">
    <div class="reading__top">${tag(t("reading-tag"), "gold", "file")}
      <h2 id="reading-title">${document === null ? t("reading-coming") : html`${document.type} ${document.subject}`}</h2></div>
    ${document === null ? nothing : document.blocks.map(drawBlock)}
    ${document === null ? nothing : html`<dl class="reading__signatures">${document.signatures.map((one) => html`<div><dt>${one.label}</dt><dd>${one.name}</dd></div>`)}</dl>`}</section>`;
}

function drawBlock(block: DocumentBlock): TemplateResult {
  if ("rows" in block) {
    return html`<div class="reading__sheet"><table class="table"><thead><tr>${block.header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
      <tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
  }
  if (block.style === "heading") return html`<h3>${block.text}</h3>`;
  return block.style === "subheading" ? html`<h4>${block.text}</h4>` : html`<p>${block.text}</p>`;
}
