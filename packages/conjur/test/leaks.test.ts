import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SecretsProvider } from "@mailjet-secrets/core";
import type { ConjurEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import type { ConjurAuth } from "../src/index.ts";
import { API_KEY, connect, failureOf, LOGIN, PRIVATE, PUBLIC, read, startConjur, write } from "./support/conjur.ts";

const AWS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "session/token+example==",
};

type Fault = Parameters<ConjurEmulator["fail"]>[0];
const FAULTS: readonly Fault[] = [
  ...[302, 400, 401, 403, 404, 405, 406, 422, 429, 500, 503].map((status): Fault => ({ kind: "status", status })),
  { kind: "garbage" },
  { kind: "reset" },
  // A proxy or debug page that throws back what it was sent.
  ...[200, 400, 401, 403, 404, 500].flatMap((status): Fault[] => [
    { kind: "body", status, body: JSON.stringify({ error: { code: API_KEY, message: `${PUBLIC}:${PRIVATE}` } }) },
    { kind: "body", status, body: `<p>${API_KEY} ${PUBLIC}:${PRIVATE}</p>`, contentType: "text/html" },
  ]),
];

it("shows no key, token or value in any failure, whatever a server answers", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod", "authn-iam/prod"] });
  const jwt = emulator.issueWebToken(LOGIN);
  const token = emulator.issueAccessToken(LOGIN);
  const auths: readonly ConjurAuth[] = [
    { method: "apiKey", login: LOGIN, apiKey: API_KEY },
    { method: "jwt", serviceId: "prod", jwt },
    { method: "token", token },
    { method: "awsIam", serviceId: "prod", login: "host/aws/1/role", credentials: () => AWS },
  ];
  const { signature, payload } = JSON.parse(token) as { signature: string; payload: string };
  const secrets = [API_KEY, PUBLIC, PRIVATE, jwt, signature, payload, AWS.secretAccessKey, AWS.sessionToken];
  const forms = secrets.flatMap((secret) => canaryForms(secret));
  const providers: SecretsProvider[] = [];
  const failures = new Map<string, Error>();
  for (const path of ["/authn", "/secrets"]) {
    for (const fault of FAULTS) {
      emulator.clearFaults();
      emulator.fail({ ...fault, path });
      // New ones each time: what was refused once is not sent again.
      const fresh = auths.map((auth) => connect(emulator, { auth }));
      providers.push(...fresh);
      for (const provider of fresh) {
        for (const call of [
          () => read(provider),
          () => read(provider, { id: "mailjet/pair" }),
          () => write(provider, { id: "mailjet/pair" }, { value: PRIVATE }),
        ]) {
          await call().catch((error: Error) => failures.set(`${error} ${JSON.stringify(error)}`, error));
        }
      }
    }
  }
  expect(failures.size).toBeGreaterThan(100);
  for (const thing of [...failures.values(), ...providers]) expect(findCanary(printed(thing), forms)).toBeUndefined();
});

it("prints nothing secret with DEBUG=* and an error that nobody catches", async () => {
  const emulator = await startConjur();
  const script = `
    import { conjurProvider } from "@mailjet-secrets/conjur";
    import { inspect } from "node:util";
    const provider = conjurProvider();
    const signal = new AbortController().signal;
    await provider.read({ id: "mailjet/pair" }, { signal });
    console.log("read", inspect(provider, { depth: 9, showHidden: true }));
    await provider.read({ id: "mailjet/absent" }, { signal });
  `;
  const child = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, ".."),
    env: {
      PATH: process.env["PATH"],
      DEBUG: "*",
      CONJUR_APPLIANCE_URL: emulator.url,
      CONJUR_ACCOUNT: "dev",
      CONJUR_AUTHN_LOGIN: LOGIN,
      CONJUR_AUTHN_API_KEY: API_KEY,
    },
  });
  const { stdout, stderr } = (await failureOf(child)) as unknown as { stdout: string; stderr: string };
  expect(stdout).toContain("read");
  expect(stderr).toContain('Empty or not found in account dev of Conjur: "mailjet/absent"');
  const forms = [API_KEY, PUBLIC, PRIVATE].flatMap((secret) => canaryForms(secret));
  expect(findCanary(stdout + stderr, forms)).toBeUndefined();
});
