import { SecretsError } from "@mailjet-secrets/core";

/** The module of the SDK's client. */
export type Sdk = typeof import("@aws-sdk/client-secrets-manager");
/** The module of the SDK's credential providers; only needed to assume a role. */
export type CredentialProviders = typeof import("@aws-sdk/credential-providers");

// First as CommonJS, see `sdk.cjs`; a bundle of ES modules has no `require`, and there `import()` finds them.

/** Loads the SDK's client. Rejects with `MISSING_DEPENDENCY`. */
export function loadSdk(): Promise<Sdk> {
  return import("#sdk")
    .then((sdk) => sdk.loadClient())
    .catch(() => import("@aws-sdk/client-secrets-manager"))
    .catch(notLoaded("@aws-sdk/client-secrets-manager"));
}

/** Loads the SDK's credential providers. Rejects with `MISSING_DEPENDENCY`. */
export function loadCredentialProviders(): Promise<CredentialProviders> {
  return import("#sdk")
    .then((sdk) => sdk.loadCredentialProviders())
    .catch(() => import("@aws-sdk/credential-providers"))
    .catch(notLoaded("@aws-sdk/credential-providers"));
}

function notLoaded(name: string): (cause: unknown) => never {
  return (cause) => {
    throw new SecretsError("MISSING_DEPENDENCY", `The package ${name} cannot be loaded.`, {
      provider: "aws",
      hint: `Run: npm install ${name}. A bundler has to follow it, or to leave it out whole.`,
      cause,
    });
  };
}
