// The runner is TypeScript, which Node.js 20 does not read: it is made one file first.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");
const outfile = join(root, "node_modules/.cache/live/main.mjs");

await build({
  entryPoints: [join(import.meta.dirname, "main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  conditions: ["@mailjet-secrets/source"],
  external: ["vitest"],
  logLevel: "warning",
});
// Its advice is for those who use it; here it would stand between the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(root);
