import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { SecretsProvider } from "@mailjet-secrets/core";
import { expect, it, onTestFinished, vi } from "vitest";
import { type AwsClientOptions, awsProvider } from "../src/index.ts";
import { callService } from "../src/sdk-call.ts";
import { awsEnvironment } from "./support/aws-environment.ts";
import { bareSdkProvider, closing, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

const REASON = new Error("not any more");
const MORE_THAN_PLACES = 20;

function never<T>(): Promise<T> {
  return new Promise(() => {});
}

/** Begins more reads than there are places, waits until they have come to the thing, and aborts them all. */
async function abortMany(provider: SecretsProvider, reached: () => boolean): Promise<void> {
  const controllers = Array.from({ length: MORE_THAN_PLACES }, () => new AbortController());
  const reads = controllers.map(({ signal }) => provider.read({ id: "mail" }, { signal }));
  await vi.waitFor(() => expect(reached()).toBe(true));
  for (const controller of controllers) controller.abort(REASON);
  for (const outcome of await Promise.allSettled(reads)) expect(outcome).toMatchObject({ reason: REASON });
}

it("frees its places when a function for credentials never answers, and asks it anew", async () => {
  const emulator = await startEmulator();
  let asked = 0;
  const credentials = async () => {
    asked += 1;
    return asked === 1 ? never<typeof emulator.accessKey>() : emulator.accessKey;
  };
  const provider = sdkProvider(emulator, { credentials });
  await abortMany(provider, () => asked === 1);
  expect((await read(provider)).values).toEqual(PAIR);
  expect(asked).toBe(2);
});

it("goes on with a look-up of credentials for those who still wait when one of them gives up", async () => {
  const emulator = await startEmulator();
  let answer = (_: typeof emulator.accessKey): void => {};
  let asked = 0;
  const credentials = () => {
    asked += 1;
    return new Promise<typeof emulator.accessKey>((resolve) => {
      answer = resolve;
    });
  };
  const provider = sdkProvider(emulator, { credentials });
  const controller = new AbortController();
  const impatient = provider.read({ id: "mail" }, { signal: controller.signal });
  const patient = read(provider);
  await vi.waitFor(() => expect(asked).toBe(1));
  controller.abort(REASON);
  await expect(impatient).rejects.toBe(REASON);
  answer(emulator.accessKey);
  expect((await patient).values).toEqual(PAIR);
  expect((await read(provider)).values).toEqual(PAIR);
  expect(asked).toBe(1);
});

it("frees its places when renewed credentials never come", async () => {
  const emulator = await startEmulator();
  const unknown = { accessKeyId: "AKIAEMULATED00000009", secretAccessKey: "x" };
  let asked = 0;
  const credentials = async () => {
    asked += 1;
    if (asked === 2) return never<typeof unknown>();
    return asked === 1 ? unknown : emulator.accessKey;
  };
  const provider = sdkProvider(emulator, { credentials });
  await abortMany(provider, () => asked === 2);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("frees its places when a credential_process never ends, and starts another", async () => {
  const { url: endpoint, region, accessKey } = await startEmulator();
  const environment = awsEnvironment();
  const mark = join(environment.folder, "started");
  // Reads from a pipe that is closed when this process ends.
  environment.writeConfig(`[default]\ncredential_process = touch "${mark}"; exec cat\n`);
  const provider = bareSdkProvider({ endpoint, region, timeoutMs: 15_000 });
  await abortMany(provider, () => existsSync(mark));
  const { accessKeyId, secretAccessKey } = accessKey;
  environment.writeConfig(
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  expect((await read(provider)).values).toEqual(PAIR);
});

it("frees its places when the application's own client never answers, and minds no signal", async () => {
  let asked = 0;
  const send = () => {
    asked += 1;
    return asked > 16 ? Promise.resolve({ SecretString: JSON.stringify(PAIR) }) : never();
  };
  const client = { send } as unknown as AwsClientOptions["client"];
  const provider = closing(awsProvider({ client }));
  await abortMany(provider, () => asked === 16);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("frees its places when the credentials of the application's own client never come", async () => {
  let asked = 0;
  const credentials = () => {
    asked += 1;
    return asked === 1 ? never() : Promise.resolve({ accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" });
  };
  const send = async () => ({ SecretString: JSON.stringify(PAIR) });
  const client = { send, config: { credentials } } as unknown as AwsClientOptions["client"];
  const provider = closing(awsProvider({ client }));
  await abortMany(provider, () => asked === 1);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("does not wait for a client that is never ready, once the caller has gone", async () => {
  const controller = new AbortController();
  const sessions = { for: () => never<never>(), close() {} };
  const call = { action: "secretsmanager:GetSecretValue", secret: { id: "mail" }, run: async () => undefined };
  const calling = callService(sessions, call, controller.signal, {});
  controller.abort(REASON);
  await expect(calling).rejects.toBe(REASON);
});

/** A port on which nobody accepts: two connections fill its queue, and the system lets all others wait. */
async function fullPort(): Promise<number> {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     const server = require("node:net").createServer();
     server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  onTestFinished(async () => void (await worker.terminate()));
  const [port] = (await once(worker, "message")) as [number];
  for (let count = 0; count < 2; count += 1) {
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
  }
  return port;
}

it("bounds the opening of a connection by connectTimeoutMs, however long the request may take", async () => {
  const endpoint = `http://127.0.0.1:${await fullPort()}`;
  const credentials = { accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" };
  const provider = bareSdkProvider({
    endpoint,
    region: "eu-west-1",
    credentials,
    connectTimeoutMs: 50,
    timeoutMs: 600_000,
  });
  const error = await refusal(read(provider), "TIMEOUT");
  expect(error.hint).toContain("interface endpoint");
});
