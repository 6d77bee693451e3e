import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { awsProvider } from "../src/index.ts";
import { awsEnvironment } from "./support/aws-environment.ts";
import { agentProvider, closing, read } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { NEXT_PAIR, PAIR, startEmulator } from "./support/start-emulator.ts";

const TOKEN = "emulated-agent-token";

function tokenFile(text: string): { readonly path: string; write(text: string): void } {
  const folder = mkdtempSync(join(tmpdir(), "agent-token-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "token with blank");
  const write = (content: string): void => writeFileSync(path, content);
  write(text);
  return { path, write };
}

it("reads names, ARNs, versions, stages and bytes", async () => {
  const emulator = await startEmulator({ secrets: { mail: PAIR, "a/b c+d@e": Buffer.from(JSON.stringify(PAIR)) } });
  const previous = emulator.stagesOf("mail")["AWSCURRENT"] ?? "";
  emulator.putSecret("mail", NEXT_PAIR);
  const provider = agentProvider(emulator);
  expect((await read(provider, { id: emulator.arnOf("mail") })).values).toEqual(NEXT_PAIR);
  expect((await read(provider, { requestedVersion: "AWSPREVIOUS" })).values).toEqual(PAIR);
  expect(await read(provider, { requestedVersion: previous })).toEqual({ values: PAIR, version: previous });
  expect((await read(provider, { id: "a/b c+d@e" })).values).toEqual(PAIR);
});

it("lets the agent answer from its cache once, and asks past it afterwards", async () => {
  const emulator = await startEmulator();
  await read(agentProvider(emulator)); // another process has warmed the agent's cache
  const provider = agentProvider(emulator);
  emulator.putSecret("mail", NEXT_PAIR);
  expect((await read(provider)).values).toEqual(PAIR);
  expect((await read(provider)).values).toEqual(NEXT_PAIR);
  expect(emulator.received.map(({ parameters }) => parameters["refreshNow"])).toEqual([undefined, undefined, "true"]);
});

it("asks the Lambda extension in the words that it knows", async () => {
  const emulator = await startEmulator();
  const provider = agentProvider(emulator, { via: "extension" });
  await read(provider);
  await read(provider);
  expect(emulator.received.map(({ parameters }) => parameters)).toEqual([{ secretId: "mail" }, { secretId: "mail" }]);
});

it("waits a little for an extension that is not ready yet", async () => {
  const emulator = await startEmulator();
  emulator.agent.ready = false;
  const clock = fakeClock();
  const hold = emulator.hold("agent");
  const reading = read(agentProvider(emulator, { via: "extension", clock }));
  await hold.arrived(1);
  emulator.agent.ready = true;
  hold.release();
  while (clock.pendingTimers() > 0 && emulator.received.length < 2) await clock.advance(50);
  expect((await reading).values).toEqual(PAIR);
});

it("says of an extension that does not get ready that INIT is too early", async () => {
  const emulator = await startEmulator();
  emulator.agent.ready = false;
  const error = await refusal(read(agentProvider(emulator, { via: "extension" })), "UNAVAILABLE");
  expect(error.retryable).toBe(true);
  expect(error.hint).toContain("inside the handler");
  expect(error.hint).toContain("chainProvider");
  expect(emulator.received).toHaveLength(5);
});

it.each([
  ["agent", { AWS_TOKEN: TOKEN, AWS_SESSION_TOKEN: "wrong" }],
  ["agent", { AWS_SESSION_TOKEN: TOKEN, AWS_CONTAINER_AUTHORIZATION_TOKEN: "wrong" }],
  ["agent", { AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN }],
  ["extension", { AWS_TOKEN: "wrong", AWS_SESSION_TOKEN: TOKEN }],
] as const)("finds the token of the %s in %o", async (via, variables) => {
  const emulator = await startEmulator();
  awsEnvironment(variables);
  expect((await read(closing(awsProvider({ via, port: emulator.port })))).values).toEqual(PAIR);
});

it("reads a token file at every read, by option or by a file:// address, without its line end", async () => {
  const emulator = await startEmulator();
  const file = tokenFile(`${TOKEN}\n`);
  awsEnvironment({ AWS_TOKEN: `file://${encodeURI(file.path)}` });
  const providers = [{}, { tokenFile: file.path }].map((options) =>
    closing(awsProvider({ via: "agent", port: emulator.port, ...options })),
  );
  for (const provider of providers) expect((await read(provider)).values).toEqual(PAIR);
  emulator.agent.token = "next-token";
  for (const provider of providers) await refusal(read(provider), "UNAUTHENTICATED");
  file.write("next-token\n");
  for (const provider of providers) expect((await read(provider)).values).toEqual(PAIR);
});

it("says where it looked if there is no token, and what is wrong with one, without showing it", async () => {
  const emulator = await startEmulator();
  awsEnvironment();
  const provider = (options: object) => closing(awsProvider({ via: "agent", port: emulator.port, ...options }));
  const missing = await refusal(read(provider({})), "INVALID_CONFIG");
  expect(missing.hint).toContain("AWS_TOKEN, AWS_SESSION_TOKEN, AWS_CONTAINER_AUTHORIZATION_TOKEN");
  const absent = await refusal(read(provider({ tokenFile: "/does/not/exist" })), "INVALID_CONFIG");
  expect(absent.hint).toContain("awssmatokenreader");
  const broken = await refusal(read(provider({ token: "canary\n0123456789" })), "INVALID_CONFIG");
  expect(broken.message).not.toContain("canary");
  await refusal(read(provider({ tokenFile: tokenFile("\n").path })), "INVALID_CONFIG");
  expect(emulator.received).toHaveLength(0);
});

it("takes the port of the extension from its variable, and refuses one that is none", async () => {
  const emulator = await startEmulator();
  const variables = { AWS_SESSION_TOKEN: TOKEN, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(emulator.port) };
  awsEnvironment(variables);
  expect((await read(closing(awsProvider({ via: "extension" })))).values).toEqual(PAIR);
  for (const port of ["0", "65536", "2.5", "none"]) {
    awsEnvironment({ ...variables, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: port });
    const error = await refusal(read(closing(awsProvider({ via: "extension" }))), "INVALID_CONFIG");
    expect(error.message).toContain("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT");
  }
});

it("understands an error whose message breaks the JSON", async () => {
  const emulator = await startEmulator({ secrets: {} });
  const error = await refusal(read(agentProvider(emulator), { id: 'no "such" secret' }), "NOT_FOUND");
  expect(error.message).toContain('no "such" secret');
});

it("tells denied, deleted and missing versions apart", async () => {
  const emulator = await startEmulator();
  const provider = agentProvider(emulator);
  const pending = await refusal(read(provider, { requestedVersion: "AWSPENDING" }), "NOT_FOUND");
  expect(pending.message).toContain('has no version "AWSPENDING"');
  emulator.deny("GetSecretValue");
  expect((await refusal(read(provider), "ACCESS_DENIED")).hint).toContain("secretsmanager:DescribeSecret");
  emulator.allow();
  emulator.scheduleDeletion("mail");
  expect((await refusal(read(provider), "NOT_FOUND")).hint).toContain("restore-secret");
});
