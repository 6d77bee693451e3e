import { printablePath, sharedWork } from "@mailjet-secrets/core";
import type { VaultClient } from "./node-vault-client.ts";
import { encodePath } from "./secret-path.ts";
import { isVaultError, part, type VaultAnswer } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

/** Knows, or finds out, which version of the KV engine is mounted. */
export interface KvVersion {
  /** Gives the server's refusal if it does not say, and nothing else has told yet. Rejects if it cannot be asked now. */
  find(token: string | undefined, signal: AbortSignal): Promise<1 | 2 | VaultAnswer>;
  /** Whether the options say it, so that nothing else counts. */
  readonly isFixed: boolean;
  /** Notes what a request has shown. */
  learn(version: 1 | 2): void;
}

/** What {@link kvVersion} asks with. */
export interface KvVersionOptions {
  readonly client: VaultClient;
  readonly mount: string;
  readonly namespace: string;
  /** What the options say. */
  readonly fixed: 1 | 2 | "auto";
}

/** Creates {@link KvVersion}. What the server said is kept until a request shows that it has changed. */
export function kvVersion({ client, mount, namespace, fixed }: KvVersionOptions): KvVersion {
  const questions = sharedWork<1 | 2 | VaultAnswer>();
  let known = fixed === "auto" ? undefined : fixed;

  const ask = async (token: string | undefined, signal: AbortSignal): Promise<1 | 2 | VaultAnswer> => {
    const answer = await client.get(`sys/internal/ui/mounts/${encodePath(mount)}`, { token, namespace, signal });
    if (answer.status === 200) {
      known = versionOf(answer, mount);
      return known;
    }
    // Refused where no policy touches the mount, and by a quirk where some do; unknown to old servers.
    if ((answer.status === 403 || answer.status === 404) && isVaultError(answer)) return answer;
    throw commonFailure(answer, `asking what is mounted at ${printablePath(mount)}`, namespace);
  };
  return {
    isFixed: fixed !== "auto",
    find: async (token, signal) => known ?? questions.run((own) => ask(token, own), signal),
    learn(version) {
      known = version;
    },
  };
}

function versionOf(answer: VaultAnswer, mount: string): 1 | 2 {
  const data = part(answer, "data");
  const type = data?.["type"];
  if (type === undefined) throw commonFailure(answer, `asking what is mounted at ${printablePath(mount)}`, "");
  if (type !== "kv" && type !== "generic") {
    throw vaultError("INVALID_CONFIG", `What is mounted at ${printablePath(mount)} is no KV engine.`, {
      hint: "Set mount to the path of a KV engine.",
    });
  }
  return part(answer, "data", "options")?.["version"] === "2" ? 2 : 1;
}
