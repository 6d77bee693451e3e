import { fingerprintOf, type MailjetCredentials } from "@mailjet-secrets/core";
import type { MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import { openAdmin } from "../open-admin.ts";
import { type OpenStore, openStore } from "../open-store.ts";
import type { Surroundings } from "../surroundings.ts";
import { namedAdmin } from "./named-admin.ts";
import type { RotateFlags } from "./rotate-options.ts";
import type { Administration } from "./rotation-step.ts";

/** The store of the services, the administration pair, and the ways to Mailjet; all closed together. */
export interface OpenRotation {
  readonly store: OpenStore;
  /** Absence: no administration pair was named. */
  readonly administration?: Administration;
  adminOf(pair: MailjetCredentials, whose: string): MailjetAdmin;
  close(): Promise<void>;
}

/** Opens them; of the stores only that of the administration pair is read. Rejects as `openStore`, and as its read does. */
export async function openRotation(flags: RotateFlags, surroundings: Surroundings): Promise<OpenRotation> {
  const store = await openStore(flags, surroundings);
  const clients = new Map<string, MailjetAdmin>();
  // A new key lives where the primary one does, and its pair names no host.
  let accountHost: string | undefined;
  const adminOf = (pair: MailjetCredentials, whose: string): MailjetAdmin => {
    const which = fingerprintOf(pair.apiKey(), pair.apiSecret());
    const kept = clients.get(which) ?? openAdmin(pair, store.mailjet, surroundings, accountHost);
    clients.set(which, kept);
    return namedAdmin(kept, whose);
  };
  const close = async (): Promise<void> => {
    await Promise.all([...[...clients.values()].map((client) => client.close()), store.close()]);
  };
  try {
    const credentials = await administrationPair(flags, surroundings);
    accountHost = credentials?.host;
    const administration = credentials && { credentials, mailjet: adminOf(credentials, "the administration pair") };
    return { store, ...(administration === undefined ? {} : { administration }), adminOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function administrationPair(
  { adminProvider, adminSecret, adminAccount, provider, config }: RotateFlags,
  surroundings: Surroundings,
): Promise<MailjetCredentials | undefined> {
  if (adminProvider === undefined && adminSecret === undefined && adminAccount === undefined) return undefined;
  const selection = { provider: adminProvider ?? provider, secret: adminSecret, account: adminAccount, config };
  const given = Object.entries(selection).filter(([, value]) => value !== undefined);
  const store = await openStore(Object.fromEntries(given), surroundings);
  try {
    return await store.credentials();
  } finally {
    await store.close();
  }
}
