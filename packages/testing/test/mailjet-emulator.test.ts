import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import { startMailjetEmulator } from "../src/mailjet-emulator.ts";
import {
  API_KEY,
  API_SECRET,
  basic,
  call,
  callJson,
  mail,
  nodeMailjet,
  OTHER_SECRET,
} from "./support/mailjet-calls.ts";
import { startEmulator } from "./support/start-emulator.ts";

const MINUTE_MS = 60_000;
const send = { method: "POST", path: "/v3.1/send", body: { Messages: [mail()] } };
const wrong = basic(API_KEY, OTHER_SECRET);

it("is trusted by node-mailjet of this process as long as somebody trusts it", async () => {
  await using emulator = await startMailjetEmulator({ keys: [{ apiKey: API_KEY, apiSecret: API_SECRET }] });
  await using other = await startMailjetEmulator();
  const client = await nodeMailjet(emulator);
  const request = (): Promise<{ response: { status: number } }> => client.get("sender").request();
  await expect(request()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  const undo = [emulator.trust(), other.trust()];
  undo[0]?.();
  undo[0]?.();
  expect((await request()).response.status).toBe(200);
  undo[1]?.();
  await emulator.close();
  await using second = await startMailjetEmulator();
  const distrusting = await nodeMailjet(second);
  await expect(distrusting.get("sender").request()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

it("gives a child process a certificate file that disappears at close", async () => {
  const emulator = await startEmulator();
  const file = await emulator.certificateFile();
  const script = `
    const Mailjet = require(${JSON.stringify(createRequire(import.meta.url).resolve("node-mailjet"))});
    const client = new Mailjet.Client({ apiKey: "${API_KEY}", apiSecret: "${API_SECRET}", config: { host: "${emulator.host}" } });
    client.get("sender").request().then((result) => console.log(result.response.status), (error) => console.log(error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
  });
  expect(stdout.trim()).toBe("200");
  await emulator.close();
  expect(existsSync(file)).toBe(false);
});

it("answers a wrong pair with mj-0015 on v3.1 and v4, and without a code on v3", async () => {
  const emulator = await startEmulator();
  expect(await callJson(emulator, { ...send, authorization: wrong })).toMatchObject({
    status: 401,
    body: { ErrorCode: "mj-0015", StatusCode: 401 },
  });
  expect((await callJson(emulator, { path: "/v4/sms", authorization: wrong })).body).toMatchObject({
    ErrorCode: "mj-0015",
  });
  const front = await callJson(emulator, { path: "/v3/REST/sender", authorization: wrong });
  expect(front).toMatchObject({
    status: 401,
    body: { StatusCode: 401, ErrorMessage: expect.stringMatching(/^API key auth/) },
  });
  expect(front.body).not.toHaveProperty("ErrorCode");
});

it("answers requests without a pair, and for unknown keys, with 401", async () => {
  const emulator = await startEmulator();
  for (const authorization of ["", "Basic !", basic("nobody", API_SECRET), `Bearer ${API_SECRET}`]) {
    expect((await call(emulator, { ...send, authorization })).status).toBe(401);
  }
  expect(emulator.messages).toEqual([]);
});

it("knows the new secret and not the old one from the moment of a reset", async () => {
  const emulator = await startEmulator();
  const client = await nodeMailjet(emulator);
  emulator.resetSecret(API_KEY, OTHER_SECRET);
  await expect(client.post("send", { version: "v3.1" }).request(send.body)).rejects.toMatchObject({
    statusCode: 401,
    ErrorCode: "mj-0015",
  });
  const renewed = await nodeMailjet(emulator, OTHER_SECRET);
  expect((await renewed.post("send", { version: "v3.1" }).request(send.body)).response.status).toBe(200);
});

it("tells a suspended key by mj-0001 until the suspension ends, and does not count it as a failed log-in", async () => {
  const emulator = await startEmulator({ badLoginsPerMinute: 0 });
  emulator.suspend(API_KEY);
  expect(await callJson(emulator, send)).toMatchObject({ status: 401, body: { ErrorCode: "mj-0001" } });
  expect([emulator.unauthorizedCount, emulator.recentFailedLogins]).toEqual([1, 0]);
  emulator.suspend(API_KEY, false);
  expect((await call(emulator, send)).status).toBe(200);
});

it("treats an inactive key like a wrong one", async () => {
  const emulator = await startEmulator();
  emulator.deactivate(API_KEY);
  expect(await callJson(emulator, send)).toMatchObject({ status: 401, body: { ErrorCode: "mj-0015" } });
  emulator.activate(API_KEY);
  expect((await call(emulator, send)).status).toBe(200);
});

it("accepts a key only after its delay", async () => {
  const clock = fakeClock();
  const emulator = await startEmulator({ clock, keys: [] });
  emulator.addKey({ apiKey: API_KEY, apiSecret: API_SECRET, activeAfterMs: 5_000 });
  await clock.advance(4_999);
  expect((await call(emulator, send)).status).toBe(401);
  await clock.advance(1);
  expect((await call(emulator, send)).status).toBe(200);
});

it("cuts a caller off for an hour after more failed log-ins than a minute allows", async () => {
  const clock = fakeClock();
  const emulator = await startEmulator({ clock, badLoginsPerMinute: 2 });
  for (let count = 0; count < 2; count += 1) await call(emulator, { ...send, authorization: wrong });
  await clock.advance(MINUTE_MS);
  await call(emulator, { ...send, authorization: wrong });
  await call(emulator, { ...send, authorization: wrong });
  expect([emulator.blockedUntil, emulator.recentFailedLogins, emulator.unauthorizedCount]).toEqual([undefined, 2, 4]);
  expect((await call(emulator, { ...send, authorization: wrong })).status).toBe(401);
  expect(emulator.blockedUntil).toBe(clock.now() + 60 * MINUTE_MS);
  await expect(call(emulator, send)).rejects.toMatchObject({ code: "ECONNRESET" });
  await clock.advance(60 * MINUTE_MS - 1);
  await expect(call(emulator, send)).rejects.toMatchObject({ code: "ECONNRESET" });
  await clock.advance(1);
  expect((await call(emulator, send)).status).toBe(200);
  expect(emulator.blockedUntil).toBeUndefined();
});

it("cuts off connections that were open before the block, and lets go when told to", async () => {
  const emulator = await startEmulator({ badLoginsPerMinute: 0 });
  const client = await nodeMailjet(emulator);
  await client.get("sender").request();
  await call(emulator, { ...send, authorization: wrong });
  await expect(client.get("sender").request()).rejects.toMatchObject({ code: "ECONNRESET" });
  emulator.unblock();
  expect((await client.get("sender").request()).response.status).toBe(200);
});

it("refuses blocked callers before any TLS", async () => {
  const emulator = await startEmulator({ badLoginsPerMinute: 0 });
  await call(emulator, { ...send, authorization: wrong });
  const [host = "", port] = emulator.host.split(":");
  const handshake = new Promise((resolve, reject) => {
    connect({ host, port: Number(port), ca: emulator.certificate })
      .once("secureConnect", resolve)
      .once("error", reject);
  });
  await expect(handshake).rejects.toMatchObject({ code: "ECONNRESET" });
});

it("records what arrived, by pair, and never a secret", async () => {
  const clock = fakeClock();
  const emulator = await startEmulator({ clock, smsTokens: ["0123456789abcdef0123456789abcdef"] });
  await call(emulator, { path: "/v3/REST/sender?Limit=5", authorization: wrong });
  await call(emulator, send);
  await call(emulator, { path: "/v4/sms", authorization: "Bearer 0123456789abcdef0123456789abcdef" });
  await call(emulator, { path: "/v4/sms", authorization: "" });
  expect(emulator.received).toMatchObject([
    {
      method: "GET",
      path: "/v3/REST/sender",
      query: { Limit: "5" },
      apiKey: API_KEY,
      status: 401,
      receivedAt: clock.now(),
    },
    { method: "POST", path: "/v3.1/send", authentication: "basic", apiKey: API_KEY, status: 200, body: send.body },
    { authentication: "bearer", status: 200 },
    { authentication: "none", status: 401 },
  ]);
  // First digits of the SHA-256 of "key:secret", as `printf key:secret | sha256sum` gives it.
  expect(emulator.received.map(({ fingerprint }) => fingerprint)).toEqual([
    "edbf0814",
    "3c0eac54",
    "3eb1bd43",
    undefined,
  ]);
  const record = JSON.stringify(emulator.received);
  for (const secret of [API_SECRET, OTHER_SECRET, "0123456789abcdef", "Basic ", "Bearer "])
    expect(record).not.toContain(secret);
});

it("refuses to add a key twice and to change one that it does not know", async () => {
  const emulator = await startEmulator();
  expect(() => emulator.addKey({ apiKey: API_KEY, apiSecret: OTHER_SECRET })).toThrow(TypeError);
  expect(() => emulator.resetSecret("nobody", OTHER_SECRET)).toThrow(TypeError);
});

it("answers unknown paths with 404 and wrong methods with 405", async () => {
  const emulator = await startEmulator();
  expect((await call(emulator, { path: "/v3/REST/nonsense" })).status).toBe(404);
  expect((await call(emulator, { path: "/v3/REST/constructor" })).status).toBe(404);
  expect((await call(emulator, { path: "/elsewhere" })).status).toBe(404);
  expect((await call(emulator, { path: "/v3.1/send" })).status).toBe(405);
  expect((await call(emulator, { path: "/v3/REST/user", method: "POST", body: {} })).status).toBe(405);
});

it("refuses bodies over 15 MB", async () => {
  const emulator = await startEmulator();
  const body = " ".repeat(15 * 1024 * 1024 + 1);
  expect(await callJson(emulator, { ...send, body })).toMatchObject({ status: 400, body: { ErrorCode: "mj-0011" } });
  expect((await call(emulator, { method: "POST", path: "/v3/send", body })).status).toBe(413);
});

it("cuts open connections when it is closed, twice without harm", async () => {
  const emulator = await startEmulator();
  const hold = emulator.hold();
  const outcome = expect(call(emulator, send)).rejects.toMatchObject({ code: "ECONNRESET" });
  await hold.arrived(1);
  await Promise.all([emulator.close(), emulator.close()]);
  await outcome;
  await expect(call(emulator, send)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
