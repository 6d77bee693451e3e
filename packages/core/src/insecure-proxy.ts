import { SecretsError } from "./secrets-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that node-mailjet 6 looks at for an https address, first one wins; each also in upper case. */
const PROXY_VARIABLES = ["npm_config_https_proxy", "https_proxy", "npm_config_proxy", "all_proxy"];

/**
 * Throws `INVALID_CONFIG` if node-mailjet 6 would use a proxy that is spoken to over plain HTTP: it opens no tunnel
 * through it but sends the whole request, the key pair readable in it. Version 7 opens a tunnel. The message names where
 * the proxy was set, not its address, which may hold a password.
 */
export function refuseInsecureProxy(
  host: string,
  proxy: { readonly protocol?: string } | undefined,
  environment: Environment,
): void {
  const source = proxy === undefined ? environmentProxy(host, environment) : optionProxy(proxy);
  if (source === undefined) return;
  throw new SecretsError(
    "INVALID_CONFIG",
    `node-mailjet 6 would show the key pair to the http: proxy set by ${source}.`,
    {
      hint: `Exclude the host (NO_PROXY=${host.split(":")[0]}), use an https: proxy, or set mailjet.allowInsecureProxy if that proxy may read the pair.`,
    },
  );
}

function optionProxy(proxy: { readonly protocol?: string }): string | undefined {
  return proxy.protocol?.startsWith("https") ? undefined : "the option mailjet.proxy";
}

function environmentProxy(host: string, environment: Environment): string | undefined {
  const found = PROXY_VARIABLES.flatMap((name) => [name, name.toUpperCase()]).find((name) => environment[name]);
  if (found === undefined || !/^http:/i.test(environment[found] ?? "")) return undefined;
  return isExcluded(host, environment) ? undefined : found;
}

/** `NO_PROXY` as node-mailjet's HTTP library reads it: hosts or `.suffix`, with or without port, `*` for all. */
function isExcluded(host: string, environment: Environment): boolean {
  const list = ["npm_config_no_proxy", "no_proxy"]
    .flatMap((name) => [name, name.toUpperCase()])
    .map((name) => environment[name])
    .find((value) => value);
  const { hostname, port } = new URL(`https://${host}`);
  return (list ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => matches(entry, hostname, port || "443"));
}

function matches(entry: string, hostname: string, port: string): boolean {
  const withPort = /^(.+):(\d+)$/.exec(entry);
  if (withPort?.[2] !== undefined && withPort[2] !== port) return false;
  const name = withPort?.[1] ?? entry;
  if (!/^[.*]/.test(name)) return name === hostname;
  return hostname.endsWith(name.replace(/^\*/, ""));
}
