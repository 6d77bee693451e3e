import { readFile } from "node:fs/promises";
import { createTransport } from "@mailjet-secrets/http";
import { expect, it } from "vitest";
import { liveConjur } from "./support/live-conjur.ts";

it("is the address of a server that accepts the login", async () => {
  const { applianceUrl, account, login, apiKey, caFile } = liveConjur();
  const transport = createTransport({
    provider: "conjur",
    baseUrl: applianceUrl,
    ...(caFile === undefined ? {} : { caCertificates: [await readFile(caFile, "utf8")] }),
  });
  const answer = await transport.request({
    method: "POST",
    path: `/authn/${account}/${encodeURIComponent(login)}/authenticate`,
    body: apiKey,
    signal: new AbortController().signal,
  });
  expect(answer.status).toBe(200);
  await transport.close();
});
