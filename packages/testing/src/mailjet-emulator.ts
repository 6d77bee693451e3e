import { type Clock, systemClock } from "@mailjet-secrets/core";
import type { CertifiedEmulator, Emulator } from "./emulator/emulator.ts";
import { startEmulator, withMore } from "./emulator/start-emulator.ts";
import { certificateFile, localCertificate, trustCertificate } from "./local-certificate.ts";
import { abuseControl } from "./mailjet/abuse-control.ts";
import { accounts, type EmulatedKey } from "./mailjet/accounts.ts";
import { numbering } from "./mailjet/answer.ts";
import { contentControls, type MailjetContentControls } from "./mailjet/content-controls.ts";
import { exchange } from "./mailjet/exchange.ts";
import { faults, type MailjetFault } from "./mailjet/faults.ts";
import { keyControls, type MailjetKeyControls } from "./mailjet/key-controls.ts";
import { type AcceptedMessage, outbox } from "./mailjet/outbox.ts";
import type { ReceivedRequest } from "./mailjet/received-request.ts";
import { userRow } from "./mailjet/users.ts";
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
  /** Whether lists of keys hold the secret keys, too: what Mailjet does is not documented. @default false */
  readonly listsSecrets?: boolean;
  /** Number of the first object; the next ones count up from it. Beyond 2^53 for Mailjet's large numbers. @default 1_001 */
  readonly firstId?: number | bigint;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** A Mailjet of one's own on this machine, for tests: HTTPS on 127.0.0.1, no mail is delivered. */
export interface MailjetEmulator
  extends Emulator<MailjetFault>,
    CertifiedEmulator,
    MailjetKeyControls,
    MailjetContentControls {
  /** `127.0.0.1:PORT`, the `host` of node-mailjet and of the client factory. */
  readonly host: string;
  /** Lets `node:https`, and with it node-mailjet, trust the emulator in this process. Returns the way back. */
  trust(): () => void;
  /** All requests that arrived, oldest first. */
  readonly received: readonly ReceivedRequest[];
  /** All mails that were accepted for delivery, oldest first. */
  readonly messages: readonly AcceptedMessage[];
  /** Number of requests that were answered with 401, for whatever reason. */
  readonly unauthorizedCount: number;
  /** Number of failed log-ins within the last minute: those that count towards a block. */
  readonly recentFailedLogins: number;
  /** End of the block for failed log-ins, epoch milliseconds. `undefined`: the caller is not blocked. */
  readonly blockedUntil: number | undefined;
  /** Ends the block and forgets the failed log-ins. */
  unblock(): void;
}

/** Starts an emulated Mailjet on a free port of 127.0.0.1. */
export async function startMailjetEmulator(options: MailjetEmulatorOptions = {}): Promise<MailjetEmulator> {
  const world = createWorld(options);
  const received: ReceivedRequest[] = [];
  const context = { world, record: (request: ReceivedRequest) => void received.push(request) };
  const { certificate, privateKey } = await localCertificate();
  const file = certificateFile(certificate);
  const emulator = await startEmulator<MailjetFault>({
    tls: { cert: certificate, key: privateKey },
    clock: world.clock,
    faults: faults(),
    serve: (request, response, obstacles) => exchange(request, response, context, obstacles),
    refuse: () => world.abuse.blockedUntil() !== undefined,
    atClose: file.remove,
  });
  return withMore(emulator, {
    host: `127.0.0.1:${emulator.port}`,
    certificate,
    certificateFile: file.write,
    trust: () => trustCertificate(certificate),
    received,
    messages: world.outbox.messages,
    ...keyControls(world),
    ...contentControls(world),
    get unauthorizedCount() {
      return received.filter(({ status }) => status === 401).length;
    },
    get recentFailedLogins() {
      return world.abuse.recentFailures();
    },
    get blockedUntil() {
      return world.abuse.blockedUntil();
    },
    unblock: world.abuse.unblock,
  });
}

function createWorld(options: MailjetEmulatorOptions): World {
  const clock = options.clock ?? systemClock;
  const numbers = numbering(options.firstId);
  const maximumKeys = options.maximumKeys ?? 10;
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
    maximumKeys,
    listsSecrets: options.listsSecrets ?? false,
    users: [userRow({}, 1, maximumKeys)],
  };
}
