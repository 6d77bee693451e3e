import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { MailjetSecretsConfig } from "mailjet-secrets";
import type { StoreSelection } from "./store-selection.ts";
import type { Surroundings } from "./surroundings.ts";

const DEFAULT_FILES = ["mailjet-secrets.config.json", "mailjet-secrets.config.js"];

/**
 * What the configuration file says, for tools that need an option which a provider does not tell; nothing checks it here,
 * since opening the store has. Empty: there is no file. The options of the stores stand nowhere else.
 */
export async function configuredOptions(
  { config }: Pick<StoreSelection, "config">,
  { environment, directory }: Surroundings,
): Promise<MailjetSecretsConfig> {
  const variable = environment["MAILJET_SECRETS_CONFIG"]?.trim() || undefined;
  if (config === undefined && variable?.startsWith("{")) return JSON.parse(variable) as MailjetSecretsConfig;
  const named = config ?? variable;
  for (const name of named === undefined ? DEFAULT_FILES : [named]) {
    const content = await contentOf(resolve(directory, name));
    if (content !== undefined) return content;
  }
  return {};
}

async function contentOf(path: string): Promise<MailjetSecretsConfig | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  if (extname(path) === ".json") return JSON.parse(text.replace(/^\uFEFF/, "")) as MailjetSecretsConfig;
  const module = (await import(pathToFileURL(path).href)) as { readonly default: MailjetSecretsConfig };
  return module.default;
}
