import { generateKeyPairSync } from "node:crypto";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import type { TransportOptions } from "../src/index.ts";
import { startConnectProxy } from "./support/connect-proxy.ts";
import { startHttp, startHttps, startTcp } from "./support/servers.ts";
import { failureOf, gate, transportTo } from "./support/transport.ts";

const TOKEN = "hvs.3f9c1d7be2a84605b1c7d9e0f2a4b6c8";
const BODY = "c45e90ab7d1f4e268a3b5c7d9e1f2a40";
const ANSWER = "9d8c7b6a5f4e4d3c2b1a0f9e8d7c6b5a";
const PASSWORD = "e8d6c4b2a09f4e7d5c3b1a0f9e8d7c6b";
const FORMS = [
  ...canaryForms(TOKEN),
  ...canaryForms(BODY),
  ...canaryForms(ANSWER),
  ...canaryForms(PASSWORD),
  ...canaryForms(`user:${PASSWORD}`),
];

async function send(baseUrl: string, options: Partial<TransportOptions>): Promise<unknown> {
  const { signal } = new AbortController();
  const transport = transportTo(baseUrl, { headers: { "X-Vault-Token": TOKEN }, ...options });
  return transport.request({ method: "POST", path: "/v1/x", body: BODY, signal });
}
const fails = (baseUrl: string, options: Partial<TransportOptions> = {}) => failureOf(send(baseUrl, options));
const refusingPort = async (): Promise<string> => {
  const server = await startTcp(() => {});
  await server.close();
  return server.url;
};
const withLogin = (url: string): string => url.replace("//", `//user:${PASSWORD}@`);
const answering = async (text: string): Promise<string> =>
  (await startTcp((socket) => void socket.once("data", () => socket.end(text)))).url;

const failures: Record<string, () => Promise<unknown>> = {
  "a refused connection": async () => fails(await refusingPort()),
  "an unknown host": async () => fails("https://vault.invalid"),
  "a reset": async () =>
    fails((await startTcp((socket) => void socket.once("data", () => socket.resetAndDestroy()))).url),
  "an answer that is not HTTP": async () => fails(await answering(ANSWER)),
  "a broken header in the answer": async () => fails(await answering(`HTTP/1.1 200 OK\r\n${ANSWER}\r\n\r\n`)),
  "an answer cut short": async () => fails(await answering(`HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n${ANSWER}`)),
  "an answer too large": async () =>
    fails((await startHttp((_, response) => response.end(ANSWER))).url, { maxResponseBytes: 9 }),
  "a compressed answer": async () =>
    fails((await startHttp((_, response) => response.writeHead(200, { "content-encoding": "br" }).end(ANSWER))).url),
  "plain HTTP to TLS": async () =>
    fails((await startHttp((_, response) => response.writeHead(400).end(`${ANSWER} HTTP request to an HTTPS`))).url),
  "TLS to plain HTTP": async () =>
    fails((await startHttp((_, response) => response.end(ANSWER))).url.replace("http:", "https:")),
  "a certificate that is not trusted": async () => fails((await startHttps((_, response) => response.end(ANSWER))).url),
  "a header that cannot be sent": async () =>
    fails("http://127.0.0.1:9", { headers: { "X-Vault-Token": `${TOKEN}\n` } }),
  "a header name that cannot be sent": async () => fails("http://127.0.0.1:9", { headers: { [`${TOKEN} `]: "x" } }),
  "a login in the address": async () => fails(`https://user:${PASSWORD}@vault.example`),
  "an address that is none": async () => fails(`user:${PASSWORD}@vault.example`),
  "a refused proxy": async () => fails("https://vault.example", { proxy: withLogin(await refusingPort()) }),
  "a proxy that refuses": async () => {
    const proxy = await startConnectProxy(9, "HTTP/1.1 407 Proxy Authentication Required");
    return fails("https://vault.example", { proxy: withLogin(proxy.url) });
  },
  "a proxy that is none": async () => fails("https://vault.example", { proxy: `socks5://user:${PASSWORD}@127.0.0.1` }),
  "a key with another passphrase": async () => {
    const cipher = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "right" } as const;
    const { privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      privateKeyEncoding: cipher,
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    return fails("https://127.0.0.1:9", {
      clientCertificate: { certificate: ANSWER, key: privateKey, passphrase: PASSWORD },
    });
  },
  "a CA certificate that is none": async () => fails("https://127.0.0.1:9", { caCertificates: [ANSWER] }),
  "a time-out": async () => {
    const clock = fakeClock();
    const arrived = gate();
    const failure = fails((await startHttp(arrived.open)).url, { clock });
    await arrived.opened;
    await clock.advance(10_000);
    return failure;
  },
};

it.each(Object.keys(failures))("%s shows nothing of token, body, answer or password", async (name) => {
  const error = await failures[name]?.();
  expect(error).toBeInstanceOf(Error);
  expect(findCanary(printed(error), FORMS)).toBeUndefined();
});

it("a transport shows nothing of token or password", () => {
  const options = { headers: { "X-Vault-Token": TOKEN }, proxy: `http://user:${PASSWORD}@127.0.0.1` };
  expect(findCanary(printed(transportTo("https://vault.example", options)), FORMS)).toBeUndefined();
});
