import { SecretsError, type SecretsProvider } from "@mailjet-secrets/core";
import type { ProviderWord } from "./config.ts";

type Loaders = Readonly<Record<ProviderWord, () => Promise<object>>>;

// Literal names and `.catch` instead of try/catch: so a bundler follows the packages that are installed, and does not
// fail on the others.
const LOADERS: Loaders = {
  env: () => import("@mailjet-secrets/env").catch(notLoaded("env")),
  aws: () => import("@mailjet-secrets/aws").catch(notLoaded("aws")),
  vault: () => import("@mailjet-secrets/vault").catch(notLoaded("vault")),
  conjur: () => import("@mailjet-secrets/conjur").catch(notLoaded("conjur")),
};

/**
 * Loads the adapter and creates its provider. Rejects with `MISSING_DEPENDENCY` and the install command if the package
 * is absent, or says that it is there and cannot be loaded.
 */
export async function loadProvider(
  word: ProviderWord,
  options: object,
  loaders: Loaders = LOADERS,
): Promise<SecretsProvider> {
  const factory = ((await loaders[word]()) as Readonly<Record<string, unknown>>)[`${word}Provider`];
  if (typeof factory === "function") return factory(options) as SecretsProvider;
  throw broken(word, `It has no export ${word}Provider.`, "Install the same version of it and of mailjet-secrets.");
}

/** Makes an error of what `import()` of the adapter rejected with. */
export function notLoaded(word: ProviderWord): (error: unknown) => never {
  return (error) => {
    const missing = missingModule(error);
    const name = packageName(word);
    if (missing === name) {
      throw new SecretsError(
        "MISSING_DEPENDENCY",
        `The provider ${word} needs the package ${name}, which is not installed.`,
        {
          provider: word,
          hint: `Run: npm install ${name}`,
        },
      );
    }
    const reason = missing === undefined ? "" : `It does not find ${missing}.`;
    throw broken(word, reason, `Install it again: npm install ${name}`, error);
  };
}

function broken(word: ProviderWord, reason: string, hint: string, cause?: unknown): SecretsError {
  const message = `The package ${packageName(word)} is installed but cannot be loaded.`;
  return new SecretsError("MISSING_DEPENDENCY", reason === "" ? message : `${message} ${reason}`, {
    provider: word,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Name of the package (or file) that Node.js did not find; the code alone does not tell whose it was. */
function missingModule(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  return /^Cannot find (?:package|module) '([^'\n]{1,200})'/.exec(String(message))?.[1];
}

function packageName(word: ProviderWord): string {
  return `@mailjet-secrets/${word}`;
}
