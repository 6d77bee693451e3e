// Writes docs/troubleshooting.md: what each code means, out of the comments in core, and when each store gives it, out of the
// READMEs. `--check` writes nothing, and fails if the page would change.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const PAGE = join(root, "docs/troubleshooting.md");
const STORES = ["env", "aws", "vault", "conjur"];
const read = (path) => readFileSync(join(root, path), "utf8");

const source = read("packages/core/src/secrets-error.ts");
const union = source.slice(source.indexOf("export type SecretsErrorCode"), source.indexOf("const RETRYABLE"));
const [, retryableNames = ""] = /RETRYABLE.*new Set\(\[(.*?)\]\)/s.exec(source) ?? [];
const codes = [...union.matchAll(/(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?\| "(\w+)"/gs)].map(([, comment = "", name]) => {
  const words = comment.replace(/\s*\n\s*\*?\s*/g, " ").trim();
  const [, cause, next] = /^(.*?) Next: (.*)$/.exec(words) ?? [];
  if (cause === undefined) throw new Error(`The comment of ${name} does not say "cause. Next: step."`);
  return { name, cause, next: capital(next) };
});

const page = `# Troubleshooting by error code

Made by \`npm run docs\` out of the code and the READMEs: change those.

Every failure of this library is a \`SecretsError\` with one of these codes, and a message that ends with the next step.
${codes.map(section).join("")}`;

if (!process.argv.includes("--check")) writeFileSync(PAGE, page);
else if (readFileSync(PAGE, "utf8") !== page) {
  console.error("docs/troubleshooting.md is not what the code says. Run: npm run docs");
  process.exitCode = 1;
}

function section({ name, cause, next }) {
  const again = retryableNames.includes(`"${name}"`) ? "Yes, later; reads are tried again by themselves." : "No.";
  const rows = STORES.flatMap((store) => rowsOf(store, name));
  const table = rows.length === 0 ? "" : `\n| store | when | what to do |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  return `\n## ${name}\n\n**What happened.** ${cause}\n\n**Next.** ${next}\n\n**Does the same call help?** ${again}\n${table}`;
}

/** What the table of errors in a store's README says about a code. */
function rowsOf(store, code) {
  const text = read(`packages/${store}/README.md`);
  const errors = text.slice(text.indexOf("\n## Errors"));
  return errors
    .split("\n")
    .filter((line) => line.startsWith("|") && line.split("|")[1]?.includes(`\`${code}\``))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, , when, what = ""]) => `| ${store} | ${when} | ${what} |`);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
