import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SecretsProvider } from "@mailjet-secrets/core";
import type { ConjurEmulator, ConjurFault } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import type { ConjurAuth } from "../src/index.ts";
import {
  API_KEY,
  connect,
  failureOf,
  LOGIN,
  PRIVATE,
  PUBLIC,
  read,
  startConjur,
  temporaryFile,
  write,
} from "./support/conjur.ts";

const AWS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "session/token+example==",
};
const IAM_LOGIN = "host/mailjet/123456789012/mail-sender";

/** A login, what of it is secret, and the variables by which a process logs in so. */
interface Login {
  readonly auth: ConjurAuth;
  readonly secrets: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

const LOGINS: Readonly<Record<string, (emulator: ConjurEmulator) => Login>> = {
  apiKey: () => ({
    auth: { method: "apiKey", login: LOGIN, apiKey: API_KEY },
    secrets: [API_KEY],
    variables: { CONJUR_AUTHN_LOGIN: LOGIN, CONJUR_AUTHN_API_KEY: API_KEY },
  }),
  apiKeyFile: () => ({
    auth: { method: "apiKey", login: LOGIN, apiKeyFile: temporaryFile(`${API_KEY}\n`) },
    secrets: [API_KEY],
    variables: { CONJUR_AUTHN_LOGIN: LOGIN, CONJUR_AUTHN_API_KEY: `${API_KEY}\n` },
  }),
  jwt: (emulator) => {
    const jwt = emulator.issueWebToken(LOGIN);
    const variables = { CONJUR_AUTHN_JWT_SERVICE_ID: "prod", CONJUR_AUTHN_JWT_TOKEN: jwt };
    return { auth: { method: "jwt", serviceId: "prod", hostId: LOGIN, jwt: () => jwt }, secrets: [jwt], variables };
  },
  jwtFile: (emulator) => {
    const jwt = emulator.issueWebToken(LOGIN);
    const jwtFile = temporaryFile(jwt);
    const variables = { CONJUR_AUTHN_JWT_SERVICE_ID: "prod", JWT_TOKEN_PATH: jwtFile };
    return { auth: { method: "jwt", serviceId: "prod", jwtFile }, secrets: [jwt], variables };
  },
  token: (emulator) => {
    const token = emulator.issueAccessToken(LOGIN);
    return { auth: { method: "token", token }, secrets: partsOf(token), variables: { CONJUR_AUTHN_TOKEN: token } };
  },
  tokenFile: (emulator) => {
    const token = emulator.issueAccessToken(LOGIN);
    const tokenFile = temporaryFile(token);
    const variables = { CONJUR_AUTHN_TOKEN_FILE: tokenFile };
    return { auth: { method: "tokenFile", tokenFile }, secrets: partsOf(token), variables };
  },
  awsIam: () => ({
    auth: { method: "awsIam", serviceId: "prod", login: IAM_LOGIN, credentials: () => AWS },
    secrets: [AWS.secretAccessKey, AWS.sessionToken],
    variables: {
      CONJUR_AUTHN_TYPE: "iam",
      CONJUR_SERVICE_ID: "prod",
      CONJUR_AUTHN_LOGIN: IAM_LOGIN,
      AWS_ACCESS_KEY_ID: AWS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS.secretAccessKey,
      AWS_SESSION_TOKEN: AWS.sessionToken,
    },
  }),
};

function partsOf(token: string): string[] {
  const { signature, payload } = JSON.parse(token) as { signature: string; payload: string };
  return [token, signature, payload];
}

/** A proxy or debug page that throws back what it was sent. */
function faultsQuoting(secrets: readonly string[]): readonly ConjurFault[] {
  const text = [...secrets, PUBLIC, PRIVATE].join(" ");
  return [
    ...[302, 400, 401, 403, 404, 405, 406, 408, 422, 429, 500, 503].map(
      (status): ConjurFault => ({ kind: "status", status }),
    ),
    { kind: "garbage" },
    { kind: "reset" },
    ...[200, 400, 401, 403, 404, 422, 500].flatMap((status): ConjurFault[] => [
      { kind: "body", status, body: JSON.stringify({ error: { code: "not_found", message: text } }) },
      { kind: "body", status, body: `<p>${text}</p>`, contentType: "text/html" },
    ]),
  ];
}

/** All access tokens that go out until the test is over. */
function sentTokens(): ReadonlySet<string> {
  const tokens = new Set<string>();
  const note = (message: unknown): void => {
    const header = (message as { readonly request: ClientRequest }).request.getHeader("authorization");
    const text = /^Token token="(.*)"$/.exec(String(header))?.[1];
    if (text !== undefined) for (const part of partsOf(Buffer.from(text, "base64").toString())) tokens.add(part);
  };
  subscribe("http.client.request.start", note);
  onTestFinished(() => void unsubscribe("http.client.request.start", note));
  return tokens;
}

const startWithAll = (): Promise<ConjurEmulator> =>
  startConjur({
    roles: [{ login: LOGIN, apiKey: API_KEY }, { login: IAM_LOGIN }],
    authenticators: ["authn-jwt/prod", "authn-iam/prod"],
    awsIdentities: [{ ...AWS, account: "123456789012", role: "mail-sender" }],
  });

it.each(Object.keys(LOGINS))(
  "shows nothing secret in any failure of a login by %s, whatever is answered",
  async (name) => {
    const emulator = await startWithAll();
    const tokens = sentTokens();
    const { auth, secrets } = (LOGINS[name] as NonNullable<(typeof LOGINS)[string]>)(emulator);
    const failures = new Map<string, Error>();
    const attempt = async (provider: SecretsProvider): Promise<void> => {
      for (const call of [
        () => read(provider),
        () => read(provider, { id: "mailjet/pair" }),
        () => write(provider, { id: "mailjet/pair" }, { value: PRIVATE }),
      ]) {
        await call().catch((error: Error) => failures.set(`${error} ${JSON.stringify(error)}`, error));
      }
    };
    const used = connect(emulator, { auth });
    await read(used);
    for (const path of ["/authn", "/secrets"]) {
      for (const fault of faultsQuoting(secrets)) {
        emulator.fail({ ...fault, path });
        await attempt(connect(emulator, { auth })); // a new one each time: what was refused once is not sent again
        emulator.clearFaults();
      }
    }
    expect(failures.size).toBeGreaterThan(30);
    expect(tokens.size).toBeGreaterThan(0);
    const forms = [...secrets, ...tokens, PUBLIC, PRIVATE].flatMap((secret) => canaryForms(secret));
    // Each line once: nearly all of it is the same stack.
    const lines = new Set([...failures.values(), used].flatMap((thing) => printed(thing).split("\n")));
    const text = [...lines].join("\n");
    expect(findCanary(text, forms)).toBeUndefined();
  },
);

it.each(Object.keys(LOGINS))(
  "prints nothing secret of a login by %s with DEBUG=* and an uncaught error",
  async (name) => {
    const emulator = await startWithAll();
    const { secrets, variables } = (LOGINS[name] as NonNullable<(typeof LOGINS)[string]>)(emulator);
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
        ...variables,
      },
    });
    const { stdout, stderr } = (await failureOf(child)) as unknown as { stdout: string; stderr: string };
    expect(stdout).toContain("read");
    expect(stderr).toContain('Empty or not found in account dev of Conjur: "mailjet/absent"');
    const forms = [...secrets, PUBLIC, PRIVATE].flatMap((secret) => canaryForms(secret));
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
  },
);
