// Builds what the pages load: web/scripts/entries/*.ts, web/styles/{page,room}.css and web/icons/*, into
// web/static/build with a hash of the content in each name, so that they may be cached for ever.
// manifest.json maps the plain name ("room.js", "page.css", "icons/hand.svg", "be-vietnam-pro-...woff2")
// to the hashed one; `asset()` in templates reads it. It is written last: a broken build changes nothing.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(web, "static", "build");
const STYLES = new Set(["page.css", "room.css"]); // the others are imported by these
const HASH_LENGTH = 10; // 50 bits: no two of some hundred files will meet
const ROOM_SCRIPT_LIMIT_BYTES = 120_000; // gzipped; phones on 384 kbit/s get it in under 3 s

async function filesIn(folder, ending) {
  const names = await readdir(path.join(web, folder)).catch(() => []);
  return names.filter((name) => name.endsWith(ending)).sort().map((name) => path.join(web, folder, name));
}

async function bundle() {
  const styles = (await filesIn("styles", ".css")).filter((file) => STYLES.has(path.basename(file)));
  const entries = [...(await filesIn("scripts/entries", ".ts")), ...styles];
  if (entries.length === 0) return { names: new Map(), files: [] };
  const result = await build({
    entryPoints: entries,
    outdir: out,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true, // what is needed rarely (sealed ballots, the other language) is loaded when needed
    format: "esm",
    minify: true,
    sourcemap: "linked",
    metafile: true,
    target: ["chrome111", "firefox113", "safari16.2"], // oklch and container queries need them; ES2022 in tsconfig.json is below
    loader: { ".ftl": "text", ".woff2": "file", ".woff": "empty", ".svg": "file" },
    logLevel: "warning",
  });
  const { outputs } = result.metafile;
  const names = new Map(
    Object.entries(outputs).flatMap(([file, { entryPoint, inputs }]) => {
      const hashed = path.basename(file);
      if (entryPoint) return [[path.basename(entryPoint).replace(/\.ts$/u, ".js"), hashed]];
      const source = Object.keys(inputs)[0];
      return /\.(woff2|svg)$/u.test(hashed) && source ? [[path.basename(source), hashed]] : [];
    }),
  );
  return { names, files: Object.keys(outputs).map((file) => path.basename(file)) };
}

async function copyIcons() {
  const icons = new Map();
  for (const file of [...(await filesIn("icons", ".svg")), ...(await filesIn("icons", ".png"))]) {
    const digest = createHash("sha256").update(await readFile(file)).digest("hex").slice(0, HASH_LENGTH);
    const { name, ext } = path.parse(file);
    const hashed = `${name}-${digest}${ext}`;
    await copyFile(file, path.join(out, hashed));
    icons.set(`icons/${name}${ext}`, hashed);
  }
  return icons;
}

async function removeAllBut(kept) {
  for (const name of await readdir(out)) if (!kept.has(name)) await rm(path.join(out, name));
}

async function gzippedSize(name) {
  // The script and every part it loads at once; parts that wait for a dynamic import do not count.
  const seen = new Set();
  const pending = [name];
  let size = 0;
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readFile(path.join(out, file));
    size += gzipSync(text).length;
    for (const [, part] of text.toString().matchAll(/(?:from|import)"\.\/(part-\w+\.js)"/gu)) pending.push(part);
  }
  return size;
}

async function main() {
  await mkdir(out, { recursive: true });
  const { names: bundled, files } = await bundle();
  const icons = await copyIcons();
  const names = new Map([...bundled, ...icons]);
  const manifest = JSON.stringify(Object.fromEntries([...names].sort()), null, 2);
  await writeFile(path.join(out, "manifest.json.new"), `${manifest}\n`);
  await rename(path.join(out, "manifest.json.new"), path.join(out, "manifest.json"));
  const room = names.get("room.js");
  const size = room ? await gzippedSize(room) : 0;
  console.log(`pages built: ${names.size} files${room ? `, room script ${size} bytes gzipped` : ""}`);
  if (size > ROOM_SCRIPT_LIMIT_BYTES) throw new Error(`the room script is over ${ROOM_SCRIPT_LIMIT_BYTES} bytes gzipped`);
  await removeAllBut(new Set([...files, ...icons.values(), "manifest.json"]));
}

await main();
