import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SecretsProvider } from "@mailjet-secrets/core";
import type { AwsEmulator, AwsFault } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import { agentProvider, read, sdkProvider } from "./support/open-provider.ts";
import { startEmulator } from "./support/start-emulator.ts";

const run = promisify(execFile);
const PAIR = { public: "3f9c1d7be2a84605b1c7d9e0f2a4b6c8", private: "c45e90ab7d1f4e268a3b5c7d9e1f2a40" };
const KEY = {
  accessKeyId: "ASIAEMULATED00000001",
  secretAccessKey: "kQ3vX8pL2mN7bR5tY1wZ6cD4fG9hJ0sA+eUiO/xT",
  sessionToken: "Zm9vYmFyYmF6cXV4LXNlc3Npb24tdG9rZW4tMDEyMw==",
};
const TOKEN = "agent-token-7d1f4e268a3b5c7d9e1f";
const FORMS = [
  ...canaryForms(PAIR.public, PAIR.private),
  ...canaryForms(KEY.secretAccessKey, KEY.sessionToken),
  ...canaryForms(TOKEN),
];
// Whatever the service says may quote what it was sent, or what it keeps.
const QUOTE = `quoting ${PAIR.public}:${PAIR.private} ${KEY.secretAccessKey} ${KEY.sessionToken} ${TOKEN}`;
const FAULTS: readonly AwsFault[] = [
  { kind: "reset" },
  { kind: "throttle" },
  { kind: "expired-token" },
  { kind: "garbage", body: "html" },
  { kind: "garbage", body: "empty" },
  { kind: "garbage", body: "huge" },
  { kind: "garbage", body: "cut" },
  { kind: "status", status: 403 },
  { kind: "status", status: 503, body: "json" },
  ...["AccessDeniedException", "InvalidRequestException", "InternalServiceError", "UnknownException"].map(
    (name): AwsFault => ({ kind: "error", name, message: QUOTE }),
  ),
  { kind: "error", name: PAIR.private, message: QUOTE },
];
const FIELDS = ["public", "absent"];

async function start(text: string = JSON.stringify(PAIR)): Promise<AwsEmulator> {
  return startEmulator({ secrets: { mail: text }, accessKeys: [KEY], agentToken: TOKEN });
}

async function outcomes(provider: SecretsProvider): Promise<unknown[]> {
  const signal = new AbortController().signal;
  const work = [
    read(provider, { fields: FIELDS }),
    read(provider, { requestedVersion: "AWSPENDING", fields: FIELDS }),
    provider.write?.({ id: "mail", requestedVersion: "AWSPREVIOUS" }, PAIR, { signal }),
    provider.write?.({ id: "mail" }, PAIR, { signal, ifVersion: "11111111-2222-4333-8444-555555555555" }),
  ];
  const settled = await Promise.allSettled(work);
  return settled.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
}

it.each(FAULTS)("shows nothing secret after the fault %o", async (fault) => {
  const emulator = await start();
  for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
    emulator.fail(fault);
    const errors = await outcomes(provider);
    expect(errors.length).toBeGreaterThanOrEqual(2);
    for (const error of errors) expect(findCanary(printed(error), FORMS)).toBeUndefined();
    expect(findCanary(printed(provider), FORMS)).toBeUndefined();
    emulator.clearFaults();
    for (const error of await outcomes(provider)) expect(findCanary(printed(error), FORMS)).toBeUndefined();
  }
});

it.each([`${PAIR.public}:${PAIR.private}`, `{public:${PAIR.public}`, `{"public":"${PAIR.public}","${PAIR.private}"`])(
  "shows nothing of a text that is no JSON",
  async (text) => {
    const emulator = await start(text);
    for (const error of await outcomes(sdkProvider(emulator))) {
      expect(findCanary(printed(error), FORMS)).toBeUndefined();
    }
  },
);

it("writes nothing secret to the outputs of a process, with all debug output on", async () => {
  const emulator = await start();
  const script = `
    import { awsProvider } from "@mailjet-secrets/aws";
    const { signal } = new AbortController();
    for (const options of JSON.parse(process.env.OPTIONS)) {
      const provider = awsProvider(options);
      const { values } = await provider.read({ id: "mail" }, { signal });
      if (Object.keys(values).join() !== "public,private") throw new Error("not read");
      console.log(provider);
      await provider.read({ id: "mail", fields: ["absent"] }, { signal }).catch((error) => console.log(error));
      await provider.read({ id: "other" }, { signal }).catch((error) => console.error(error.stack, error));
      await provider.close();
    }`;
  const { url: endpoint, region, port } = emulator;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, ".."),
    env: {
      PATH: process.env["PATH"],
      DEBUG: "*",
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_SESSION_TOKEN: KEY.sessionToken,
      AWS_TOKEN: TOKEN,
      OPTIONS: JSON.stringify([
        { endpoint, region },
        { via: "agent", port },
      ]),
    },
  });
  expect(stdout.match(/NOT_FOUND/g)?.length).toBeGreaterThanOrEqual(2);
  expect(findCanary(stdout + stderr, FORMS)).toBeUndefined();
});
