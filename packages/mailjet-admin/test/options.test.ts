import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMailjetAdmin, type MailjetAdminOptions } from "../src/index.ts";
import { failureOf, MAIN, pairOf, startMailjet } from "./support/mailjet.ts";

const credentials = pairOf(MAIN);

describe("the credentials", () => {
  it.each([
    ["no options", undefined],
    ["no credentials", {}],
    ["plain values", { credentials: MAIN }],
    ["an empty key", { credentials: pairOf({ ...MAIN, apiKey: "" }) }],
    ["an absent secret", { credentials: pairOf({ apiKey: MAIN.apiKey } as typeof MAIN) }],
  ])("have to be there: %s", (_, options) => {
    expect(() => createMailjetAdmin(options as unknown as MailjetAdminOptions)).toThrow(TypeError);
  });
});

describe("the host", () => {
  it.each([
    "https://api.mailjet.com",
    "http://127.0.0.1:8080",
    "api.mailjet.com/v3",
    "api.mailjet.com?a=b",
    "user:password@api.mailjet.com",
    "api.mailjet.com:port",
    "api.mailjet.com:99999",
    "api mailjet com",
    "",
    MAIN.apiSecret,
    `${MAIN.apiSecret}.example.com`,
  ])("is a name, with a port if it has one, and nothing else: %s", (host) => {
    let error: unknown;
    try {
      createMailjetAdmin({ credentials, host });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: "INVALID_CONFIG", hint: expect.stringContaining("api.mailjet.com") });
    expect(String(error)).not.toContain("password");
    expect(String(error)).not.toContain(MAIN.apiSecret.slice(0, 12));
  });

  it.each([undefined, "api.us.mailjet.com", "127.0.0.1:8443", "[::1]:8443", "localhost", "mailjet_emulator:443"])(
    "may be %s",
    async (host) => {
      await createMailjetAdmin({ credentials, ...(host === undefined ? {} : { host }) }).close();
    },
  );

  it("has to be a text", () => {
    expect(() => createMailjetAdmin({ credentials, host: 5 as unknown as string })).toThrow(TypeError);
  });
});

it("does not speak plain HTTP, not even to this machine", async () => {
  const heard: string[] = [];
  const server = createServer((request) => void heard.push(request.url ?? ""));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const admin = createMailjetAdmin({ credentials, host: `127.0.0.1:${(server.address() as AddressInfo).port}` });
  expect(await failureOf(admin.countSenders())).toMatchObject({ code: "UNAVAILABLE" });
  expect(heard).toEqual([]);
  await admin.close();
});

it("trusts no certificate that it was not told to", async () => {
  const mailjet = await startMailjet();
  const admin = createMailjetAdmin({ credentials, host: mailjet.host });
  expect(await failureOf(admin.countSenders())).toMatchObject({ code: "UNAVAILABLE", retryable: false });
  expect(mailjet.received).toEqual([]);
  await admin.close();
});

it.each([0, -1, Number.NaN, "5"])("wants a time limit that is one: %s", (timeoutMs) => {
  expect(() => createMailjetAdmin({ credentials, timeoutMs: timeoutMs as number })).toThrow(TypeError);
});

it("opens nothing before the first call", async () => {
  const mailjet = await startMailjet();
  const admin = createMailjetAdmin({ credentials, host: mailjet.host, caCertificates: [mailjet.certificate] });
  await admin.close();
  expect(mailjet.connectionCount).toBe(0);
});
