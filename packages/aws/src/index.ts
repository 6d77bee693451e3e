export type { AwsAgentOptions, AwsClientOptions, AwsProviderOptions, AwsSdkOptions } from "./aws-options.ts";
export { awsProvider } from "./aws-provider.ts";
