export type {
  AwsCredentials,
  ConjurApiKeyAuth,
  ConjurAuth,
  ConjurAwsIamAuth,
  ConjurJwtAuth,
  ConjurProviderOptions,
  ConjurTokenAuth,
  ConjurTokenFileAuth,
} from "./conjur-options.ts";
export { conjurProvider } from "./conjur-provider.ts";
