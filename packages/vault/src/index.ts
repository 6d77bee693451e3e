export type { CredentialFrom, OptionalCredentialFrom } from "./credential-source.ts";
export type {
  AppRoleAuth,
  AwsCredentials,
  AwsIamAuth,
  CertAuth,
  JwtAuth,
  KubernetesAuth,
  NoAuth,
  SignedAwsRequest,
  TokenAuth,
  UserpassAuth,
  VaultAuth,
} from "./vault-auth.ts";
export type { VaultHealth } from "./vault-health.ts";
export { vaultHealth } from "./vault-health.ts";
export type { VaultProviderOptions, VaultTlsOptions } from "./vault-options.ts";
export type { VaultProvider } from "./vault-provider.ts";
export { vaultProvider } from "./vault-provider.ts";
