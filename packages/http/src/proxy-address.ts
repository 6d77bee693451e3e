import { SecretsError } from "@mailjet-secrets/core";
import { isLoopback } from "./is-loopback.ts";
import type { TransportOptions } from "./transport.ts";

const VARIABLES = ["https_proxy", "http_proxy", "all_proxy"];

/** Finds the proxy for an address. Absence: there is none. Throws `INVALID_CONFIG` without quoting the proxy's address. */
export async function proxyAddress(options: TransportOptions, target: URL): Promise<URL | undefined> {
  if (options.proxy === false || options.socketPath !== undefined || isLoopback(target.hostname)) return undefined;
  if (options.proxy !== undefined) return readAddress(options.provider, options.proxy, "the option proxy");
  if (!VARIABLES.some((name) => process.env[name] || process.env[name.toUpperCase()])) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const address = getProxyForUrl(target);
  return address === "" ? undefined : readAddress(options.provider, address, "the environment");
}

function readAddress(provider: string, address: string, source: string): URL {
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return new URL(address);
  // Not quoted: it may hold a password.
  throw new SecretsError("INVALID_CONFIG", `The address of the proxy in ${source} is none that can be used.`, {
    provider,
    hint: "It has to begin with http:// or https://. Hosts in NO_PROXY are spoken to without it.",
  });
}
