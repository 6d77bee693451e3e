// Searches what a run of the tests has printed for the secrets that the tests use. Prints where, never what.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const LITERALS = [
  /["'`]([0-9a-f]{32})["'`]/g,
  /["'`](emulated[-/][\w/+-]{12,})["'`]/g,
  /(?:secret|token|password|jwt|api_?key)\w*\s*[:=]\s*["'`]([^"'`\s$]{16,})["'`]/gi,
];

/** Texts in test and emulator sources that stand for a secret, and the base64 of each. */
function canaries() {
  const files = ["packages", "examples", "test"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(root, folder, name))
      .filter((path) => /\/(test|testing\/src)\/.*\.ts$/.test(path) && !path.includes("node_modules")),
  );
  const found = files.flatMap((path) => {
    const text = readFileSync(path, "utf8");
    return LITERALS.flatMap((literal) => [...text.matchAll(literal)].map(([, secret]) => secret));
  });
  return [...new Set(found)].flatMap((secret) => [secret, Buffer.from(secret).toString("base64")]);
}

const secrets = canaries();
const hits = process.argv.slice(2).flatMap((path) =>
  readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, index) => (secrets.some((secret) => line.includes(secret)) ? [`${path}:${index + 1}`] : [])),
);
console.log(`searched for ${secrets.length} forms of secrets: ${hits.length} lines show one`);
for (const hit of hits.slice(0, 20)) console.log(hit);
// A search that knows nothing to look for must not look like success.
process.exitCode = hits.length > 0 || secrets.length < 100 ? 1 : 0;
