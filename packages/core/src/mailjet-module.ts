import type { Client, Request } from "node-mailjet";
import { notLoaded } from "./not-loaded.ts";
import { SecretsError } from "./secrets-error.ts";
import { silenceRequestLog } from "./silence-request-log.ts";

/** The constructors of node-mailjet that the live client is built on. */
export interface MailjetModule {
  readonly Client: typeof Client;
  readonly Request: typeof Request;
}

const INSTALL = "node-mailjet@6";
const OLDEST_MAJOR = 6;

let loaded: Promise<MailjetModule> | undefined;

/** Imports node-mailjet at first use, since it costs more than everything else here. Throws `MISSING_DEPENDENCY`. */
export function loadMailjetModule(): Promise<MailjetModule> {
  loaded ??= importModule().catch((error: unknown) => {
    loaded = undefined; // a failure is not kept: the package may be installed meanwhile
    throw error;
  });
  return loaded;
}

async function importModule(): Promise<MailjetModule> {
  silenceRequestLog();
  const module: unknown = await import("node-mailjet").catch(notLoaded("node-mailjet", { install: INSTALL }));
  return checkedModule(module);
}

/** Accepts the CommonJS and ESM forms of the supported majors; anything else gets one clear message. */
export function checkedModule(module: unknown): MailjetModule {
  const main = (module as { default?: unknown }).default ?? module;
  const { Client, Request } = main as Partial<MailjetModule>;
  const version = Client?.packageJSON?.version ?? "of an unknown version";
  const supported = Number.parseInt(version, 10) >= OLDEST_MAJOR;
  if (Client === undefined || Request === undefined || !supported) {
    throw new SecretsError("MISSING_DEPENDENCY", `node-mailjet ${version} is not supported.`, {
      hint: `Run: npm install ${INSTALL}`,
    });
  }
  return { Client, Request };
}

/** Major version of the loaded module. */
export function majorVersion(module: MailjetModule): number {
  return Number.parseInt(module.Client.packageJSON.version, 10);
}
