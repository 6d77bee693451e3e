import { type AccountSecret, secretReference } from "./account-secret.ts";
import { boundedRead, timeoutError } from "./bounded-read.ts";
import { type Clock, systemClock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import { printableName } from "./printable-name.ts";
import type { SecretReference, SecretSnapshot, SecretsProvider } from "./provider.ts";
import { requireWrite } from "./require-write.ts";
import { SecretsError, type SecretsErrorCode } from "./secrets-error.ts";

type Values = Readonly<Record<string, string>>;

export interface StepOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** What the store holds before the write. */
export interface Place {
  readonly reference: SecretReference;
  /** Absence: there is no such secret yet. */
  readonly snapshot?: SecretSnapshot;
}

/** How the store is spoken to: in bounded time, with retries where they cannot do harm. */
export interface Steps {
  readonly look: () => Promise<Place>;
  readonly write: (
    reference: SecretReference,
    values: Values,
    ifVersion?: string,
  ) => Promise<{ readonly version?: string }>;
}

/** The steps for one secret. Throws `INVALID_CONFIG` if the provider cannot write. */
export function stepsFor(
  provider: SecretsProvider,
  account: AccountSecret,
  { signal = new AbortController().signal, timeoutMs = 10_000, clock = systemClock }: StepOptions,
): Steps {
  const { name } = provider;
  const write = requireWrite(provider);
  const bounds = { provider: name, timeoutMs, signal, clock, random: Math.random };
  const read = (reference: SecretReference): Promise<SecretSnapshot> =>
    boundedRead((limited) => provider.read(reference, { signal: limited }), bounds);
  const look = (): Promise<Place> => findPlace(secretReference(account), read);
  return {
    look,
    async write(reference, values, ifVersion) {
      const condition = ifVersion === undefined ? {} : { ifVersion };
      try {
        return await withDeadline((limited) => write(reference, values, { signal: limited, ...condition }), {
          ...bounds,
          timeoutError: () => timeoutError(name, timeoutMs),
        });
      } catch (error) {
        signal.throwIfAborted();
        return writtenAfterAll(error, values, look);
      }
    },
  };
}

/** A store that did not answer may have written. */
async function writtenAfterAll(error: unknown, values: Values, look: Steps["look"]): Promise<{ version?: string }> {
  if (!SecretsError.is(error) || !error.retryable) throw error;
  const place = await look().catch(() => undefined);
  if (place?.snapshot === undefined || !sameValues(place.snapshot.values, values)) throw error;
  return versionOf(place);
}

/**
 * The whole record, also where a mapping names some of its fields: the others are to survive. Where each field is a value
 * by itself (variables of Conjur below a branch) there is no whole, and the fields are all.
 */
async function findPlace(
  reference: SecretReference,
  read: (reference: SecretReference) => Promise<SecretSnapshot>,
): Promise<Place> {
  const { fields, ...whole } = reference;
  if (fields === undefined) return placeOf(reference, await read(reference).catch(absentIf("NOT_FOUND")));
  const named = await read(reference).catch(absentIf("NOT_FOUND"));
  // Such a store may also have something else under the name of the branch, or not take it for a name at all.
  const codes = named?.version === undefined ? WITHOUT_WHOLE : [];
  const record = await read(whole).catch(absentIf(...codes));
  const holdsAll = record !== undefined && fields.every((field) => Object.hasOwn(record.values, field));
  return placeOf(reference, holdsAll ? record : (named ?? record));
}

const WITHOUT_WHOLE: readonly SecretsErrorCode[] = ["NOT_FOUND", "INVALID_CONFIG", "ACCESS_DENIED"];

function absentIf(...codes: readonly SecretsErrorCode[]): (error: unknown) => undefined {
  return (error) => {
    if (!SecretsError.is(error) || !codes.includes(error.code)) throw error;
    return undefined;
  };
}

function placeOf(reference: SecretReference, snapshot: SecretSnapshot | undefined): Place {
  return { reference, ...(snapshot === undefined ? {} : { snapshot }) };
}

/**
 * Puts a whole record in the place of what was found there: on condition of the version, else of the values. Rejects with
 * `CONFLICT` if somebody else wrote meanwhile.
 */
export async function replaceRecord(
  provider: SecretsProvider,
  place: Place,
  values: Values,
  steps: Steps,
): Promise<{ readonly version?: string }> {
  const { reference, snapshot } = place;
  if (snapshot?.version !== undefined) return steps.write(reference, values, snapshot.version);
  if (snapshot === undefined && provider.name === "vault") {
    const created = await createInVault(place, values, steps);
    if (created !== undefined) return created;
  }
  return replaceCompared(provider.name, place, values, steps);
}

/** Creates the secret if there is none. Gives nothing if the engine has no versions, or keeps a deleted one. */
async function createInVault(
  { reference }: Place,
  values: Values,
  { look, write }: Steps,
): Promise<{ readonly version?: string } | undefined> {
  try {
    return await write(reference, values, "0");
  } catch (error) {
    if (SecretsError.is(error, "INVALID_CONFIG")) return undefined;
    if (!SecretsError.is(error, "CONFLICT") || (await look()).snapshot !== undefined) throw error;
    return undefined;
  }
}

async function replaceCompared(
  provider: string,
  place: Place,
  values: Values,
  { look, write }: Steps,
): Promise<{ readonly version?: string }> {
  const { snapshot } = await look();
  if (!sameValues(snapshot?.values ?? {}, place.snapshot?.values ?? {})) {
    throw conflict(place, provider, "Somebody else wrote it meanwhile; nothing was written.");
  }
  const written = await write(place.reference, values);
  if (written.version !== undefined) return written;
  const after = await look();
  if (sameValues(after.snapshot?.values ?? {}, values)) return written;
  throw conflict(
    place,
    provider,
    "It was written, and holds something else now: somebody else wrote at the same time.",
  );
}

/** Whether two records hold the same. */
function sameValues(one: Values, other: Values): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The version that was found, if the store has versions. */
export function versionOf({ snapshot }: Place): { readonly version?: string } {
  return snapshot?.version === undefined ? {} : { version: snapshot.version };
}

function conflict({ reference }: Place, provider: string, what: string): SecretsError {
  return new SecretsError("CONFLICT", `The secret "${printableName(reference.id)}" (${provider}): ${what}`, {
    provider,
    hint: "Look at it, and decide anew.",
  });
}
