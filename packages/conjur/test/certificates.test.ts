import type { ConjurEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import type { ConjurProviderOptions } from "../src/index.ts";
import { connect, failureOf, PRIVATE, PUBLIC, read, startConjur } from "./support/conjur.ts";

const PAIR = { values: { "api-key": PUBLIC, "secret-key": PRIVATE } };

it.each<[string, (emulator: ConjurEmulator) => Promise<ConjurProviderOptions>]>([
  ["a path", async (emulator) => ({ caFile: await emulator.certificateFile() })],
  ["text", async ({ certificate }) => ({ caCertificate: certificate })],
  [
    "a path in a variable",
    async (emulator) => ({ environment: { CONJUR_CERT_FILE: await emulator.certificateFile() } }),
  ],
  ["text in a variable", async ({ certificate }) => ({ environment: { CONJUR_SSL_CERTIFICATE: certificate } })],
  [
    "text in a variable, its line breaks written out",
    async ({ certificate }) => ({ environment: { CONJUR_SSL_CERTIFICATE: certificate.replaceAll("\n", "\\n") } }),
  ],
  [
    "text in a variable, which goes before a path",
    async ({ certificate }) => ({
      environment: { CONJUR_SSL_CERTIFICATE: certificate, CONJUR_CERT_FILE: "/nowhere" },
    }),
  ],
])("D13: trusts an authority of one's own, given as %s", async (_, options) => {
  const emulator = await startConjur({ https: true });
  await expect(read(connect(emulator, await options(emulator)))).resolves.toEqual(PAIR);
});

it("D13: says whose certificate is not trusted, and by which settings it would be", async () => {
  const emulator = await startConjur({ https: true, basePath: "/api" });
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: false, provider: "conjur" });
  expect(error.message).toContain(
    `The certificate of ${new URL(emulator.url).origin} (localhost, issued by localhost) is not signed by an authority that is trusted here.`,
  );
  expect(error.hint).toContain("CONJUR_CERT_FILE (path) or CONJUR_SSL_CERTIFICATE (PEM text)");
  expect(error.message.match(/authority/g)).toHaveLength(2); // the advice of the transport, which knows no Conjur, is gone
  expect(emulator.received).toEqual([]);
});

it("D13: refuses a certificate that is none, and has no switch for trusting everything", async () => {
  const emulator = await startConjur({ https: true });
  expect(await failureOf(read(connect(emulator, { caCertificate: "no certificate" })))).toMatchObject({
    code: "INVALID_CONFIG",
  });
  const environment = { CONJUR_SSL_VERIFY: "false", NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  expect(await failureOf(read(connect(emulator, { environment })))).toMatchObject({ code: "UNAVAILABLE" });
});
