import { createServer } from "node:https";
import { type Clock, systemClock } from "@mailjet-secrets/core";
import { certificateFile, localCertificate, trustCertificate } from "./local-certificate.ts";
import { listenOnLoopback } from "./loopback-server.ts";
import { abuseControl } from "./mailjet/abuse-control.ts";
import { accounts, type EmulatedKey } from "./mailjet/accounts.ts";
import { numbering } from "./mailjet/answer.ts";
import type { SeededCounters } from "./mailjet/counters.ts";
import { exchange } from "./mailjet/exchange.ts";
import { faults, type MailjetFault } from "./mailjet/faults.ts";
import { type Hold, type OpenHold, openHold } from "./mailjet/hold.ts";
import { type AcceptedMessage, outbox } from "./mailjet/outbox.ts";
import type { ReceivedRequest } from "./mailjet/received-request.ts";
import type { World } from "./mailjet/world.ts";

/** Settings of {@link startMailjetEmulator}. */
export interface MailjetEmulatorOptions {
  /** Keys that exist at the start. @default none */
  readonly keys?: readonly EmulatedKey[];
  /** Senders, addresses or `*@domain`, that are valid for all keys of the account. @default none */
  readonly metaSenders?: readonly string[];
  /**
   * Status of an answer to a call of which some messages were accepted and some not; 200 is seen as well.
   * @default that of the first error
   */
  readonly mixedStatus?: number;
  /** Tokens that the SMS API accepts. @default none */
  readonly smsTokens?: readonly string[];
  /** How many failed log-ins within a minute are borne; one more blocks the caller for an hour. @default 200 */
  readonly badLoginsPerMinute?: number;
  /** How long a key that was created by the API is still answered with 401, in milliseconds. @default 0 */
  readonly newKeyActiveAfterMs?: number;
  /** How many keys the account may have (`MaxAllowedAPIKeys`). @default 10 */
  readonly maximumKeys?: number;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** A Mailjet of one's own on this machine, for tests: HTTPS on 127.0.0.1, no mail is delivered. */
export interface MailjetEmulator {
  /** `127.0.0.1:PORT`, the `host` of node-mailjet and of the client factory. */
  readonly host: string;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM of the certificate to trust; the same one for all emulators of a process. */
  readonly certificate: string;
  /** Writes the certificate to a temporary file, for `NODE_EXTRA_CA_CERTS` of a child; `close()` removes it. */
  certificateFile(): Promise<string>;
  /** Lets `node:https`, and with it node-mailjet, trust the emulator in this process. Returns the way back. */
  trust(): () => void;
  /** All requests that arrived, oldest first. */
  readonly received: readonly ReceivedRequest[];
  /** All mails that were accepted for delivery, oldest first. */
  readonly messages: readonly AcceptedMessage[];
  /** Adds a key. Throws `TypeError` if it is there already. */
  addKey(key: EmulatedKey): void;
  /** Gives the key another secret; the old one is dead at once. This and the following throw `TypeError` for an unknown key. */
  resetSecret(apiKey: string, apiSecret: string): void;
  /** Suspends the key (401 with `mj-0001`), or ends that. `suspended`: @default true */
  suspend(apiKey: string, suspended?: boolean): void;
  /** Ends a deactivation. */
  activate(apiKey: string): void;
  /** From now on the key is answered like a wrong one. */
  deactivate(apiKey: string): void;
  /** Adds to the statistics of the key, beside the mails that it really sent. */
  seedCounters(apiKey: string, counters: readonly SeededCounters[]): void;
  /** Lets requests fail; the fault that was added first comes first. */
  fail(fault: MailjetFault): void;
  /** Ends all faults. */
  clearFaults(): void;
  /** Processes requests as ever, but holds their answers back. `path`: beginning of the paths. @default all */
  hold(path?: string): Hold;
  /** End of the block for failed log-ins, epoch milliseconds. `undefined`: the caller is not blocked. */
  readonly blockedUntil: number | undefined;
  /** Ends the block and forgets the failed log-ins. */
  unblock(): void;
  /** Cuts all connections and frees the port. Safe to call more than once. */
  close(): Promise<void>;
  /** The same as {@link MailjetEmulator.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an emulated Mailjet on a free port of 127.0.0.1. */
export async function startMailjetEmulator(options: MailjetEmulatorOptions = {}): Promise<MailjetEmulator> {
  const world = createWorld(options);
  const active = faults();
  const received: ReceivedRequest[] = [];
  const holds = new Set<OpenHold>();
  const { certificate, privateKey } = await localCertificate();
  const context = {
    world,
    faults: active,
    holds: () => [...holds],
    record: (request: ReceivedRequest) => void received.push(request),
  };
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    // The caller went away in the middle of its request; nobody is left to answer.
    exchange(request, response, context).catch(() => request.socket.destroy());
  });
  const { port, close } = await listenOnLoopback(server, () => world.abuse.blockedUntil() !== undefined);
  const file = certificateFile(certificate);
  const stop = async (): Promise<void> => {
    for (const hold of holds) hold.release();
    await Promise.all([close(), file.remove()]);
  };
  return {
    host: `127.0.0.1:${port}`,
    url: `https://127.0.0.1:${port}`,
    certificate,
    certificateFile: file.write,
    trust: () => trustCertificate(certificate),
    received,
    messages: world.outbox.messages,
    ...keyControls(world),
    fail: active.add,
    clearFaults: active.clear,
    hold(path = "/") {
      const hold = openHold(path);
      holds.add(hold);
      return hold;
    },
    get blockedUntil() {
      return world.abuse.blockedUntil();
    },
    unblock: world.abuse.unblock,
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

function createWorld(options: MailjetEmulatorOptions): World {
  const clock = options.clock ?? systemClock;
  const numbers = numbering();
  const known = accounts(clock, numbers);
  for (const key of options.keys ?? []) known.add(key);
  return {
    clock,
    numbers,
    accounts: known,
    abuse: abuseControl(options.badLoginsPerMinute ?? 200, clock),
    outbox: outbox(clock, numbers),
    metaSenders: options.metaSenders ?? [],
    mixedStatus: options.mixedStatus,
    smsTokens: options.smsTokens ?? [],
    sms: [],
    newKeyActiveAfterMs: options.newKeyActiveAfterMs ?? 0,
    maximumKeys: options.maximumKeys ?? 10,
  };
}

type KeyControls = Pick<
  MailjetEmulator,
  "addKey" | "resetSecret" | "suspend" | "activate" | "deactivate" | "seedCounters"
>;

function keyControls(world: World): KeyControls {
  return {
    addKey: (key) => void world.accounts.add(key),
    resetSecret(apiKey, apiSecret) {
      world.accounts.get(apiKey).apiSecret = apiSecret;
    },
    suspend(apiKey, suspended = true) {
      world.accounts.get(apiKey).suspended = suspended;
    },
    activate(apiKey) {
      world.accounts.get(apiKey).isActive = true;
    },
    deactivate(apiKey) {
      world.accounts.get(apiKey).isActive = false;
    },
    seedCounters: (apiKey, counters) => void world.accounts.get(apiKey).counters.push(...counters),
  };
}
