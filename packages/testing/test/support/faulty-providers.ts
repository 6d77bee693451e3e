import { type SecretSnapshot, SecretsError, type SecretsProvider } from "@mailjet-secrets/core";
import type { MemoryProvider } from "../../src/index.ts";

type Read = SecretsProvider["read"];
type Fault = (memory: MemoryProvider) => SecretsProvider;

/** A memory provider with another `read`. */
function reading(change: (read: Read) => Read): Fault {
  return (memory) => ({ ...memory, read: change((secret, options) => memory.read(secret, options)) });
}

/** A memory provider whose rejections are changed. */
function rejecting(change: (error: SecretsError, id: string) => unknown): Fault {
  return reading((read) => async (secret, options) => {
    try {
      return await read(secret, options);
    } catch (error) {
      throw SecretsError.is(error) ? change(error, secret.id) : error;
    }
  });
}

function mapValues(snapshot: SecretSnapshot, change: (value: string) => string): SecretSnapshot {
  const values = Object.entries(snapshot.values).map(([name, value]) => [name, change(value)]);
  return { ...snapshot, values: Object.fromEntries(values) };
}

const error = (code: "NOT_FOUND" | "UNAVAILABLE", message: string): SecretsError =>
  new SecretsError(code, message, { provider: "memory" });

/** Providers that break one obligation, each with a part of the title of the contract case that has to find it. */
export const FAULTY_PROVIDERS: readonly (readonly [fault: string, title: string, Fault])[] = [
  [
    "trims values",
    "exactly as it was stored",
    reading((read) => async (secret, options) => mapValues(await read(secret, options), (value) => value.trim())),
  ],
  [
    "drops empty values",
    "empty value",
    reading((read) => async (secret, options) => {
      const { values, ...rest } = await read(secret, options);
      return { ...rest, values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")) };
    }),
  ],
  [
    "gives unrelated fields",
    "and no others",
    reading((read) => async (secret, options) => {
      const all = await read({ id: secret.id }, options);
      await read(secret, options);
      return all;
    }),
  ],
  [
    "reads one value at a time",
    "from one version",
    reading((read) => async (secret, options) => {
      let values: Readonly<Record<string, string>> = {};
      for (const field of secret.fields ?? [])
        values = { ...values, ...(await read({ ...secret, fields: [field] }, options)).values };
      return { values };
    }),
  ],
  [
    "caches",
    "sees a rotation",
    reading((read) => {
      const cache = new Map<string, SecretSnapshot>();
      return async (secret, options) => {
        const key = JSON.stringify(secret);
        const snapshot = cache.get(key) ?? (await read(secret, options));
        cache.set(key, snapshot);
        return snapshot;
      };
    }),
  ],
  [
    "ignores the version asked for",
    "the one before when asked",
    reading(
      (read) =>
        ({ requestedVersion: _, ...secret }, options) =>
          read(secret, options),
    ),
  ],
  [
    "asks twice",
    "expected number of requests",
    reading((read) => async (secret, options) => {
      await read(secret, options);
      return read(secret, options);
    }),
  ],
  ["hides the name of the secret", "and its name", rejecting(({ code }) => error(code as "NOT_FOUND", "Not there."))],
  [
    "names one missing field only",
    "names all of them",
    rejecting((failure) =>
      failure.code === "NOT_FOUND" ? error("NOT_FOUND", failure.message.split(", no ")[0] ?? "") : failure,
    ),
  ],
  [
    "takes a denied right for a missing secret",
    "with ACCESS_DENIED, shows",
    rejecting((failure, id) => (failure.code === "ACCESS_DENIED" ? error("NOT_FOUND", id) : failure)),
  ],
  [
    "calls a rate limit final",
    "RATE_LIMITED",
    rejecting((failure) => new SecretsError(failure.code, failure.message, { provider: "memory", retryable: false })),
  ],
  [
    "does not name itself in errors",
    "UNAUTHENTICATED",
    rejecting((failure) => new SecretsError(failure.code, failure.message)),
  ],
  [
    "throws errors of another class",
    "UNEXPECTED_RESPONSE",
    rejecting((failure) => Object.assign(new Error(failure.message), { code: failure.code })),
  ],
  [
    "quotes a value in an error",
    "UNEXPECTED_RESPONSE",
    reading((read) => async (secret, options) => {
      return read(secret, options).catch((failure) => {
        if (!SecretsError.is(failure, "UNEXPECTED_RESPONSE")) throw failure;
        throw new SecretsError(failure.code, "Garbage near c0ffee0011223344.", { provider: "memory" });
      });
    }),
  ],
  [
    "keeps a failure",
    "with RATE_LIMITED",
    reading((read) => {
      let failure: unknown;
      return async (secret, options) => {
        if (failure !== undefined) throw failure;
        return read(secret, options).catch((caught) => {
          failure = caught;
          throw caught;
        });
      };
    }),
  ],
  [
    "wraps the reason of an abort",
    "the reason of a signal that is aborted already",
    reading(
      (read) => (secret, options) =>
        read(secret, options).catch((cause) => {
          throw SecretsError.is(cause) ? cause : error("UNAVAILABLE", "aborted");
        }),
    ),
  ],
  [
    "asks although it is aborted",
    "aborted already, and asks nothing",
    reading((read) => async (secret, options) => {
      await read(secret, { signal: new AbortController().signal });
      return read(secret, options);
    }),
  ],
  [
    "leaves its request behind after an abort",
    "ends the request",
    reading(
      (read) =>
        (secret, { signal }) =>
          Promise.race([
            read(secret, { signal: new AbortController().signal }),
            new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
          ]),
    ),
  ],
  [
    "asks when it is created",
    "before the first read",
    (memory) => {
      memory.read({ id: "mailjet" }, { signal: new AbortController().signal }).catch(() => {});
      return memory;
    },
  ],
  [
    "shows its values when printed",
    "when it is printed",
    (memory) => {
      const provider = { ...memory, last: undefined as SecretSnapshot | undefined };
      provider.read = async (secret, options) => {
        provider.last = await memory.read(secret, options);
        return provider.last;
      };
      return provider;
    },
  ],
  ["has no name", "has a name", (memory) => ({ ...memory, name: "" })],
  ["reads after it was closed", "answers a later read with CLOSED", (memory) => ({ ...memory, close: async () => {} })],
  [
    "cannot be closed twice",
    "more than once",
    (memory) => {
      let closed = false;
      return {
        ...memory,
        close: async () => {
          if (closed) throw error("UNAVAILABLE", "closed");
          closed = true;
          await memory.close();
        },
      };
    },
  ],
  [
    "writes elsewhere",
    "reads back what it wrote",
    (memory) => ({
      ...memory,
      write: (secret, values, options) => memory.write({ ...secret, id: "other" }, values, options),
    }),
  ],
  [
    "merges records",
    "replaces the whole record",
    (memory) => ({
      ...memory,
      write: async (secret, values, options) => {
        const before = await memory.read({ id: secret.id }, options);
        return memory.write(secret, { ...before.values, ...values }, options);
      },
    }),
  ],
  [
    "does not look at ifVersion",
    "answers CONFLICT",
    (memory) => ({ ...memory, write: (secret, values, { signal }) => memory.write(secret, values, { signal }) }),
  ],
  [
    "writes although it is aborted",
    "writes nothing",
    (memory) => ({
      ...memory,
      write: (secret, values, { signal: _, ...options }) =>
        memory.write(secret, values, { ...options, signal: new AbortController().signal }),
    }),
  ],
];
