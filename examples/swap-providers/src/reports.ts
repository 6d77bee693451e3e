/** What the application tells after its first mail. */
export interface FirstReport {
  readonly provider: string;
  readonly fingerprint: string;
  /** From the first call to Mailjet's answer: reading the secret and loading node-mailjet included. */
  readonly firstMailMs: number;
  /** One `await mailjet.credentials()` once the secret is in memory. */
  readonly cachedCallNs: number;
}

/** What the application tells at its end. */
export interface LastReport {
  /** Mails that it asked Mailjet to send, the first one included. */
  readonly asked: number;
  /** Fingerprint of the pair that it used last. */
  readonly fingerprint: string;
  /** Messages of the errors that stopped a sender. */
  readonly failures: readonly string[];
}
