import { writeFile } from "node:fs/promises";
import { expect, it, vi } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { type Service, startService } from "./support/service.ts";
import { NEW, OLD, SECRET_ID, store, surroundings } from "./support/surroundings.ts";

const FORMS = canaryForms(OLD.apiKey, OLD.apiSecret, NEW.apiSecret, SECRET_ID);

async function start(environment: Record<string, string>): Promise<Service> {
  const service = await startService(environment);
  if ("code" in service) throw new Error(`The service did not start:\n${service.output}`);
  return service;
}

function expectNoSecret(output: string): void {
  expect(findCanary(output, FORMS)).toBeUndefined();
  expect(output).not.toMatch(/\bs\.[A-Za-z0-9]{20,}/); // a token of Vault
}

it("sends on while the secret is replaced at Mailjet and in Vault, without a restart or a new login", async () => {
  const { vault, mailjet, environment } = await surroundings();
  const service = await start(environment);
  expect((await service.signUp()).status).toBe(202);

  mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
  const hold = mailjet.hold();
  const during = service.signUp();
  await hold.arrived(1); // with the old secret, which is dead
  store(vault, NEW);
  hold.release();
  expect((await during).status).toBe(202);
  expect((await service.signUp()).status).toBe(202);

  expect(mailjet.received.map(({ status }) => status)).toEqual([200, 401, 200, 200]);
  expect(mailjet.messages).toHaveLength(3);
  expect(vault.loginCount).toBe(1);
  expect(await service.terminate()).toBe(0);
  expectNoSecret(service.output());
});

it("tells its health without a question to Vault", async () => {
  const { vault, environment } = await surroundings();
  const service = await start(environment);
  const before = vault.received.length;
  const answer = await fetch(`${service.url}/health`);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ state: "fresh", provider: "vault" });
  expectNoSecret(text);
  expect(vault.received).toHaveLength(before);
});

it("at SIGTERM finishes the mail under way, though it meets a rotation, gives its token back to Vault and ends with 0", async () => {
  const { vault, mailjet, environment } = await surroundings();
  const service = await start(environment);
  mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
  const hold = mailjet.hold();
  const answer = service.signUp();
  await hold.arrived(1);
  const ended = service.terminate();
  const refused = (): Promise<void> => expect(fetch(`${service.url}/health`)).rejects.toThrow();
  await vi.waitFor(refused, { timeout: 15_000 }); // no new requests, nor on a connection that is kept open
  store(vault, NEW); // has to be read before the mail can go
  hold.release();
  expect((await answer).status).toBe(202);
  expect(await ended).toBe(0);
  expect(vault.received.at(-1)).toMatchObject({ path: "/v1/auth/token/revoke-self", status: 204 });
});

it("answers 503 without a word about keys when Mailjet rejects them, and logs what to do", async () => {
  const { mailjet, environment } = await surroundings();
  const service = await start({ ...environment, MAILJET_SECRETS_ROTATION_GRACE_MS: "0" });
  mailjet.deactivate(OLD.apiKey);
  const answer = await service.signUp();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ error: "The mail could not be sent." });
  expect(await service.terminate()).toBe(0);
  expect(service.output()).toContain("CREDENTIALS_REJECTED");
  expectNoSecret(service.output());
});

it("does not start without a login that Vault accepts, and says why", async () => {
  const { environment, secretIdFile } = await surroundings();
  const wrong = "6c1d4b2f-8e53-4a0c-9b77-2d3e4f5a6b7c";
  await writeFile(secretIdFile, wrong);
  const failed = await startService(environment);
  if (!("code" in failed)) throw new Error("It started.");
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("UNAUTHENTICATED");
  expect(findCanary(failed.output, canaryForms(wrong))).toBeUndefined();
});
