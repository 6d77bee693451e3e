import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import mailjet from "node-mailjet";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { refuseInsecureProxy } from "../src/insecure-proxy.ts";
import { SecretsError } from "../src/secrets-error.ts";

type Environment = Readonly<Record<string, string>>;
type Proxy = { readonly host: string; readonly port: number; readonly protocol?: string };

const VARIABLES = ["npm_config_https_proxy", "https_proxy", "npm_config_proxy", "all_proxy", "http_proxy"];
const EXCLUSIONS = ["npm_config_no_proxy", "no_proxy"];
/** Nobody listens there, so that a request around the proxy ends at once. */
const HOST = "localhost:1";

let proxy: Server;
let address = "";
let seen: string[] = [];

beforeAll(async () => {
  proxy = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization ?? ""}`);
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

/** Whether node-mailjet itself shows a request with its login to the proxy. */
async function proxySeesLogin(environment: Environment, option?: Proxy): Promise<boolean> {
  seen = [];
  for (const name of [...VARIABLES, ...EXCLUSIONS]) {
    for (const spelling of [name, name.toUpperCase()]) vi.stubEnv(spelling, environment[spelling] ?? "");
  }
  const options = option === undefined ? {} : { options: { proxy: option, timeout: 5_000 } };
  const client = new mailjet.Client({ apiKey: "k", apiSecret: "s", config: { host: HOST }, ...options });
  await client
    .get("contact")
    .request()
    .catch(() => {});
  vi.unstubAllEnvs();
  return seen.some((line) => line.endsWith(`Basic ${Buffer.from("k:s").toString("base64")}`));
}

function refusal(host: string, option: Proxy | undefined, environment: Environment): SecretsError | undefined {
  try {
    refuseInsecureProxy(host, option, environment);
    return undefined;
  } catch (error) {
    if (SecretsError.is(error, "INVALID_CONFIG")) return error;
    throw error;
  }
}

/** Puts the address of the running proxy in. */
const filled = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace("PROXY", address)]));

const HTTP = "http://PROXY";

const REFUSED: readonly Environment[] = [
  { HTTPS_PROXY: HTTP },
  { https_proxy: HTTP },
  { HTTPS_PROXY: "HTTP://PROXY" },
  { HTTPS_PROXY: " http://PROXY" },
  { HTTPS_PROXY: "http://user:pass@PROXY/" },
  { all_proxy: HTTP },
  { ALL_PROXY: HTTP },
  { npm_config_proxy: HTTP },
  { npm_config_https_proxy: HTTP },
  { https_proxy: HTTP, HTTPS_PROXY: "https://PROXY" },
  { npm_config_https_proxy: HTTP, https_proxy: "https://PROXY" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "api.mailjet.com, .example.com" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "localhost:2" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "*:443" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "host" },
  { HTTPS_PROXY: HTTP, NO_PROXY: ".localhost" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "local*" },
  { HTTPS_PROXY: HTTP, NO_PROXY: " , ," },
  { HTTPS_PROXY: HTTP, npm_config_no_proxy: "other", NO_PROXY: "*" },
];

const ALLOWED: readonly Environment[] = [
  {},
  { HTTPS_PROXY: "" },
  { HTTPS_PROXY: "https://PROXY" },
  { HTTPS_PROXY: "PROXY" },
  { HTTPS_PROXY: "socks5://PROXY" },
  { HTTPS_PROXY: "http://" },
  { http_proxy: HTTP },
  { https_proxy: "https://PROXY", all_proxy: HTTP },
  { HTTPS_PROXY: HTTP, NO_PROXY: "*" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "localhost" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "LOCALHOST" },
  { HTTPS_PROXY: HTTP, no_proxy: "localhost" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "localhost:1" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "localhost:01" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "localhost:0" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "*host" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "*:1" },
  { HTTPS_PROXY: HTTP, NO_PROXY: "example.com,localhost" },
  { HTTPS_PROXY: HTTP, NO_PROXY: " example.com \t localhost ,," },
  { HTTPS_PROXY: HTTP, NO_PROXY: "example.com,*" },
  { HTTPS_PROXY: HTTP, npm_config_no_proxy: "localhost", NO_PROXY: "other" },
];

describe("refuseInsecureProxy", () => {
  it.each(REFUSED)("E10 (proxies) refuses %j, through which node-mailjet 6 shows the login", async (template) => {
    const environment = filled(template);
    expect(await proxySeesLogin(environment)).toBe(true);
    expect(refusal(HOST, undefined, environment)?.code).toBe("INVALID_CONFIG");
  });

  it.each(ALLOWED)("E10 (proxies) allows %j, through which it does not", async (template) => {
    const environment = filled(template);
    expect(await proxySeesLogin(environment)).toBe(false);
    expect(refusal(HOST, undefined, environment)).toBeUndefined();
  });

  it.each([
    ["http", true],
    ["http:", true],
    ["https", false],
    ["https:", false],
    [undefined, false],
    ["socks5", false],
  ])("judges the option proxy with protocol %s as node-mailjet uses it", async (protocol, shown) => {
    const [host = "", port] = address.split(":");
    const option = { host, port: Number(port), ...(protocol === undefined ? {} : { protocol }) };
    expect(await proxySeesLogin({}, option)).toBe(shown);
    expect(refusal(HOST, option, {}) !== undefined).toBe(shown);
  });

  it("does not look at the environment where the option is given", () => {
    const environment = { HTTPS_PROXY: "http://proxy.example", NO_PROXY: "*" };
    expect(refusal(HOST, { host: "p", port: 1, protocol: "https" }, environment)).toBeUndefined();
    expect(refusal(HOST, { host: "p", port: 1, protocol: "http" }, environment)).toBeDefined();
  });

  it("E10 (a proxy of false is dropped) looks at the environment then, as node-mailjet does", () => {
    const off = false as unknown as undefined;
    expect(refusal(HOST, off, {})).toBeUndefined();
    expect(refusal(HOST, off, { HTTPS_PROXY: "http://proxy.example" })?.message).toContain("HTTPS_PROXY");
  });

  it("compares names in NO_PROXY with the host, its suffixes and the default port", () => {
    const excluded = (list: string): boolean =>
      refusal("api.mailjet.com", undefined, { HTTPS_PROXY: "http://p", NO_PROXY: list }) === undefined;
    for (const list of ["api.mailjet.com", ".mailjet.com", "*.mailjet.com", "api.mailjet.com:443", ".com"]) {
      expect(excluded(list), list).toBe(true);
    }
    for (const list of ["mailjet.com", "api.mailjet.com:80", "x.mailjet.com", ".api.mailjet.com", "10.0.0.0/8"]) {
      expect(excluded(list), list).toBe(false);
    }
  });

  it("says which variable, what to do, and nothing of the proxy's address", () => {
    const environment = { https_proxy: "http://user:Passw0rd@proxy.example:3128" };
    const error = refusal("api.us.mailjet.com:8443", undefined, environment);
    expect(error?.message).toContain("the http: proxy set by https_proxy.");
    expect(error?.hint).toContain("NO_PROXY=api.us.mailjet.com)");
    expect(error?.hint).toContain("mailjet.allowInsecureProxy");
    expect(`${error?.stack} ${JSON.stringify(error)}`).not.toMatch(/Passw0rd|proxy\.example|3128/);
    expect(refusal("[::1]:8443", undefined, environment)?.hint).toContain("NO_PROXY=[::1])");
  });

  it("does not advise NO_PROXY against the option, which it does not concern", () => {
    const error = refusal(HOST, { host: "secret-proxy", port: 1, protocol: "http" }, {});
    expect(error?.message).toContain("set by the option mailjet.proxy. Use an https: proxy");
    expect(error?.message).not.toMatch(/NO_PROXY|secret-proxy/);
  });
});
