import { requireWrite, SecretsError } from "@mailjet-secrets/core";
import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import { placeName, placeOf, readPlace } from "../read-store.ts";
import type { Administration, RotationContext, RotationStep } from "../rotation-step.ts";
import { rotationIn } from "./key-names.ts";

/** Reads the pair in use; for plans that make no key. */
export const identifyPair: RotationStep = {
  name: "identify",
  describe: (context) => `Read the pair in use from ${placeName(placeOf(context))}.`,
  async run(context) {
    requireWrite(context.store.provider);
    const { fingerprint } = await readPlace(context, placeOf(context));
    return { facts: { oldFingerprint: fingerprint } };
  },
};

/** Reads the pair in use, finds its key at Mailjet, and checks what the administration pair may do. */
export const identifyKey: RotationStep = {
  name: "identify",
  describe: (context) =>
    `Read the pair in use from ${placeName(placeOf(context))}, find its key at Mailjet, and check the administration pair.`,
  async run(context) {
    requireWrite(context.store.provider);
    const { mailjet, credentials } = requireAdministration(context);
    const current = await readPlace(context, placeOf(context));
    if (credentials.apiKey() === current.apiKey()) throw notSeparate();
    const keys = await mailjet.listApiKeys({ signal: context.signal });
    requirePrimary(keys.find((key) => key.apiKey() === credentials.apiKey()));
    const old = keys.find((key) => key.apiKey() === current.apiKey());
    if (old === undefined) throw foreignKey();
    const { id, plan } = context.journal.content;
    // A leaked key is dealt with first, whatever else is going on.
    if (plan !== "emergency") refuseOthers(keys, id);
    context.sealed.begin({ apiKey: current.apiKey(), apiSecret: current.apiSecret() });
    const facts = { oldKeyId: old.id, oldKeyName: old.name, oldKeyIsPrimary: old.isMaster };
    return { facts: { oldFingerprint: current.fingerprint, ...facts } };
  },
};

/** The administration pair. Throws `INVALID_CONFIG` if none was given. */
export function requireAdministration({ administration }: RotationContext): Administration {
  if (administration !== undefined) return administration;
  throw new SecretsError("INVALID_CONFIG", "This plan needs the pair of the account's primary key.", {
    hint: "Keep it in a secret of its own, which no service may read, and name that by --admin-secret (and --admin-provider).",
  });
}

function requirePrimary(own: ApiKey | undefined): void {
  if (own?.isMaster === true) return;
  throw new SecretsError("INVALID_CONFIG", "The administration pair does not belong to the account's primary key.", {
    hint: "Only the primary key may make and deactivate others. Its name is at the top of Mailjet's page API key management.",
  });
}

function notSeparate(): SecretsError {
  return new SecretsError("INVALID_CONFIG", "The services use the same key as the administration: the primary key.", {
    hint: "The primary key cannot be deactivated, so it is not to be had by services. Now: --plan assisted-reset. Then give them a sub-account of their own.",
  });
}

function foreignKey(): SecretsError {
  return new SecretsError(
    "INVALID_CONFIG",
    "The key in use is not among the keys of the administration pair's account.",
    {
      hint: "See that --secret and --admin-secret are of the same Mailjet account and region.",
    },
  );
}

/** Throws `CONFLICT` for a key that another rotation has made and not finished, here or on another machine. */
export function refuseOthers(keys: readonly ApiKey[], id: string): void {
  const other = othersKey(keys, id);
  if (other === undefined) return;
  throw new SecretsError("CONFLICT", `Another rotation is under way: it has made the key ${other.id} at Mailjet.`, {
    hint: "Resume it, or roll it back, where its journal is. If its journal is lost, see that no secret holds that key, and deactivate it in Mailjet's page.",
  });
}

/** A key that another rotation has made and not finished. `id`: the own rotation. Absence: there is none. */
export function othersKey(keys: readonly ApiKey[], id: string): ApiKey | undefined {
  return keys.find(({ name, isActive }) => isActive && ![undefined, id].includes(rotationIn(name)));
}
