import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  createSlots,
  printableName,
  type RefusedLogIns,
  refusedLogIns,
  SecretsError,
  type Slots,
  startAge,
  systemClock,
} from "@mailjet-secrets/core";
import type { AwsClientOptions, AwsSdkOptions } from "./aws-options.ts";
import { MOST_CONNECTIONS } from "./connections.ts";
import { type IdentityLookUp, identityLookUp } from "./identity-look-up.ts";
import { loadSdk, type Sdk } from "./load-sdk.ts";
import { type RecentFailure, recentFailure } from "./recent-failure.ts";
import { createOwnClient } from "./sdk-client.ts";
import { regionOfArn } from "./secret-id.ts";

/** One client, and what is done to it between requests. */
export interface SdkSession {
  readonly sdk: Sdk;
  readonly client: SecretsManagerClient;
  /** Absence: not known, since the client is the application's. */
  readonly region?: string;
  /** Finds the credentials that the next request is signed with. */
  readonly identity: IdentityLookUp;
  /** Credentials that AWS refused here; in another region they may be good. */
  readonly refused: RefusedLogIns;
  /** What became of the last look-up of credentials, for all regions. */
  readonly lookUpFailure: RecentFailure;
  /** Places for requests, as many as there are connections. */
  readonly slots: Slots;
  /** Cuts connections that may be dead: all idle ones, or only those that were idle for long. */
  dropIdle(scope: "all" | "old"): void;
  close(): void;
}

/** The sessions of one provider: one for each region, and as a rule just one. */
export interface SdkSessions {
  /** The session for a secret, opened if need be. A failure is not kept. */
  for(secretId: string): Promise<SdkSession>;
  close(): void;
}

// Load balancers and NAT gateways forget idle connections, and a process that was frozen hears nothing of it.
const LONGEST_IDLE_MS = 20_000;

/** Creates the {@link SdkSessions}. Loads nothing. */
export function sdkSessions(options: AwsSdkOptions | AwsClientOptions): SdkSessions {
  const sessions = new Map<string, Promise<SdkSession>>();
  const lookUpFailure = recentFailure(options.clock ?? systemClock);
  // One client for ids without a region and for ARNs of the region that turned out to be theirs.
  const merge = async (session: SdkSession): Promise<SdkSession> => {
    const { region = "" } = session;
    const other = region === "" ? undefined : sessions.get(region);
    if (other !== undefined) session.close();
    else if (region !== "") sessions.set(region, Promise.resolve(session));
    return other ?? session;
  };
  const open = (region: string): Promise<SdkSession> => {
    const known = sessions.get(region);
    if (known !== undefined) return known;
    const opening =
      region === "" ? openSession(options, lookUpFailure).then(merge) : openSession(options, lookUpFailure, region);
    sessions.set(region, opening);
    opening.catch(() => sessions.delete(region));
    return opening;
  };
  return {
    async for(secretId) {
      return open(options.client === undefined ? regionFor(secretId, options.region) : "");
    },
    close() {
      for (const session of sessions.values()) session.then((open) => open.close()).catch(() => {});
      sessions.clear();
    },
  };
}

/** The region that is known before the environment is looked at; empty if there is none. */
function regionFor(secretId: string, region: string | undefined): string {
  const fromArn = regionOfArn(secretId);
  if (region === undefined || fromArn === undefined || region === fromArn) return region ?? fromArn ?? "";
  throw new SecretsError(
    "INVALID_CONFIG",
    `The secret "${printableName(secretId)}" is not in the region ${printableName(region)} that is configured.`,
    {
      provider: "aws",
      hint: `Remove the option region, or use the ARN of the secret's replica in ${printableName(region)}.`,
    },
  );
}

async function openSession(
  options: AwsSdkOptions | AwsClientOptions,
  lookUpFailure: RecentFailure,
  region?: string,
): Promise<SdkSession> {
  const sdk = await loadSdk();
  const clock = options.clock ?? systemClock;
  const common = { sdk, slots: createSlots(MOST_CONNECTIONS), refused: refusedLogIns(clock), lookUpFailure };
  if (options.client !== undefined) {
    const { client } = options;
    return { ...common, client, identity: identityLookUp(client, () => {}), dropIdle() {}, close() {} };
  }
  const own = await createOwnClient(sdk, options, region);
  const { client, connections } = own;
  let idleMs = startAge(clock);
  return {
    ...common,
    client,
    region: own.region,
    identity: identityLookUp(client, own.giveUpLookUp),
    dropIdle(scope) {
      if (scope === "all" || idleMs() > LONGEST_IDLE_MS) connections.dropIdle();
      idleMs = startAge(clock);
    },
    close: () => client.destroy(),
  };
}
