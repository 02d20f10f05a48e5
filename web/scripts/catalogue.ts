// Sentences of the room, from the same Fluent files as pages and refusals. Only the reader's language is loaded.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

export type Values = Readonly<Record<string, FluentVariable>>;

let bundle: FluentBundle | null = null;

/** Load the language once, before anything is drawn. Raises if a file is not Fluent. */
export async function loadCatalogue(language: string): Promise<void> {
  const texts = language === "en" ? await english() : await vietnamese();
  const loaded = new FluentBundle(language === "en" ? "en-GB" : "vi-VN", { useIsolating: false });
  for (const text of texts) loaded.addResource(new FluentResource(text));
  bundle = loaded;
}

/** The sentence of that key. A missing key answers with itself, so that a meeting is never lost for a word. */
export function t(key: string, values: Values = {}): string {
  const pattern = bundle?.getMessage(key)?.value;
  if (!bundle || pattern === null || pattern === undefined) return key;
  const problems: Error[] = [];
  return bundle.formatPattern(pattern, values, problems);
}

export function hasSentence(key: string): boolean {
  return bundle?.hasMessage(key) ?? false;
}

async function vietnamese(): Promise<string[]> {
  const files = await Promise.all([import("../locales/vi/room.ftl"), import("../locales/vi/refusals.ftl"), import("../locales/vi/frame.ftl")]);
  return files.map((file) => file.default);
}

async function english(): Promise<string[]> {
  const files = await Promise.all([import("../locales/en/room.ftl"), import("../locales/en/refusals.ftl"), import("../locales/en/frame.ftl")]);
  return files.map((file) => file.default);
}
