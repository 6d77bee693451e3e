import { writeFile } from "node:fs/promises";
import { expect, it, vi } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { type Application, startApplication } from "./support/application.ts";
import { NEW, OLD, store, surroundings } from "./support/surroundings.ts";

async function start(environment: Record<string, string>): Promise<Application> {
  const application = await startApplication(environment);
  if ("code" in application) throw new Error(`The application did not start:\n${application.output}`);
  return application;
}

function expectNoSecret(output: string, jwt: string): void {
  expect(findCanary(output, canaryForms(OLD.apiKey, OLD.apiSecret, NEW.apiSecret, jwt))).toBeUndefined();
  expect(output).not.toMatch(/Token token=|"protected"|eyJ/); // an access token of Conjur, or a JWT
}

it("sends on while the secret is replaced at Mailjet and in Conjur, without a restart or a new login", async () => {
  const { conjur, mailjet, environment, jwt } = await surroundings();
  const application = await start(environment);
  expect((await application.signUp()).status).toBe(202);

  mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
  const hold = mailjet.hold();
  const during = application.signUp();
  await hold.arrived(1); // with the old secret, which is dead
  store(conjur, NEW);
  hold.release();
  expect((await during).status).toBe(202);
  expect((await application.signUp()).status).toBe(202);

  expect(mailjet.received.map(({ status }) => status)).toEqual([200, 401, 200, 200]);
  expect(mailjet.messages).toHaveLength(3);
  expect(conjur.loginCount).toBe(1);
  expect(await application.terminate()).toBe(0);
  expectNoSecret(application.output(), jwt);
});

it("tells its health without a question to Conjur", async () => {
  const { conjur, environment, jwt } = await surroundings();
  const application = await start(environment);
  const before = conjur.received.length;
  const answer = await fetch(`${application.url}/health`);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ state: "fresh", provider: "conjur" });
  expectNoSecret(text, jwt);
  expect(conjur.received).toHaveLength(before);
});

it("at SIGTERM finishes the mail under way, though it meets a rotation, and ends with 0", async () => {
  const { conjur, mailjet, environment } = await surroundings();
  const application = await start(environment);
  mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
  const hold = mailjet.hold();
  const answer = application.signUp();
  await hold.arrived(1);
  const ended = application.terminate();
  const refused = (): Promise<void> => expect(fetch(`${application.url}/health`)).rejects.toThrow();
  await vi.waitFor(refused, { timeout: 15_000 }); // no new requests, nor on a connection that is kept open
  store(conjur, NEW); // has to be read before the mail can go
  hold.release();
  expect((await answer).status).toBe(202);
  expect(await ended).toBe(0);
});

it("answers 503 without a word about keys when Mailjet rejects them, and logs what to do", async () => {
  const { mailjet, environment, jwt } = await surroundings();
  const application = await start({ ...environment, MAILJET_SECRETS_ROTATION_GRACE_MS: "0" });
  mailjet.deactivate(OLD.apiKey);
  const answer = await application.signUp();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ message: "The mail could not be sent." });
  expect(await application.terminate()).toBe(0);
  expect(application.output()).toContain("CREDENTIALS_REJECTED");
  expectNoSecret(application.output(), jwt);
});

it("does not start without a login that Conjur accepts, and says why", async () => {
  const { environment, tokenFile, jwt } = await surroundings();
  const wrong = `${jwt.slice(0, -12)}000000000000`;
  await writeFile(tokenFile, wrong);
  const failed = await startApplication(environment);
  if (!("code" in failed)) throw new Error("It started.");
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("UNAUTHENTICATED");
  expectNoSecret(failed.output, wrong);
});
