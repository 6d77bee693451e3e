// Writes the JSON schema of the configuration file into the package mailjet-secrets, for editors: out of the validator, with
// the words of the tables of options in the READMEs. What a file may not hold is left out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const PACKAGE = join(import.meta.dirname, "mailjet-secrets");
const STORES = ["aws", "vault", "conjur"];
/** Functions and objects: in code only. */
const CODE_ONLY = ["clock", "client", "environment", "getJwt", "signRequest"];

const { fileSchema, secretSchema, isSecretName, toJsonSchema } = await importSources(`
  export { fileSchema, secretSchema } from "./src/config-schema.ts";
  export { isSecretName } from "./src/file-secrets.ts";
  export { toJsonSchema } from "@valibot/to-json-schema";`);

const rows = [...optionsOf("mailjet-secrets", ""), ...STORES.flatMap((store) => optionsOf(store, `${store}.`))];
const options = new Map(rows.reverse()); // of several rows the first
const schema = tidy(toJsonSchema(fileSchema, { definitions: { secret: secretSchema } }), []);
const complete = { ...schema, title: "Configuration of mailjet-secrets" };
writeFileSync(join(PACKAGE, "dist/config.schema.json"), `${JSON.stringify(complete, null, 2)}\n`);

/** The sources, whole in one module, since they are not exported. */
async function importSources(contents) {
  const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-"));
  const outfile = join(folder, "sources.mjs");
  await build({
    stdin: { contents, resolveDir: PACKAGE },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@mailjet-secrets/source"],
    outfile,
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows of the tables whose first column is "option", by the path of the option. */
function optionsOf(packageName, prefix) {
  const text = readFileSync(join(import.meta.dirname, packageName, "README.md"), "utf8");
  const tables = [...text.matchAll(/^\| *option *\|(.*)\n\|[-| ]+\n((?:\|.*\n)+)/gm)];
  return tables.flatMap(([, headings, body]) => {
    const columns = headings.split("|").map((heading) => heading.trim());
    return body
      .trimEnd()
      .split("\n")
      .flatMap((row) => {
        const [, names, ...cells] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
        const words = Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
        return [...names.matchAll(/`([\w.$]+)`/g)].map(([, name]) => [prefix + name.replace(prefix, ""), words]);
      });
  });
}

function tidy(node, path) {
  if (Array.isArray(node)) return node.map((item) => tidy(item, path));
  if (typeof node !== "object" || node === null) return node;
  const { properties, required, ...rest } = node;
  const own = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, tidyKeyword(name, value, path)]));
  if (properties === undefined) return own;
  const kept = Object.entries(properties).filter(([name, value]) => isForFiles(name, value, path));
  const described = kept.map(([name, value]) => [name, describe(tidy(value, [...path, name]), [...path, name])]);
  const needed = required.filter((name) => kept.some(([known]) => known === name));
  return { ...own, properties: Object.fromEntries(described), ...(needed.length === 0 ? {} : { required: needed }) };
}

function tidyKeyword(name, value, path) {
  if (name === "$defs")
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, tidy(each, ["$defs", key])]));
  if (name === "additionalProperties" && Object.keys(value.not ?? { a: 1 }).length === 0) return false;
  return tidy(value, path);
}

function isForFiles(name, value, path) {
  const inFields = path.at(-1) === "fields"; // there it is the name of a field
  const needsSecret = (value.required ?? []).some(isSecretName);
  return inFields || !(isSecretName(name) || needsSecret || CODE_ONLY.includes(name));
}

function describe(node, path) {
  const words = options.get(path.join("."));
  const needsWords =
    path[0] !== "$defs" && path.length <= 2 && !["$schema", "secret", "accounts", "mailjet"].includes(path.at(-1));
  if (words === undefined && needsWords) throw new Error(`No table of options in a README has ${path.join(".")}.`);
  if (words === undefined) return node;
  const facts = [
    ["Default", words.default],
    ["Variable", words.variable],
  ].filter(([, text]) => text && text !== "–");
  const sentences = [words.meaning, ...facts.map(([name, text]) => `${name}: ${text}`)];
  return {
    ...node,
    description: sentences
      .map((text) => `${text}.`)
      .join(" ")
      .replaceAll(/`|, see below/g, ""),
  };
}
