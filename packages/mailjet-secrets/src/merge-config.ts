import type { MailjetSecretsConfig } from "./config.ts";

type Plain = Readonly<Record<string, unknown>>;

/** Merges layers of configuration field by field, also inside blocks, secrets and accounts; the first layer wins. */
export function mergeConfig(layers: readonly MailjetSecretsConfig[]): MailjetSecretsConfig {
  return layers.map(withLongSecrets).reduceRight((lower, higher) => merge(lower, higher) as MailjetSecretsConfig, {});
}

function merge(lower: unknown, higher: unknown): unknown {
  if (higher === undefined) return lower;
  if (!isPlain(lower) || !isPlain(higher)) return higher;
  const base = ofSameSecret(lower, higher);
  const names = new Set([...Object.keys(base), ...Object.keys(higher)]);
  return Object.fromEntries([...names].map((name) => [name, mergeOption(name, own(base, name), own(higher, name))]));
}

/** A login is one thing: half of another one's method, mount or credentials must not get into it. */
function mergeOption(name: string, lower: unknown, higher: unknown): unknown {
  return name === "auth" && higher !== undefined ? higher : merge(lower, higher);
}

/** An account may be called "valueOf", which every object has. */
function own(object: Plain, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A version belongs to the secret it was written for, and is not taken over for another id. */
function ofSameSecret(lower: Plain, higher: Plain): Plain {
  const { requestedVersion, ...rest } = lower;
  return higher["id"] === undefined || higher["id"] === lower["id"] ? lower : rest;
}

/** `"id"` and `{ id: "id" }` are the same, and only the second can be merged. */
function withLongSecrets<T extends Plain | MailjetSecretsConfig>(block: T): T {
  return Object.fromEntries(
    Object.entries(block).map(([name, value]) => {
      if (name === "secret") return [name, longSecret(value)];
      if (name === "accounts" && isPlain(value)) {
        return [
          name,
          Object.fromEntries(Object.entries(value).map(([account, secret]) => [account, longSecret(secret)])),
        ];
      }
      return [
        name,
        ["env", "aws", "vault", "conjur"].includes(name) && isPlain(value) ? withLongSecrets(value) : value,
      ];
    }),
  ) as T;
}

function longSecret(secret: unknown): unknown {
  return typeof secret === "string" ? { id: secret } : secret;
}

/** A class's instance, such as an SDK's client, is one value and is not taken apart. */
function isPlain(value: unknown): value is Plain {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
