import { printableName } from "@mailjet-secrets/core";
import { adminError } from "./admin-error.ts";

const DEFAULT_HOST = "api.mailjet.com";
const HOST = /^([A-Za-z0-9_]([\w.-]*\w)?\.?|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/** Checks a host, which may have a port. Absence: Mailjet's. Throws `INVALID_CONFIG`, and `TypeError` if it is no text. */
export function readHost(host: string | undefined): string {
  if (host === undefined) return DEFAULT_HOST;
  if (typeof host !== "string") throw new TypeError("host must be a text.");
  // A key that was put here would be told to name servers.
  const isKey = printableName(host) !== host;
  if (!isKey && HOST.test(host) && URL.canParse(`https://${host}`)) return host;
  throw adminError("INVALID_CONFIG", `The host of Mailjet is none: ${shown(host)}.`, {
    hint: "Write the name only, as in api.mailjet.com or 127.0.0.1:8443, without https:// and without a path.",
  });
}

/** With a user name in it, it may hold a key. */
function shown(host: string): string {
  return host.includes("@") || host.length > 100 ? "(not shown)" : `"${printableName(host)}"`;
}
