import { SecretsError } from "./secrets-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that node-mailjet 6 looks at for an https address, first one wins. */
const PROXY_VARIABLES = inBothCases(["npm_config_https_proxy", "https_proxy", "npm_config_proxy", "all_proxy"]);
const NO_PROXY_VARIABLES = inBothCases(["npm_config_no_proxy", "no_proxy"]);
const HTTPS_PORT = 443;

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
  // node-mailjet drops every falsy proxy, `false` too, and then looks at the environment.
  const variable = proxy ? undefined : insecureVariable(host, environment);
  if (variable === undefined && !isPlainHttp(proxy?.protocol)) return;
  const source = variable ?? "the option mailjet.proxy";
  const exclude = variable === undefined ? "Use" : `Exclude the host (NO_PROXY=${target(host).hostname}), use`;
  throw new SecretsError(
    "INVALID_CONFIG",
    `node-mailjet 6 would show the key pair to the http: proxy set by ${source}.`,
    {
      hint: `${exclude} an https: proxy, or set mailjet.allowInsecureProxy if that proxy may read the pair.`,
    },
  );
}

/** Without a protocol node-mailjet keeps that of Mailjet's address, https. */
function isPlainHttp(protocol: string | undefined): boolean {
  return /^http(?!s)/i.test(protocol ?? "");
}

/** The variable with the proxy that node-mailjet would use, if that proxy is plain HTTP. */
function insecureVariable(host: string, environment: Environment): string | undefined {
  const name = firstSet(PROXY_VARIABLES, environment);
  // node-mailjet itself refuses a host that is none.
  if (name === undefined || !URL.canParse(`https://${host}`)) return undefined;
  if (isExcluded(target(host), environment)) return undefined;
  const address = environment[name] ?? "";
  const url = address.includes("://") ? address : `https://${address}`;
  return URL.canParse(url) && isPlainHttp(new URL(url).protocol) ? name : undefined;
}

function inBothCases(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name, name.toUpperCase()]);
}

function firstSet(names: readonly string[], environment: Environment): string | undefined {
  // A plain loop: every request comes by here.
  for (const name of names) if (environment[name]) return name;
  return undefined;
}

function target(host: string): URL {
  return new URL(`https://${host}`);
}

/** `NO_PROXY` as node-mailjet's HTTP library reads it: hosts or `.suffix`, with or without port, `*` for all. */
function isExcluded({ hostname, port }: URL, environment: Environment): boolean {
  const name = firstSet(NO_PROXY_VARIABLES, environment);
  const entries = (name === undefined ? "" : (environment[name] ?? "")).toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== "" && matches(entry, hostname, Number(port) || HTTPS_PORT));
}

function matches(entry: string, hostname: string, port: number): boolean {
  const [, name = entry, entryPort = "0"] = /^(.+):(\d+)$/.exec(entry) ?? [];
  if (Number(entryPort) !== 0 && Number(entryPort) !== port) return false;
  return /^[.*]/.test(name) ? hostname.endsWith(name.replace(/^\*/, "")) : name === hostname;
}
