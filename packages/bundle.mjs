// Makes one file of each package, and one more of what it loads later: some thirty small ones cost 15 ms more at import.
// Development dependencies that a package imports go into it, with their licence: of valibot a tenth is used.
// `tsc -b` writes the types beside.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

for (const folder of readdirSync(import.meta.dirname).map((name) => join(import.meta.dirname, name))) {
  if (existsSync(join(folder, "package.json"))) await bundle(folder);
}

async function bundle(folder) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const outdir = join(folder, "dist");
  const { metafile } = await build({
    entryPoints: ["index.ts", "browser.ts", "main.ts", "rotation.ts"]
      .map((file) => join(folder, "src", file))
      .filter(existsSync),
    outdir,
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    // "#…" are files beside `dist`, by the package's own "imports".
    external: ["#*", "@mailjet-secrets/*", ...Object.keys({ ...dependencies, ...peerDependencies })],
    platform: "node",
    format: "esm",
    target: "node20.19",
    metafile: true,
    logLevel: "warning",
  });
  const made = new Set(Object.keys(metafile.outputs).map((file) => basename(file)));
  for (const [, root, name] of Object.keys(metafile.inputs)
    .join("\n")
    .matchAll(/^(.*node_modules\/([^/\n]+))\//gm)) {
    copyFileSync(join(folder, root, "LICENSE.md"), join(outdir, `third-party-${name}.md`));
    made.add(`third-party-${name}.md`);
  }
  // Names of chunks change with their content, and what an earlier build left would be published.
  const left = readdirSync(outdir).filter((name) => /\.(js|md)$/.test(name) && !made.has(name));
  for (const name of left) rmSync(join(outdir, name));
}
