import { readFile } from "node:fs/promises";
import { createTransport } from "@mailjet-secrets/http";
import { expect, it } from "vitest";
import { liveVault } from "./support/live-vault.ts";

it("is the address of a server that accepts the token", async () => {
  const { address, token, caFile } = liveVault();
  const transport = createTransport({
    provider: "vault",
    baseUrl: address,
    allowInsecureHttp: true,
    ...(caFile === undefined ? {} : { caCertificates: [await readFile(caFile, "utf8")] }),
  });
  const answer = await transport.request({
    method: "GET",
    path: "/v1/auth/token/lookup-self",
    headers: { "x-vault-token": token },
    signal: new AbortController().signal,
  });
  expect(answer.status).toBe(200);
  await transport.close();
});
