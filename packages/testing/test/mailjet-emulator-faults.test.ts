import { expect, it } from "vitest";
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

const send = { method: "POST", path: "/v3.1/send", body: { Messages: [mail()] } };

it("fails on the given path until the faults are cleared", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "status", status: 502, body: "html", path: "/v3.1/" });
  const broken = await call(emulator, send);
  expect(broken).toMatchObject({ status: 502, headers: { "content-type": "text/html" } });
  expect(broken.text).toContain("<html>");
  expect((await call(emulator, { path: "/v3/REST/sender" })).status).toBe(200);
  emulator.clearFaults();
  expect((await call(emulator, send)).status).toBe(200);
});

it("cuts the connection before the mail was accepted, or after", async () => {
  const emulator = await startEmulator();
  const client = await nodeMailjet(emulator);
  emulator.fail({ kind: "reset", times: 1 });
  emulator.fail({ kind: "reset", times: 1, afterProcessing: true });
  const request = (): Promise<unknown> => client.post("send", { version: "v3.1" }).request(send.body);
  await expect(request()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(emulator.messages).toHaveLength(0);
  await expect(request()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(emulator.messages).toHaveLength(1);
  expect(emulator.received.map(({ status }) => status)).toEqual([undefined, undefined]);
});

it("answers with JSON that ends in the middle, which node-mailjet takes for an empty object", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "garbage" });
  const garbage = await call(emulator, send);
  expect(garbage.status).toBe(200);
  expect(() => JSON.parse(garbage.text) as unknown).toThrow(SyntaxError);
  const client = await nodeMailjet(emulator);
  const { body } = await client.post("send", { version: "v3.1" }).request(send.body);
  expect(Object.keys(body as object)).toEqual([]);
});

it("rejects a good pair without a code", async () => {
  const emulator = await startEmulator({ badLoginsPerMinute: 0 });
  emulator.fail({ kind: "unauthorized-without-code", times: 1 });
  const rejected = await callJson(emulator, send);
  expect(rejected.status).toBe(401);
  expect(rejected.body).not.toHaveProperty("ErrorCode");
  expect((await call(emulator, send)).status).toBe(200);
});

it("holds answers back that are already decided, so that a 401 can arrive late", async () => {
  const emulator = await startEmulator();
  emulator.resetSecret(API_KEY, OTHER_SECRET);
  const hold = emulator.hold("/v3.1/send");
  const late = [call(emulator, send), call(emulator, { ...send, authorization: basic(API_KEY, OTHER_SECRET) })];
  await hold.arrived(2);
  expect(hold.waiting).toBe(2);
  emulator.resetSecret(API_KEY, API_SECRET);
  expect((await call(emulator, { path: "/v3/REST/sender" })).status).toBe(200);
  hold.release();
  expect((await Promise.all(late)).map(({ status }) => status)).toEqual([401, 200]);
  expect((await call(emulator, send)).status).toBe(200);
});

it("fails for the given method only, and counts no other request", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "status", status: 503, method: "POST", path: "/v3", times: 1 });
  expect((await call(emulator, { path: "/v3/REST/sender" })).status).toBe(200);
  expect((await call(emulator, send)).status).toBe(503);
  expect((await call(emulator, send)).status).toBe(200);
  expect(emulator.messages).toHaveLength(1);
});

it("loses the answer to a new key that is there then", async () => {
  const emulator = await startEmulator({ keys: [{ apiKey: API_KEY, apiSecret: API_SECRET, isMaster: true }] });
  emulator.fail({ kind: "reset", method: "POST", path: "/v3/REST/apikey", afterProcessing: true, times: 1 });
  const create = call(emulator, { method: "POST", path: "/v3/REST/apikey", body: { Name: "new" } });
  await expect(create).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(emulator.keys().map(({ name, isActive }) => [name, isActive])).toEqual([
    ["account 1001", true],
    ["new", true],
  ]);
});

it("answers with an error in the test's words, with a code or in the form of the REST resources", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "error", status: 401, code: "mj-0001", message: "Suspended.", times: 1 });
  emulator.fail({ kind: "error", status: 403, message: "Not for you.", times: 1 });
  expect(await callJson(emulator, send)).toMatchObject({
    status: 401,
    body: { ErrorCode: "mj-0001", ErrorMessage: "Suspended.", StatusCode: 401 },
  });
  const refused = await callJson(emulator, { path: "/v3/REST/sender" });
  expect(refused).toMatchObject({ status: 403, body: { ErrorMessage: "Not for you.", ErrorIdentifier: "" } });
  expect(refused.body).not.toHaveProperty("ErrorCode");
});
