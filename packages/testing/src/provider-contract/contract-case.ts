import type { SecretsProvider } from "@mailjet-secrets/core";
import type { ContractFeature } from "../provider-harness.ts";
import type { ContractContext } from "./contract-context.ts";

/** One obligation of a provider. */
export interface ContractCase {
  readonly title: string;
  /** The case is for stores that can do all of these. */
  readonly needs?: readonly ContractFeature[];
  /** The case is for stores that can do none of these. */
  readonly lacks?: readonly ContractFeature[];
  /** The case is for providers that have this member. */
  readonly member?: keyof SecretsProvider;
  readonly run: (context: ContractContext) => Promise<void>;
}
