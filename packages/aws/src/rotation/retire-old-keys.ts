import { printableName, SecretsError } from "@mailjet-secrets/core";
import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import type { Administration } from "./administration.ts";
import { versionWith } from "./rotated-secret.ts";
import type { NewSubAccountOptions } from "./rotation-options.ts";
import { readVersion, type StepContext, type VersionValue } from "./step-context.ts";

/** Staging label of a version that is neither current nor previous any more, and whose key is still used. */
const LABEL = /^MAILJET_OLD_\d+$/;
const label = (key: ApiKey): string => `MAILJET_OLD_${key.id}`;

const SEVEN_DAYS_MS = 604_800_000;
/** A secret has twenty labels at most. */
const MOST_LABELS = 10;

/** What a key has done of late. `refused`: its secret was reset, so whoever uses it has it from elsewhere, and it is left alone. */
type Activity = "silent" | "used" | "refused";

/**
 * Deactivates the keys that earlier rotations have replaced and that have been silent for long. One that is still used
 * stays, and its version gets a label, so that later rotations still know its pair. Rejects with `CONFLICT` if there are
 * too many of those.
 */
export async function retireOldKeys(
  context: StepContext<NewSubAccountOptions>,
  administration: Administration,
): Promise<void> {
  const quietMs = context.options.deactivateOldAfterMs ?? SEVEN_DAYS_MS;
  if (quietMs === "never") return;
  const found: Record<Activity, string[]> = { silent: [], used: [], refused: [] };
  for (const version of oldVersions(context)) {
    const value = await readOld(context, version);
    const key = administration.keys.find((candidate) => candidate.apiKey() === value?.pair.apiKey());
    if (value === undefined || key === undefined || !key.isActive || administration.mustStay(key)) {
      await unlabel(context, version);
      continue;
    }
    const activity = await activityOf(context, value, quietMs);
    found[activity].push(key.id);
    if (activity === "silent") await administration.deactivate(key);
    await (activity === "used" ? keepKnown(context, version, key) : unlabel(context, version));
  }
  const { silent, used, refused } = found;
  if (silent.length > 0) context.note({ deactivatedOldKeys: silent });
  if (used.length > 0) context.note({ oldKeysStillUsed: used });
  if (refused.length > 0) context.note({ oldKeysWithOtherSecret: refused });
  if (used.length > MOST_LABELS) throw tooMany(context, used);
}

/** The version before the current one, and those with our label. */
function oldVersions({ secret }: StepContext): ReadonlySet<string> {
  const previous = versionWith(secret, "AWSPREVIOUS");
  const labelled = [...secret.labels].filter(([, labels]) => labels.some((name) => LABEL.test(name)));
  const inUse = [...secret.labels].filter(
    ([, labels]) => labels.includes("AWSCURRENT") || labels.includes("AWSPENDING"),
  );
  const old = new Set([...(previous === undefined ? [] : [previous]), ...labelled.map(([version]) => version)]);
  for (const [version] of inUse) old.delete(version);
  return old;
}

/** A former value may be anything; then there is no key of it to deactivate. */
function readOld(context: StepContext, version: string): Promise<VersionValue | undefined> {
  return readVersion(context, version).catch((error: unknown) => {
    if (SecretsError.is(error, "INVALID_SECRET")) return undefined;
    throw error;
  });
}

/** What cannot be found out now counts as used. */
async function activityOf(context: StepContext, { pair }: VersionValue, quietMs: number): Promise<Activity> {
  if (quietMs === 0) return "silent"; // Mailjet counts by seconds: a mail of just now would make a difference
  const { signal } = context.deadline;
  try {
    const count = await context.mailjet.with(pair, "The former key", async (old) => {
      // Its clock is the one that counts messages: by one of here that is ahead every key would be silent.
      await old.countSenders({ signal });
      const from = (old.serverTime() ?? context.clock.now()) - quietMs;
      return old.countMessages({ from }, { signal });
    });
    return count === 0 ? "silent" : "used";
  } catch (error) {
    if (signal.aborted) throw error;
    return SecretsError.is(error, "CREDENTIALS_REJECTED") ? "refused" : "used";
  }
}

async function keepKnown({ secret, event, store }: StepContext, version: string, key: ApiKey): Promise<void> {
  if (secret.labels.get(version)?.includes(label(key)) === true) return;
  const from = versionWith(secret, label(key));
  await store.moveLabel(event.SecretId, label(key), { to: version, ...(from === undefined ? {} : { from }) });
}

async function unlabel({ secret, event, store }: StepContext, version: string): Promise<void> {
  for (const name of secret.labels.get(version) ?? []) {
    if (LABEL.test(name)) await store.moveLabel(event.SecretId, name, { from: version });
  }
}

function tooMany({ secret }: StepContext, ids: readonly string[]): SecretsError {
  const message = `${ids.length} former keys of "${printableName(secret.name)}" are still used, or cannot be asked (ids ${ids.join(", ")}).`;
  return new SecretsError("CONFLICT", message, {
    hint: "Find out who uses them, and deactivate them in Mailjet's pages.",
  });
}
