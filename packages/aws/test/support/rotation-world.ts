import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Clock } from "@mailjet-secrets/core";
import { createTransport } from "@mailjet-secrets/http";
import { type MailjetEmulator, type MailjetEmulatorOptions, startMailjetEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import {
  type AwsClientOptions,
  type AwsSdkOptions,
  createRotationHandler,
  type RotationEvent,
  type RotationLogEntry,
  type RotationOptions,
} from "../../src/rotation.ts";
import { fastClock } from "./fast-clock.ts";

export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export const MASTER = {
  apiKey: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
  apiSecret: "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf",
} as const;
export const OLD = {
  apiKey: "00112233445566778899aabbccddeeff",
  apiSecret: "ffeeddccbbaa99887766554433221100",
} as const;
export const GREEN = {
  apiKey: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
  apiSecret: "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
} as const;
/** The rotated secret as it is at the start, with fields that are not ours. */
export const SECRET = { public: OLD.apiKey, private: OLD.apiSecret, team: "billing", port: 587 } as const;
export const SECRETS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  billing: SECRET,
  "mailjet-admin": MASTER,
  blue: OLD,
  green: GREEN,
};
export const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
export type Step = (typeof STEPS)[number];

/** A store with {@link SECRETS}. */
export interface RotationStore {
  readonly client: SecretsManagerClient;
  readonly aws: AwsSdkOptions | AwsClientOptions;
  /** Asks for a rotation, as `RotateSecret` does, of which the version is to have this id. */
  request(version: string): Promise<void>;
}

/** Secrets Manager, Mailjet, and the function between them. */
export interface RotationWorld {
  readonly mailjet: MailjetEmulator;
  readonly client: SecretsManagerClient;
  /** What the function logged. */
  readonly log: RotationLogEntry[];
  /** Options of a handler; more may be added. */
  options(more?: Partial<RotationOptions>): RotationOptions;
  request(version: string): Promise<void>;
  /** Calls a step, in a process of its own if `isNew`. `leftMs`: what Lambda leaves. */
  call(step: string, version: string, settings?: CallSettings): Promise<void>;
  /** Asks for a rotation and calls all steps. */
  rotate(version: string): Promise<void>;
  /** Value of the secret's version with a label. `undefined`: there is none. */
  value(label?: string): Promise<Record<string, unknown> | undefined>;
  /** Version by label. */
  labels(): Promise<Record<string, string>>;
  /** Takes AWSPENDING away, as Secrets Manager may do after a rotation. */
  clearPending(): Promise<void>;
  /** Keys of the Mailjet account, as its primary key sees them. */
  keys(): Promise<readonly KeyRow[]>;
}

export interface CallSettings {
  readonly isNew?: boolean;
  readonly leftMs?: number;
  /** When Lambda's time is up, as if by chance. Its rejection counts, too. */
  readonly endWhen?: Promise<unknown>;
  readonly event?: Partial<RotationEvent>;
}

export interface KeyRow {
  readonly ID: number;
  readonly APIKey: string;
  readonly Name: string;
  readonly IsActive: boolean;
}

/** A version id that tests count on. */
export function versionId(number: number): string {
  return `${String(number).padStart(8, "0")}-2222-4333-8444-555555555555`;
}

/** Starts a Mailjet with a primary key, the key in use and another, and a handler. */
export async function startRotationWorld(
  store: RotationStore,
  more: Partial<RotationOptions> = {},
  mailjetOptions: MailjetEmulatorOptions = {},
): Promise<RotationWorld> {
  const mailjet = await startMailjetEmulator({
    keys: [
      { ...MASTER, name: "main", isMaster: true },
      { ...OLD, name: "billing old", senders: ["shop@example.com"] },
      { ...GREEN, name: "billing green", senders: ["shop@example.com"] },
    ],
    metaSenders: ["shop@example.com"],
    ...mailjetOptions,
  });
  onTestFinished(() => mailjet.close());
  const log: RotationLogEntry[] = [];
  const options = (other: Partial<RotationOptions> = {}): RotationOptions =>
    ({
      plan: "new-sub-account",
      ...(more.plan === "blue-green"
        ? { blueSecret: "blue", greenSecret: "green" }
        : { adminSecret: "mailjet-admin", keyName: "billing" }),
      aws: store.aws,
      mailjet: { host: mailjet.host, caCertificates: [mailjet.certificate], timeoutMs: 300_000 },
      clock: fastClock,
      log: (entry: RotationLogEntry) => void log.push(entry),
      ...more,
      ...other,
    }) as RotationOptions;
  let handler = createRotationHandler(options());
  const call = async (step: string, version: string, settings: CallSettings = {}): Promise<void> => {
    if (settings.isNew === true) handler = createRotationHandler(options());
    const { leftMs, endWhen } = settings;
    if (endWhen !== undefined) {
      const { clock, end } = endableClock();
      handler = createRotationHandler(options({ clock }));
      endWhen.then(end, end);
    }
    const knowsTime = leftMs !== undefined || endWhen !== undefined;
    const context = knowsTime ? { getRemainingTimeInMillis: () => leftMs ?? 900_000 } : {};
    await handler({ Step: step, SecretId: "billing", ClientRequestToken: version, ...settings.event }, context);
  };
  const { client, request } = store;
  const labels = async (): Promise<Record<string, string>> => {
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: "billing" }));
    const pairs = Object.entries(VersionIdsToStages).flatMap(([id, found]) =>
      found.map((label) => [label, id] as const),
    );
    return Object.fromEntries(pairs);
  };
  return {
    mailjet,
    client,
    log,
    options,
    request,
    call,
    async rotate(version) {
      await request(version);
      for (const step of STEPS) await call(step, version);
    },
    labels,
    async value(label = "AWSCURRENT") {
      const command = new GetSecretValueCommand({ SecretId: "billing", VersionStage: label });
      const output = await client.send(command).catch(() => undefined);
      return output?.SecretString === undefined
        ? undefined
        : (JSON.parse(output.SecretString) as Record<string, unknown>);
    },
    async clearPending() {
      const pending = (await labels())["AWSPENDING"];
      if (pending === undefined) return;
      const input = { SecretId: "billing", VersionStage: "AWSPENDING", RemoveFromVersionId: pending };
      await client.send(new UpdateSecretVersionStageCommand(input));
    },
    keys: () => keysOf(mailjet),
  };
}

/** A clock on which the first timer, which is that of the deadline, comes due when it is told to. */
function endableClock(): { readonly clock: Clock; readonly end: () => void } {
  let deadline: (() => void) | undefined;
  return {
    clock: {
      ...fastClock,
      schedule(callback, delayMs, scheduleOptions) {
        if (deadline !== undefined) return fastClock.schedule(callback, delayMs, scheduleOptions);
        deadline = callback;
        return () => {};
      },
    },
    end: () => deadline?.(),
  };
}

async function keysOf(mailjet: MailjetEmulator): Promise<readonly KeyRow[]> {
  const body = await requestMailjet(mailjet, MASTER, "GET", "/v3/REST/apikey?Limit=1000");
  return (body as { readonly Data: readonly KeyRow[] }).Data;
}

/** Sends a mail from `shop@example.com` with a pair. */
export async function sendMail(mailjet: MailjetEmulator, pair: Pair): Promise<void> {
  const Messages = [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hello" }];
  await requestMailjet(mailjet, pair, "POST", "/v3.1/send", { Messages });
}

async function requestMailjet(
  mailjet: MailjetEmulator,
  { apiKey, apiSecret }: Pair,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<unknown> {
  const transport = createTransport({ provider: "test", baseUrl: mailjet.url, caCertificates: [mailjet.certificate] });
  const headers = {
    authorization: `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`,
    "content-type": "application/json",
  };
  const { signal } = new AbortController();
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await transport.request({ method, path, headers, signal, ...content });
  await transport.close();
  if (answer.status !== 200) throw new Error(`Mailjet answered ${answer.status}.`);
  return JSON.parse(answer.body.toString());
}
