/** Loads the SDK's client. */
export declare function loadClient(): typeof import("@aws-sdk/client-secrets-manager");
/** Loads the SDK's credential providers. */
export declare function loadCredentialProviders(): typeof import("@aws-sdk/credential-providers");
