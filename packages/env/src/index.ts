export { findCutValues } from "./cut-values.ts";
export type { EnvProviderOptions } from "./env-provider.ts";
export { envProvider } from "./env-provider.ts";
