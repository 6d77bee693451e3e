import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { ConjurAuth, ConjurProviderOptions } from "../src/index.ts";
import { API_KEY, connect, failureOf, LOGIN, PRIVATE, PUBLIC, read, startConjur, statuses } from "./support/conjur.ts";
import { silentPipe, turns } from "./support/silent-pipe.ts";

const PAIR = { values: { "api-key": PUBLIC, "secret-key": PRIVATE } };
const never = (): Promise<never> => new Promise(() => {});
const { signal } = new AbortController();

const auth = (given: ConjurAuth): ConjurProviderOptions => ({ auth: given });
const WAITS: readonly (readonly [string, () => ConjurProviderOptions])[] = [
  ["for auth.jwt", () => auth({ method: "jwt", serviceId: "prod", jwt: never })],
  ["for auth.credentials", () => auth({ method: "awsIam", serviceId: "prod", login: LOGIN, credentials: never })],
  ["for the pipe of caFile", () => ({ caFile: silentPipe() })],
  ["for the pipe of CONJUR_CERT_FILE", () => ({ environment: { CONJUR_CERT_FILE: silentPipe() } })],
  ["for the pipe of apiKeyFile", () => auth({ method: "apiKey", login: LOGIN, apiKeyFile: silentPipe() })],
  ["for the pipe of jwtFile", () => auth({ method: "jwt", serviceId: "prod", jwtFile: silentPipe() })],
  ["for the pipe of tokenFile", () => auth({ method: "tokenFile", tokenFile: silentPipe() })],
];

it.each(WAITS)(
  "answers calls with CLOSED when it is closed while they wait %s, and closes at once",
  async (_, wait) => {
    const provider = connect(await startConjur(), wait());
    const calls = [read(provider), provider.write?.({ id: "mailjet/pair" }, { value: "x" }, { signal })];
    const failures = calls.map((call) => failureOf(Promise.resolve(call)));
    await turns();
    await provider.close?.();
    for (const error of await Promise.all(failures))
      expect(error).toMatchObject({ code: "CLOSED", provider: "conjur" });
  },
);

it.each(WAITS)("answers a read with the caller's reason when that aborts while it waits %s", async (_, wait) => {
  const provider = connect(await startConjur(), wait());
  const controller = new AbortController();
  const reading = failureOf(read(provider, undefined, controller));
  await turns();
  const reason = new Error("enough");
  controller.abort(reason);
  expect(await reading).toBe(reason);
});

it("answers reads with CLOSED when it is closed while Conjur does not answer", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  const hold = emulator.hold();
  const reading = failureOf(read(provider));
  await hold.arrived(1);
  await Promise.all([provider.close?.(), provider.close?.()]);
  expect(await reading).toMatchObject({ code: "CLOSED", provider: "conjur" });
  expect(await failureOf(read(provider))).toMatchObject({ code: "CLOSED" });
});

it("lets everybody who closes it wait for the same", async () => {
  const provider = connect(await startConjur());
  await read(provider);
  expect(provider.close?.()).toBe(provider.close?.());
  await provider.close?.();
});

it("leaves no connection open when it is closed", async () => {
  const sockets: Socket[] = [];
  const note = (message: unknown): void => void sockets.push((message as { readonly socket: Socket }).socket);
  subscribe("net.client.socket", note);
  onTestFinished(() => void unsubscribe("net.client.socket", note));
  const provider = connect(await startConjur());
  await read(provider);
  expect(sockets.map(({ destroyed }) => destroyed)).toContain(false);
  await provider.close?.();
  expect(sockets.map(({ destroyed }) => destroyed)).not.toContain(false);
});

it("logs in for nobody when a JWT comes after all who waited for it have gone", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"] });
  const late = deferred();
  const answers = [late.promise, Promise.resolve(emulator.issueWebToken(LOGIN))];
  const jwt = (): Promise<string> => answers.shift() ?? never();
  const provider = connect(emulator, auth({ method: "jwt", serviceId: "prod", jwt }));
  const controller = new AbortController();
  const first = failureOf(read(provider, undefined, controller));
  await turns();
  controller.abort(new Error("enough"));
  await first;
  await expect(read(provider)).resolves.toEqual(PAIR);
  late.resolve(emulator.issueWebToken(LOGIN));
  await turns();
  await expect(read(provider)).resolves.toEqual(PAIR);
  expect(statuses(emulator)).toEqual(["login 200", "other 200", "other 200"]);
});

it("waits for a pipe with one thread, however many reads give up, and takes what comes at last", async () => {
  const emulator = await startConjur();
  const apiKeyFile = silentPipe();
  const provider = connect(emulator, auth({ method: "apiKey", login: LOGIN, apiKeyFile }));
  // More than Node.js has threads for files.
  for (let count = 0; count < 8; count += 1) {
    const controller = new AbortController();
    const reading = failureOf(read(provider, undefined, controller));
    await turns();
    controller.abort(new Error("enough"));
    await reading;
  }
  const reading = read(provider);
  await turns();
  writeFileSync(apiKeyFile, `${API_KEY}\n`);
  await expect(reading).resolves.toEqual(PAIR);
});

function deferred(): { readonly promise: Promise<string>; readonly resolve: (text: string) => void } {
  let resolve: (text: string) => void = () => {};
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
