// Prints the keys of each surface as JSON, for the comparison with the server's sentences.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const { outputFiles } = await esbuild.build({
  entryPoints: [join(here, "../call/words.ts")],
  bundle: true,
  write: false,
  format: "esm",
});
const source = Buffer.from(outputFiles[0].text).toString("base64");
const { surfaceWords } = await import(`data:text/javascript;base64,${source}`);
console.log(JSON.stringify(surfaceWords));
