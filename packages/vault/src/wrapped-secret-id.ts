import { printablePath, type SecretsError, untilAborted } from "@mailjet-secrets/core";
import type { LogInContext } from "./log-in.ts";
import { part } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

/** Turns a wrapping token into the secret id, once, and keeps that. */
export type Unwrap = (wrappingToken: string, mount: string, context: LogInContext) => Promise<string>;

interface Unwrapping {
  readonly wrappingToken: string;
  readonly secretId: Promise<string>;
}

/** Creates {@link Unwrap}. A token that was refused is refused from then on without asking; another one is tried. */
export function unwrapOnce(): Unwrap {
  let last: Unwrapping | undefined;
  return (wrappingToken, mount, context) => {
    if (last?.wrappingToken !== wrappingToken) {
      // Not ended by the caller's signal: an answer that nobody reads would be lost for good.
      const started = {
        wrappingToken,
        secretId: unwrap(wrappingToken, mount, { ...context, signal: context.closing }),
      };
      last = started;
      started.secretId.catch((error: SecretsError) => {
        if (last === started && error.code !== "UNAUTHENTICATED") last = undefined;
      });
    }
    return untilAborted(last.secretId, context.signal);
  };
}

async function unwrap(token: string, mount: string, { client, namespace, signal }: LogInContext): Promise<string> {
  const lookup = await client.post("sys/wrapping/lookup", { token }, { namespace, signal });
  if (lookup.status === 400) throw spent();
  if (lookup.status !== 200) throw commonFailure(lookup, "looking at the wrapped secret id", namespace);
  const creationPath = String(part(lookup, "data")?.["creation_path"]);
  if (!isSecretIdPath(creationPath, mount)) throw replaced(mount);
  const answer = await client.post("sys/wrapping/unwrap", undefined, { token, namespace, signal });
  if (answer.status === 400) throw spent();
  if (answer.status !== 200) throw commonFailure(answer, "unwrapping the secret id", namespace);
  const secretId = part(answer, "data")?.["secret_id"];
  if (typeof secretId === "string" && secretId !== "") return secretId;
  throw replaced(mount);
}

/** Whether an answer was made by the AppRole itself: anybody may wrap something else, and hand that over. */
function isSecretIdPath(path: string, mount: string): boolean {
  const [, at] = /^(?:.+\/)??auth\/(.+)\/role\/[^/]+\/(?:custom-)?secret-id$/.exec(path) ?? [];
  return at === mount;
}

function spent(): SecretsError {
  return vaultError("UNAUTHENTICATED", "The wrapping token of the secret id is not valid any more.", {
    hint: "If this is the first start with it, somebody else may have unwrapped it: treat the secret id as stolen. Otherwise it is too old, or was used before a restart. Deliver a new one; this one is not tried again.",
  });
}

function replaced(mount: string): SecretsError {
  return vaultError("UNAUTHENTICATED", `The wrapping token holds no secret id of auth/${printablePath(mount)}.`, {
    hint: "Somebody may have replaced it. Check mount, find out who delivers the token, and deliver a new one.",
  });
}
