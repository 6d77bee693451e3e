import type { Clock } from "./clock.ts";
import { startAge } from "./entry-age.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { type MailjetErrorFields, SecretsError } from "./secrets-error.ts";

/** How a pair was rejected. */
export interface Refusal extends MailjetErrorFields {
  /** Whether Mailjet itself said so; otherwise code of the application did. */
  readonly ownRequest: boolean;
  readonly cause: unknown;
}

/** A pair that Mailjet does not accept. */
export interface Rejection {
  readonly credentials: MailjetCredentials;
  /** What requests with this pair get. */
  readonly error: SecretsError;
  /** Whether it is time to try the pair again with one request. */
  isProbeDue(): boolean;
  readonly probeAfterMs: number;
  /** Whether requests have waited for another pair once already: they do not a second time. */
  held: boolean;
}

const FIRST_PROBE_MS = 60_000;
const LONGEST_PROBE_MS = 3_600_000;
const MOST_REMEMBERED = 8;

/** Remembers the pairs that Mailjet rejected last, by their values. */
export class RejectedPairs {
  readonly #clock: Clock;
  #rejections: readonly Rejection[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  find(credentials: MailjetCredentials): Rejection | undefined {
    // A plain loop: a cached call comes by here once a pair was rejected.
    for (const rejection of this.#rejections) if (rejection.credentials.equals(credentials)) return rejection;
    return undefined;
  }

  /** Requests that were sent together are rejected together: that is one rejection, and no probe. */
  add(credentials: MailjetCredentials, refusal: Refusal): Rejection {
    const before = this.find(credentials);
    if (before !== undefined && !before.isProbeDue()) return before;
    const ageMs = startAge(this.#clock);
    const probeAfterMs = before === undefined ? FIRST_PROBE_MS : Math.min(before.probeAfterMs * 2, LONGEST_PROBE_MS);
    const rejection: Rejection = {
      credentials,
      error: rejectedError(credentials, refusal),
      isProbeDue: () => ageMs() >= probeAfterMs,
      probeAfterMs,
      held: before?.held ?? false,
    };
    const others = this.#rejections.filter((other) => other !== before);
    this.#rejections = [...others.slice(1 - MOST_REMEMBERED), rejection];
    return rejection;
  }

  remove(rejection: Rejection): void {
    this.#rejections = this.#rejections.filter((other) => other !== rejection);
  }
}

function rejectedError(credentials: MailjetCredentials, { ownRequest, cause, ...fields }: Refusal): SecretsError {
  const { fingerprint, origin, provider, warnings } = credentials;
  const mailjet: MailjetErrorFields = { statusCode: 401, ...fields };
  const pair = `the key pair ${fingerprint} (from ${origin ?? `the provider "${provider}"`})`;
  if (fields.ErrorCode === "mj-0001") {
    return new SecretsError("ACCOUNT_SUSPENDED", `Mailjet has suspended ${pair}.`, {
      mailjet,
      cause,
      hint: "Reading the secret again does not help: ask Mailjet's support, and check the account for abuse.",
    });
  }
  const what = ownRequest
    ? `Mailjet answered 401 to ${pair}. The store answered, Mailjet refused:`
    : `The code inside withCredentials() met a refused login with ${pair}. If Mailjet refused it:`;
  const odd = warnings.length === 0 ? "" : ` Note: ${warnings.join("; ")}.`;
  return new SecretsError("CREDENTIALS_REJECTED", what, {
    mailjet,
    cause,
    hint: `look whether key and secret are swapped, the key is inactive, the secret was reset, or the pair belongs to another account or API host.${odd}`,
  });
}
