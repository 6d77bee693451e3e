import { readFile, stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { printablePath, SecretsError } from "@mailjet-secrets/core";
import type { MailjetSecretsConfig } from "./config.ts";
import { fileSchema } from "./config-schema.ts";
import { CONFIG_VARIABLE, type ConfigLayer, type Environment, variable } from "./environment-config.ts";
import { findFileSecrets } from "./file-secrets.ts";
import { findMistakes } from "./find-mistakes.ts";
import { findJsonMistake } from "./json-mistake.ts";
import { formatMistake } from "./mistake.ts";

const DEFAULT_FILES = ["mailjet-secrets.config.json", "mailjet-secrets.config.js"];
const LARGEST_BYTES = 1_048_576;

/**
 * Reads the configuration file: the one that `MAILJET_SECRETS_CONFIG` names, else a default one in `directory`, else
 * nothing. The variable may hold the JSON itself, for systems that can set variables only. Throws `INVALID_CONFIG` if
 * the file cannot be read at all.
 */
export async function fileConfig(environment: Environment, directory: string): Promise<ConfigLayer> {
  const named = variable(environment, CONFIG_VARIABLE);
  if (named?.startsWith("{")) return layer(parseJson(named, `The variable ${CONFIG_VARIABLE}`), CONFIG_VARIABLE);
  const path = await findFile(named, directory);
  if (path === undefined) return { config: {}, mistakes: [] };
  return layer(extname(path) === ".json" ? await readJson(path) : await readModule(path), printablePath(path));
}

/** `source`: where the content stands, for messages. */
function layer(content: unknown, source: string): ConfigLayer {
  const secrets = findFileSecrets(content);
  const isSecret = (path: readonly unknown[]): boolean => secrets.some((secret) => secret.path.join() === path.join());
  const { value, mistakes } = findMistakes(fileSchema, content);
  const all = [...secrets, ...mistakes.filter((mistake) => !isSecret(mistake.path))];
  return { config: value as MailjetSecretsConfig, mistakes: all.map((mistake) => formatMistake(mistake, source)) };
}

async function findFile(named: string | undefined, directory: string): Promise<string | undefined> {
  if (named !== undefined) return namedFile(resolve(directory, named));
  const paths = DEFAULT_FILES.map((name) => resolve(directory, name));
  const present = await Promise.all(paths.map(exists));
  const [first, second] = paths.filter((_, index) => present[index]);
  if (second !== undefined)
    throw unusable(
      `There are two configuration files, ${printablePath(first ?? "")} and ${printablePath(second)}.`,
      "Remove one.",
    );
  return first;
}

async function namedFile(path: string): Promise<string> {
  if (![".json", ".js", ".mjs", ".cjs"].includes(extname(path))) {
    throw unusable(
      `The configuration file ${printablePath(path)}, named by ${CONFIG_VARIABLE}, is none of .json, .js, .mjs, .cjs.`,
      "Name one that is.",
    );
  }
  if (await exists(path)) return path;
  throw unusable(
    `The configuration file ${printablePath(path)}, named by ${CONFIG_VARIABLE}, does not exist.`,
    "Correct or unset the variable; a relative path starts at the working directory.",
  );
}

async function exists(path: string): Promise<boolean> {
  // Asked before anything is opened: opening a pipe would wait for its other end.
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => absentOrUnreadable(path, error));
  if (facts === undefined) return false;
  if (!facts.isFile()) throw unusable(`The configuration file ${printablePath(path)} is not a file.`, "Name a file.");
  if (facts.size <= LARGEST_BYTES) return true;
  throw unusable(
    `The configuration file ${printablePath(path)} is larger than ${LARGEST_BYTES} bytes.`,
    "Name another file.",
  );
}

function absentOrUnreadable(path: string, error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw unreadable(path, error);
}

async function readJson(path: string): Promise<unknown> {
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return parseJson(content.replace(/^\uFEFF/, ""), `The configuration file ${printablePath(path)}`);
}

function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(`${subject} is not valid JSON at ${findJsonMistake(text)}.`, "Correct it there.");
  }
}

async function readModule(path: string): Promise<unknown> {
  const module: { readonly default?: unknown } = await import(
    /* @vite-ignore */ /* webpackIgnore: true */ pathToFileURL(path).href
  ).catch((error: unknown) => {
    throw unusable(
      `The configuration file ${printablePath(path)} cannot be loaded.`,
      `Run it alone to see why: node ${printablePath(path)}`,
      error,
    );
  });
  if (module.default !== undefined) return module.default;
  throw unusable(
    `The configuration file ${printablePath(path)} has no default export.`,
    "Write export default defineConfig({ … }).",
  );
}

function unreadable(path: string, cause: unknown): SecretsError {
  return unusable(
    `The configuration file ${printablePath(path)} cannot be read.`,
    "Check its rights and those of its directory.",
    cause,
  );
}

function unusable(message: string, hint: string, cause?: unknown): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, { hint, ...(cause === undefined ? {} : { cause }) });
}
