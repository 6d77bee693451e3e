/** The stores that can be chosen. */
export const PROVIDERS = ["env", "aws", "vault", "conjur"] as const;

/** One of {@link PROVIDERS}. */
export type Provider = (typeof PROVIDERS)[number];

/** What is known of the store; each may be absent. */
export interface StoreFacts {
  readonly secret?: string;
  /** `env`: beginning of the variables' names. */
  readonly prefix?: string;
  readonly region?: string;
  /** Number of the AWS account. */
  readonly awsAccount?: string;
  readonly kmsKey?: string;
  readonly address?: string;
  readonly namespace?: string;
  readonly mount?: string;
  readonly kvVersion?: string;
  readonly conjurAccount?: string;
}

/** The flags of `init`. */
export interface InitOptions extends StoreFacts {
  readonly provider?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What `init` works with once nothing is missing. */
export interface Answers extends StoreFacts {
  readonly provider: Provider;
}

/** Which facts each store has a use for. */
export const FACTS_OF: Readonly<Record<Provider, readonly (keyof StoreFacts)[]>> = {
  env: ["prefix"],
  aws: ["secret", "region", "awsAccount", "kmsKey"],
  vault: ["secret", "address", "namespace", "mount", "kvVersion"],
  conjur: ["secret", "address", "conjurAccount"],
};

/** The flag of a fact: `awsAccount` is `--aws-account`. */
export function flagOf(fact: string): string {
  return `--${fact.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
