import { SecretsError, type SecretsProvider, untilAborted } from "@mailjet-secrets/core";
import { directorySource } from "./directory-source.ts";
import { dotenvSource } from "./dotenv-source.ts";
import { environmentSource } from "./environment-source.ts";
import { fileVariableSource } from "./file-variable-source.ts";
import { isWhole, selectSnapshot } from "./select-values.ts";
import type { Source, SourceAnswer } from "./source.ts";
import { type Wanted, wantedVariables } from "./wanted-variables.ts";

/** Options of {@link envProvider}. */
export interface EnvProviderOptions {
  /** Variables to read in place of the process's own. @default process.env, looked up at every read */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Paths of `.env` files, relative to `process.cwd()` at the time of the read. With several, the first one that holds
   * either half of a pair supplies all of it, as with dotenv. `false`: none is read. @default ".env"
   */
  readonly files?: string | readonly string[] | false;
  /**
   * Directory with one file per value, named like the variable or like it in lower case: Docker's `/run/secrets`, a
   * mounted Kubernetes secret. Relative to `process.cwd()`. Absence: none is read.
   */
  readonly secretsDirectory?: string;
}

/**
 * Creates the provider for environment variables, files named by `*_FILE` variables, a directory of secret files and
 * `.env` files, asked in this order. Key and secret are always taken from one of them together. The secret's `id` is a
 * prefix: "MARKETING" reads `MARKETING_MJ_APIKEY_PUBLIC`. Nothing is read before the first `read`, nothing is kept, and
 * `process.env` is never written.
 */
export function envProvider(options: EnvProviderOptions = {}): SecretsProvider {
  let closed = false;
  return {
    name: "env",
    async read(secret, { signal }) {
      signal.throwIfAborted();
      if (closed) throw new SecretsError("CLOSED", "The env provider was closed.", { provider: "env" });
      const wanted = wantedVariables(secret);
      return selectSnapshot(wanted, await ask(sources(options), wanted, signal));
    },
    async close() {
      closed = true;
    },
  };
}

function sources(options: EnvProviderOptions): readonly Source[] {
  const environment = options.environment ?? process.env;
  const { files = ".env", secretsDirectory } = options;
  return [
    environmentSource(environment),
    fileVariableSource(environment),
    ...(secretsDirectory === undefined ? [] : [directorySource(secretsDirectory)]),
    ...(files === false ? [] : [files].flat()).map((file) => dotenvSource(file)),
  ];
}

async function ask(sources: readonly Source[], wanted: Wanted, signal: AbortSignal): Promise<SourceAnswer[]> {
  const names = wanted.variables.map(({ variable }) => variable);
  const answers: SourceAnswer[] = [];
  for (const source of sources) {
    try {
      // Opening a pipe that nobody writes to knows no end of its own.
      answers.push(await untilAborted(source.find(names, signal), signal));
    } catch (error) {
      // A stray file that cannot be read must not stop an application whose pair stands in an earlier source.
      if (signal.aborted || !isWhole(wanted, answers)) throw error;
    }
  }
  return answers;
}
