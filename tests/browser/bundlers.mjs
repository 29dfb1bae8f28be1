// Builds a page as a site would: `node bundlers.mjs <vite|webpack> <folder> <base>`.
//
// The folder has `index.html`, which names `./entry.js` as a module, and the modules it leads to;
// `built/` in it has the result afterwards, to be served at `base`.

import { copyFileSync } from "node:fs";
import { join } from "node:path";

const [bundler, folder, base] = process.argv.slice(2);
const built = join(folder, "built");

async function vite() {
  const { build } = await import("vite");
  await build({ root: folder, base, configFile: false, logLevel: "warn", build: { outDir: built } });
}

async function webpack() {
  const { default: start } = await import("webpack");
  const stats = await new Promise((resolve, reject) => {
    start({
      context: folder,
      entry: "./entry.js",
      mode: "production",
      // A site's own limit for the size of scripts is not ours.
      performance: false,
      output: { path: built, publicPath: base, filename: "entry.js" },
    }, (error, done) => (error ? reject(error) : resolve(done)));
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
  copyFileSync(join(folder, "index.html"), join(built, "index.html"));
}

await { vite, webpack }[bundler]();
