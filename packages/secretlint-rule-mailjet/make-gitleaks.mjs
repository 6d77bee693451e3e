// Writes gitleaks.toml from the patterns of the finder: `node packages/secretlint-rule-mailjet/make-gitleaks.mjs`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, "src/gitleaks-rules.ts")],
  bundle: true,
  format: "esm",
  write: false,
});
const { gitleaksToml } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
writeFileSync(join(import.meta.dirname, "gitleaks.toml"), gitleaksToml());
