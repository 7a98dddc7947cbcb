// Fails when a built file has syntax that the oldest browsers do not know. Such a browser would
// refuse the whole file, and show an empty page.
//
// Takes the folder of the built files. The syntax is older if esbuild has nothing to rewrite for
// these browsers.
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

import { targets } from "./browsers.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../parloir/web/static/built");
const loaders = { js: "js", css: "css" };

async function written(text, loader, target) {
  const { code } = await esbuild.transform(text, { loader, target, logLevel: "silent" });
  return code;
}

/** Returns the first line that changes when a file is rewritten for these browsers, or null. */
async function tooNew(path, loader) {
  const text = await readFile(path, "utf8");
  const [asItIs, forOldest] = await Promise.all([
    written(text, loader, "esnext"),
    written(text, loader, targets),
  ]);
  if (asItIs === forOldest) return null;
  const known = new Set(forOldest.split("\n"));
  return asItIs.split("\n").find((line) => !known.has(line)) ?? "";
}

const files = (await readdir(folder, { recursive: true })).filter((name) =>
  /\.(js|css)$/.test(name),
);
if (files.length === 0) throw new Error(`${folder} has no built files: run npm run build first`);
for (const name of files.sort()) {
  const line = await tooNew(join(folder, name), loaders[name.split(".").at(-1)]);
  if (line === null) continue;
  console.error(
    `${name} is too new for one of ${targets.join(", ")}: ${line.trim().slice(0, 200)}`,
  );
  process.exitCode = 1;
}
