import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { SecretsProvider } from "@mailjet-secrets/core";
import { type ContractFault, type ProviderHarness, providerContract } from "@mailjet-secrets/testing";
import { afterAll, describe, expect, it } from "vitest";
import { blocksOf, root } from "./support/markdown.ts";

const FILE = "docs/writing-a-provider.md";
const TOKEN = "token-of-the-safe-3f9c1d7be2a84605";
const STATUS: Partial<Record<ContractFault, number>> = {
  denied: 403,
  "bad login": 401,
  "rate limited": 429,
  unavailable: 503,
};
const code = blocksOf(FILE).find(({ language }) => language === "ts")?.code ?? "";

type SafeProvider = (options: { baseUrl: string; token: string }) => SecretsProvider;
// Beside the tests, where the packages are found; now, since the suite opens a provider while it is put together.
const folder = await mkdtemp(join(root, "test/docs/.safe-provider-"));
const file = join(folder, "safe-provider.ts");
await writeFile(file, code);
const { safeProvider } = (await import(pathToFileURL(file).href)) as { safeProvider: SafeProvider };
afterAll(() => rm(folder, { recursive: true }));

/** A store that answers `GET /secrets/<id>`, and can do wrong. */
async function startSafe(): Promise<ProviderHarness> {
  let record: Readonly<Record<string, string>> | undefined;
  let version = 0;
  let fault: ContractFault | undefined;
  let requests = 0;
  let open = 0;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests += 1;
    open += 1;
    response.once("close", () => {
      open -= 1;
    });
    if (fault === "hang") return;
    if (fault === "reset") return void request.socket.destroy();
    const login = request.headers.authorization === `Bearer ${TOKEN}` ? 200 : 401;
    const status = (fault && STATUS[fault]) ?? (login === 200 && record === undefined ? 404 : login);
    const body = fault === "garbage" ? `<html>${JSON.stringify(record)}</html>` : JSON.stringify(record ?? {});
    response.writeHead(status, { etag: String(version) }).end(status === 200 ? body : "no");
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    unsupported: ["versions", "logins", "whole records", "conditional writes"],
    secret: { id: "prod/mailjet" },
    storeSecrets: [TOKEN],
    open: () => safeProvider({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: TOKEN }),
    async seed(values) {
      record = values;
      version += 1;
    },
    async remove() {
      record = undefined;
    },
    fail(kind) {
      fault = kind;
    },
    recover() {
      fault = undefined;
    },
    requestCount: () => requests,
    openRequests: () => open,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe(`the provider of ${FILE}`, () => {
  it("has less than 60 lines", () => {
    expect(code.split("\n").length).toBeGreaterThan(20);
    expect(code.split("\n").length).toBeLessThan(60);
  });
  providerContract({ describe, it }, startSafe);
});
