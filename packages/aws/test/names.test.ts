import type { SecretsProvider } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { describeLoginFailure } from "../src/describe-login-failure.ts";
import { awsEnvironment } from "./support/aws-environment.ts";
import { agentProvider, bareSdkProvider, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

const ESCAPE = "\u001B[2J";
const RAW = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe.each([
  ["a line end", "mail\n"],
  ["an escape of the terminal", `mail${ESCAPE}`],
  ["half a character", "mail\uD800"],
  ["nothing", ""],
  ["blanks", "  "],
  ["a number in place of a text", 7 as unknown as string],
])("an id or version of %s", (_, text) => {
  it("is INVALID_CONFIG before anything is sent, by SDK and by agent, and is not shown raw", async () => {
    const emulator = await startEmulator();
    for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
      for (const secret of [{ id: text }, { requestedVersion: text }]) {
        const { message } = await refusal(read(provider, secret), "INVALID_CONFIG");
        expect(message).not.toMatch(RAW);
      }
    }
    const writing = write(sdkProvider(emulator), text);
    expect((await refusal(writing, "INVALID_CONFIG")).message).not.toMatch(RAW);
    expect(emulator.received).toEqual([]);
  });
});

async function write(provider: SecretsProvider, id: string, ifVersion?: string): Promise<unknown> {
  const { signal } = new AbortController();
  return provider.write?.({ id }, PAIR, { signal, ...(ifVersion === undefined ? {} : { ifVersion }) });
}

it("shows unprintable characters in fields, regions, profiles and versions by their numbers", async () => {
  const emulator = await startEmulator({ secrets: { mail: { ...PAIR, [` odd${ESCAPE}`]: "x" } } });
  const { url: endpoint, accessKey: credentials } = emulator;
  const failures = [
    refusal(read(sdkProvider(emulator), { fields: [`odd${ESCAPE}`] }), "NOT_FOUND"),
    refusal(read(bareSdkProvider({ endpoint, credentials, region: `eu${ESCAPE}` })), "INVALID_CONFIG"),
    refusal(read(sdkProvider(emulator, { region: `eu${ESCAPE}` }), { id: emulator.arnOf("mail") }), "INVALID_CONFIG"),
    refusal(write(sdkProvider(emulator), "mail", `0${ESCAPE}`), "CONFLICT"),
  ];
  for (const { message } of await Promise.all(failures)) {
    expect(message).toContain("\\u{1b}[2J");
    expect(message).not.toMatch(RAW);
  }
  awsEnvironment({ AWS_PROFILE: `shop${ESCAPE}` });
  const { region } = emulator;
  const profile = await refusal(read(bareSdkProvider({ endpoint, region })), "UNAUTHENTICATED");
  expect(profile.hint).toContain("--profile 'shop\\u{1b}[2J'");
  expect(profile.message).not.toMatch(RAW);
});

it("shows the names of roles and of SSO profiles without unprintable characters", () => {
  const denied = Object.assign(new Error("no"), { name: "AccessDenied" });
  const sso = Object.assign(new Error("the SSO session"), { name: "CredentialsProviderError" });
  for (const cause of [denied, sso, new Error("other")]) {
    const { message } = describeLoginFailure(cause, { roleArn: `arn:${ESCAPE}`, profile: `shop${ESCAPE}` });
    expect(message).toContain("\\u{1b}");
    expect(message).not.toMatch(RAW);
  }
});

it("quotes a name in a command to copy as a shell needs it", async () => {
  const emulator = await startEmulator({ secrets: { "it's $(here)": PAIR } });
  emulator.scheduleDeletion("it's $(here)");
  const error = await refusal(read(sdkProvider(emulator), { id: "it's $(here)" }), "NOT_FOUND");
  expect(error.hint).toContain("--secret-id 'it'\\''s $(here)' --region eu-west-1");
});

it("does not show a key that stands in the place of a name", async () => {
  const emulator = await startEmulator();
  for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
    for (const secret of [{ id: PAIR["private"] ?? "" }, { fields: [PAIR["private"] ?? ""] }]) {
      const error = await refusal(read(provider, secret), "NOT_FOUND");
      expect(error.message).toContain("looks like a key, not shown");
      expect(error.message).not.toContain(PAIR["private"]);
    }
  }
});
