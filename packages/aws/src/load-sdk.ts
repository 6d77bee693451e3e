import { type NotLoadedOptions, notLoaded } from "@mailjet-secrets/core";

/** The module of the SDK's client. */
export type Sdk = typeof import("@aws-sdk/client-secrets-manager");
/** The module of the SDK's credential providers; only needed to assume a role. */
export type CredentialProviders = typeof import("@aws-sdk/credential-providers");

const AWS: NotLoadedOptions = {
  provider: "aws",
  hint: "In a bundle: the bundler has to follow it (esbuild: --main-fields=module,main), or to leave it out whole.",
};

// First as CommonJS, see `sdk.cjs`; a bundle of ES modules has no `require`, and there `import()` finds them.

/** Loads the SDK's client. Rejects with `MISSING_DEPENDENCY`. */
export function loadSdk(): Promise<Sdk> {
  return import("#sdk")
    .then((sdk) => sdk.loadClient())
    .catch(() => import("@aws-sdk/client-secrets-manager"))
    .catch(notLoaded("@aws-sdk/client-secrets-manager", AWS));
}

/** Loads the SDK's credential providers. Rejects with `MISSING_DEPENDENCY`. */
export function loadCredentialProviders(): Promise<CredentialProviders> {
  return import("#sdk")
    .then((sdk) => sdk.loadCredentialProviders())
    .catch(() => import("@aws-sdk/credential-providers"))
    .catch(notLoaded("@aws-sdk/credential-providers", AWS));
}
