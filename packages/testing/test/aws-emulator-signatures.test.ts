import { expect, it, onTestFinished } from "vitest";
import { type AwsEmulator, startAwsEmulator } from "../src/aws-emulator.ts";
import { fakeClock } from "../src/fake-clock.ts";
import { signedHeaders, type ToSign } from "./support/aws-signature.ts";
import { type RawAnswer, rawRequest } from "./support/raw-request.ts";

const MINUTE_MS = 60_000;
const READ = { target: "GetSecretValue", body: '{"SecretId":"mail"}' };
const clock = fakeClock();

async function start(): Promise<AwsEmulator> {
  const emulator = await startAwsEmulator({ secrets: { mail: "value" }, clock });
  onTestFinished(() => emulator.close());
  return emulator;
}

const read = (emulator: AwsEmulator, changes: Partial<ToSign> = {}, body = READ.body): Promise<RawAnswer> =>
  rawRequest(emulator.url, {
    method: "POST",
    headers: signedHeaders(emulator, { ...READ, at: clock.now(), ...changes }),
    body,
  });

it("takes a signature that follows the specification", async () => {
  const emulator = await start();
  const answer = await read(emulator, { headers: { "x-amz-content-sha256": "UNSIGNED" } });
  expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/x-amz-json-1.1" } });
  expect(emulator.received[0]?.accessKeyId).toBe(emulator.accessKey.accessKeyId);
});

it.each<[string, string, Partial<ToSign>]>([
  [
    "another secret",
    "InvalidSignatureException",
    { key: { accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" } },
  ],
  ["an unknown key", "UnrecognizedClientException", { key: { accessKeyId: "AKIAOTHER", secretAccessKey: "x" } }],
  ["another region", "InvalidSignatureException", { region: "us-east-1" }],
  ["another service", "InvalidSignatureException", { service: "sts" }],
  ["a body that was signed otherwise", "InvalidSignatureException", { body: '{"SecretId":"other"}' }],
  ["a session token that was not signed", "InvalidSignatureException", { unsigned: { "x-amz-security-token": "x" } }],
  ["a target that was not signed", "InvalidSignatureException", unsignedTarget()],
  ["a time six minutes ago", "InvalidSignatureException", { at: clock.now() - 6 * MINUTE_MS }],
  ["a time in six minutes", "InvalidSignatureException", { at: clock.now() + 6 * MINUTE_MS }],
])("refuses %s", async (_, name, changes) => {
  const answer = await read(await start(), changes);
  expect([answer.status, JSON.parse(answer.text)]).toEqual([400, { __type: name, message: expect.any(String) }]);
});

function unsignedTarget(): Partial<ToSign> {
  const { target, ...rest } = READ;
  return { ...rest, target: undefined, unsigned: { "x-amz-target": `secretsmanager.${target}` } };
}

it.each([
  ["no signature", {}, "MissingAuthenticationTokenException"],
  ["another scheme", { authorization: "Bearer abc" }, "IncompleteSignatureException"],
  ["half a signature", { authorization: "AWS4-HMAC-SHA256 Credential=a" }, "IncompleteSignatureException"],
])("refuses %s", async (_, authorization, name) => {
  const emulator = await start();
  const { authorization: __, ...headers } = signedHeaders(emulator, { ...READ, at: clock.now() });
  const request = { method: "POST", headers: { ...headers, ...authorization }, body: READ.body };
  const answer = await rawRequest(emulator.url, request);
  expect([answer.status, JSON.parse(answer.text)]).toEqual([400, { __type: name, message: expect.any(String) }]);
});

it.each([
  ["another verb", { method: "PUT" }, {}],
  ["another content type", { method: "POST" }, { "content-type": "application/json" }],
])("knows no operation by %s", async (_, options, headers) => {
  const emulator = await start();
  const signed = signedHeaders(emulator, { ...READ, headers, at: clock.now() });
  const answer = await rawRequest(emulator.url, { ...options, headers: signed, body: READ.body });
  expect(answer).toMatchObject({ status: 404, text: "<UnknownOperationException/>\n" });
});
