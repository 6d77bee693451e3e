import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localCertificate } from "../../testing/src/local-certificate.ts";
import { startConnectProxy } from "./support/connect-proxy.ts";
import { startHttps } from "./support/servers.ts";

const run = promisify(execFile);
const built = pathToFileURL(join(import.meta.dirname, "../dist/index.js")).href;
let folder: string;
let caFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transport-"));
  caFile = join(folder, "ca.pem");
  await writeFile(caFile, (await localCertificate()).certificate);
});
afterAll(() => rm(folder, { recursive: true }));

async function runScript(script: string, env: Record<string, string> = {}): Promise<string> {
  const code = `import { createTransport } from ${JSON.stringify(built)};\n${script}`;
  const options = { env: { PATH: process.env["PATH"] ?? "", ...env }, timeout: 15_000 };
  return (await run(process.execPath, ["--input-type=module", "--eval", code], options)).stdout.trim();
}

const request = (baseUrl: string, options: object): string => `
  const transport = createTransport({ provider: "vault", baseUrl: "${baseUrl}", ...${JSON.stringify(options)} });
  const { signal } = new AbortController();
  const answer = await transport.request({ method: "GET", path: "/", signal });
  console.log(answer.text());`;

it("loads neither HTTP nor TLS, nor the packages for proxies, when it is imported and set up", async () => {
  const script = `
    createTransport({ provider: "vault", baseUrl: "https://vault.example", proxy: "http://127.0.0.1:9" });
    console.log(process.moduleLoadList.filter((name) => /^NativeModule (http|https|tls|_http_agent)$/.test(name)).join());`;
  expect(await runScript(script)).toBe("");
});

it("lets the process end with kept connections, without close", async () => {
  const server = await startHttps((_, response) => response.end("ok"));
  expect(await runScript(request(server.url, {}), { NODE_EXTRA_CA_CERTS: caFile })).toBe("ok");
});

it("lets the process end with kept tunnels, without close", async () => {
  const server = await startHttps((_, response) => response.end("ok"));
  const proxy = await startConnectProxy(server.port);
  const script = request("https://vault.example", { serverName: "localhost", proxy: proxy.url });
  expect(await runScript(script, { NODE_EXTRA_CA_CERTS: caFile })).toBe("ok");
});

it("opens tunnels through a proxy with TLS of its own, which has to be trusted", async () => {
  const { certificate, privateKey } = await localCertificate();
  const server = await startHttps((_, response) => response.end("ok"));
  const proxy = await startConnectProxy(server.port, undefined, { cert: certificate, key: privateKey });
  const options = { serverName: "localhost", caCertificates: [certificate], proxy: proxy.url };
  const script = request("https://vault.example", options);
  expect(await runScript(script, { NODE_EXTRA_CA_CERTS: caFile })).toBe("ok");
  const insecure = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  await expect(runScript(script, insecure)).rejects.toThrow(`The certificate of the proxy ${proxy.url}`);
  await expect(runScript(script, insecure)).rejects.toThrow("NODE_EXTRA_CA_CERTS");
});

it("opens tunnels when stack traces are turned off", async () => {
  const server = await startHttps((_, response) => response.end("ok"));
  const proxy = await startConnectProxy(server.port);
  const script = request("https://vault.example", { serverName: "localhost", proxy: proxy.url });
  expect(await runScript(`Error.stackTraceLimit = 0;\n${script}`, { NODE_EXTRA_CA_CERTS: caFile })).toBe("ok");
});

it("trusts NODE_EXTRA_CA_CERTS beside the authorities that are given", async () => {
  const server = await startHttps((_, response) => response.end("ok"));
  const script = request(server.url, { caCertificates: [rootCertificates[0]] });
  expect(await runScript(script, { NODE_EXTRA_CA_CERTS: caFile })).toBe("ok");
});

it("keeps the process alive while an answer is awaited", async () => {
  const server = await startHttps((_, response) => void setImmediate(() => response.end("late")));
  expect(await runScript(request(server.url, {}), { NODE_EXTRA_CA_CERTS: caFile })).toBe("late");
});

it("prints no login of a proxy when the packages are debugged", async () => {
  const server = await startHttps((_, response) => response.end("ok"));
  const proxy = await startConnectProxy(server.port);
  const address = proxy.url.replace("//", "//user:pass-word@");
  const code = `import { createTransport } from ${JSON.stringify(built)};
    ${request("https://vault.example", { serverName: "localhost", proxy: address })}`;
  const env = { PATH: process.env["PATH"] ?? "", NODE_EXTRA_CA_CERTS: caFile, DEBUG: "*" };
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", code], { env });
  expect(stdout.trim()).toBe("ok");
  expect(stderr).toContain("https-proxy-agent");
  expect(stderr).not.toContain("pass-word");
  expect(stderr).not.toContain(Buffer.from("user:pass-word").toString("base64"));
});
