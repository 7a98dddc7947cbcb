// The oldest browsers that every page works in. The pages name the same ones, from
// parloir/web/browsers.py, and docs/reference/browsers.md says how each is known to work.
export const oldest = { chrome: "109", edge: "109", firefox: "115", safari: "15.4" };

/** The same in the words of esbuild. */
export const targets = Object.entries(oldest).map(([name, version]) => name + version);
