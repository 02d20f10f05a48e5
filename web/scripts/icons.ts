// Our own line icons, the same file as the templates'. An icon never stands without a word.
import { type TemplateResult, html, svg } from "lit";
import drawings from "../icons/icons.json";

export type IconName = keyof typeof drawings;

export function icon(name: IconName, extra = ""): TemplateResult {
  return html`<svg class="icon ${extra}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${drawings[name]}></path></svg>`;
}

/** Bars of a line, 0 to 4 of them full. */
export function lineIcon(bars: number): TemplateResult {
  const drawn = [1, 2, 3, 4].map(
    (bar) => svg`<rect class=${bar <= bars ? "icon__full" : ""} x=${5.5 * bar - 4.5} y=${20 - 4 * bar} width="4" height=${4 * bar} rx="1"></rect>`,
  );
  return html`<svg class="icon icon--line" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawn}</svg>`;
}

/** The product mark: a table with its seats, the chair's in gold. */
export function mark(): TemplateResult {
  return html`<svg class="mark" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
    <rect class="mark__ground" width="36" height="36" rx="7"></rect>
    <rect class="mark__table" x="10.5" y="15" width="15" height="7.5" rx="3.75" stroke-width="2.5"></rect>
    <circle class="mark__chair" cx="18" cy="9" r="2.6"></circle>
    <g class="mark__seat">
      <circle cx="10.5" cy="10" r="2.5"></circle><circle cx="25.5" cy="10" r="2.5"></circle>
      <circle cx="10.5" cy="27" r="2.5"></circle><circle cx="18" cy="28.2" r="2.5"></circle>
      <circle cx="25.5" cy="27" r="2.5"></circle>
    </g>
  </svg>`;
}
