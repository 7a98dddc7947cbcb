// What the type checker does not see. Layout is Prettier's alone.
import { dirname } from "node:path";

import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";
import ts from "typescript-eslint";

/** Each is missing in a browser that the pages work in (docs/reference/browsers.md). */
const OPTIONAL_CALLS = [
  "requestVideoFrameCallback",
  "getVideoPlaybackQuality",
  "setCodecPreferences",
  "getCapabilities",
  "getSynchronizationSources",
  "requestFullscreen",
  "requestSubmit",
  "writeText",
  "setSinkId",
];
const message = "Not every browser that we support has this: use it with ?.";

export default defineConfig(
  { ignores: ["**/node_modules/"] },
  js.configs.recommended,
  { files: ["**/*.mjs"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    files: ["**/*.ts"],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.json", "worker/tsconfig.json"],
        tsconfigRootDir: dirname(import.meta.dirname),
      },
    },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-restricted-syntax": [
        "error",
        {
          selector: `CallExpression[optional=false][callee.property.name=/^(${OPTIONAL_CALLS.join("|")})$/]`,
          message,
        },
        {
          selector: 'MemberExpression[optional=false][object.property.name="permissions"]',
          message,
        },
      ],
    },
  },
);
