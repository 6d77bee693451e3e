// Writes the files of the corpus and the list of what is to be found in them. Every key is made of the name of its file:
// none was ever anybody's. The same files come out at every run; `node test/corpus/make-corpus.mjs`.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { code } from "./recipes/code.mjs";
import { encodedFiles } from "./recipes/encoded-files.mjs";
import { mailServers } from "./recipes/mail-servers.mjs";
import { nothingToFind } from "./recipes/nothing.mjs";
import { second } from "./recipes/second.mjs";
import { settings } from "./recipes/settings.mjs";
import { single } from "./recipes/single.mjs";

const folder = join(import.meta.dirname, "fixtures");
const digest = (text) => createHash("sha256").update(`mailjet-secrets corpus, ${text}`).digest("hex");

function valuesFor(path) {
  const half = (name) => digest(`${path}, ${name}`).slice(0, 32);
  const [key, secret] = [half("key"), half("secret")];
  return {
    key,
    secret,
    key2: half("second key"),
    secret2: half("second secret"),
    token: half("token"),
    other: half("other"),
    both: Buffer.from(`${key}:${secret}`).toString("base64"),
    a: half("a"),
    b: half("b"),
    long: digest(`${path}, long`),
    many: Array.from({ length: 12 }, (_, at) => half(`many ${at}`)),
  };
}

/** Line numbers of the values, each looked for as it is and in base64. */
function linesOf(text, values) {
  const starts = values.map((value) => positionOf(text, value));
  return starts.map((start) => text.slice(0, start).split(/\r\n|[\n\r]/).length).sort((one, other) => one - other);
}

function positionOf(text, value) {
  const encoded = [value, Buffer.from(value).toString("base64").slice(0, 42), value.replace(/=+$/, "")];
  const found = encoded.map((form) => text.indexOf(form)).find((index) => index >= 0);
  if (found === undefined) throw new Error("A recipe does not use its value.");
  return found;
}

function expectationsOf({ kind, finds }, text, values) {
  const { key, secret, token, both } = values;
  const single = { "api-key": [key], "api-secret": [secret], "sms-token": [token] }[kind];
  const inBase64 = text.includes(both.replace("=", "")) ? [both] : [text.match(/[A-Za-z0-9]{86,88}=?/)?.[0] ?? key];
  const all =
    finds?.(values) ?? (kind ? [[kind, ...(single ?? (kind === "basic-auth" ? inBase64 : [key, secret]))]] : []);
  return all.map(([name, ...parts]) => {
    const lines = [...new Set(linesOf(text, parts))];
    return { line: lines[0], kind: name, lines };
  });
}

rmSync(folder, { recursive: true, force: true });
const manifest = [...settings, ...code, ...mailServers, ...single, ...nothingToFind, ...second, ...encodedFiles].map(
  (recipe) => {
    const path = `${recipe.folder}/${recipe.file}`;
    const values = valuesFor(path);
    const text = recipe.text(values);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { flag: "wx" });
    return { path, findings: expectationsOf(recipe, text, values) };
  },
);
const lines = manifest.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n");
writeFileSync(join(import.meta.dirname, "manifest.json"), `[\n${lines}\n]\n`);
