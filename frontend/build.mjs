// Builds the styles and scripts that Django serves, into parloir/web/static/built.
// Content hashes are added later, by collectstatic.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

import { targets } from "./browsers.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "../parloir/web/static/built");
const uswds = join(here, "node_modules/@uswds/uswds");

const styleSheets = ["site", "staff", "live", "lock"];
const surfaces = ["monitor", "station", "room", "wall"];
const scripts = [
  ["site", "site/site.ts"],
  ["camera", "site/camera.ts"],
  ["staff", "site/staff.ts"],
  ["lock", "lock/pages.ts"],
  ["service-worker", "worker/service-worker.ts"],
  // A surface that is not written yet is skipped and does not stop the others.
  ...surfaces.map((name) => [name, `surfaces/${name}.ts`]),
].filter(([, path]) => existsSync(join(here, path)));

/** Lets esbuild compile Sass, with images as separate files. */
const sassPlugin = {
  name: "sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, async ({ path }) => {
      const { css, loadedUrls } = await sass.compileAsync(path, {
        loadPaths: [join(uswds, "packages")],
        quietDeps: true,
        charset: false,
      });
      return {
        contents: css,
        loader: "css",
        resolveDir: dirname(path),
        watchFiles: loadedUrls.map((url) => fileURLToPath(url)),
      };
    });
    // The design system writes ../img/…: that folder lies in its package.
    build.onResolve({ filter: /^\.\.\/img\// }, ({ path }) => ({
      path: join(uswds, "dist", path.replace("../", "")),
    }));
  },
};

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  // Licences that require a notice get it in a file next to the bundle.
  legalComments: "linked",
  logLevel: "warning",
};

const styleOptions = (outdir) => ({
  ...shared,
  entryPoints: styleSheets.map((name) => ({ in: `styles/${name}.scss`, out: `css/${name}` })),
  outdir,
  target: targets,
  plugins: [sassPlugin],
  loader: { ".svg": "file", ".png": "file" },
  assetNames: "img/[name]",
});

const scriptOptions = (outdir) => ({
  ...shared,
  entryPoints: scripts.map(([name, path]) => ({ in: path, out: `js/${name}` })),
  outdir,
  target: targets,
  format: "esm",
});

/** Asks whether a browser can hold a visit, so it must be read by those that cannot. */
const capableOptions = (outdir) => ({
  ...shared,
  entryPoints: [{ in: "surfaces/capable.ts", out: "js/capable" }],
  outdir,
  target: "es5",
  format: "iife",
});

/** Builds next to the served folder and then swaps it in, so that no page gets half a build. */
async function buildOnce() {
  const fresh = join(here, `node_modules/.built.${process.pid}`);
  const old = `${fresh}.old`;
  try {
    await mkdir(fresh, { recursive: true });
    const all = [styleOptions(fresh), scriptOptions(fresh), capableOptions(fresh)];
    await Promise.all(all.map((options) => esbuild.build(options)));
    if (existsSync(built)) await rename(built, old);
    await rename(fresh, built);
  } finally {
    await Promise.all([fresh, old].map((path) => rm(path, { recursive: true, force: true })));
  }
}

async function watch() {
  const contexts = await Promise.all([
    esbuild.context({ ...styleOptions(built), logLevel: "info" }),
    esbuild.context({ ...scriptOptions(built), logLevel: "info" }),
    esbuild.context({ ...capableOptions(built), logLevel: "info" }),
  ]);
  await Promise.all(contexts.map((context) => context.watch()));
}

if (process.argv.includes("--watch")) await watch();
else await buildOnce();
