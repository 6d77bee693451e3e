import type { SecretsErrorCode } from "./secrets-error.ts";

/** What every event says. No event holds a value. */
export interface EventSubject {
  /** Name of the provider. */
  readonly provider: string;
  /** Name of the account. Absence: the default one. */
  readonly account?: string;
}

/** A read of the store ended, with all its attempts. */
export interface ReadEvent extends EventSubject {
  readonly durationMs: number;
  /** Absence: the read failed. */
  readonly fingerprint?: string;
  readonly version?: string;
  /** Why the read failed. Absence: it did not. */
  readonly errorCode?: SecretsErrorCode;
}

/** A read began although a pair is kept: it is stale or expired, was rejected, or `refresh()` was called. */
export interface RefreshEvent extends EventSubject {
  /** The pair that is kept. */
  readonly fingerprint: string;
  readonly ageMs: number;
}

/** The store gave another pair than before. */
export interface RotatedEvent extends EventSubject {
  readonly previousFingerprint: string;
  readonly fingerprint: string;
  readonly version?: string;
}

/** Mailjet rejected a pair; once for all requests that were on their way with it, and again for each failed probe. */
export interface RejectedEvent extends EventSubject {
  readonly fingerprint: string;
  /** `CREDENTIALS_REJECTED` or `ACCOUNT_SUSPENDED`. */
  readonly errorCode: SecretsErrorCode;
}

/** Requests begin to wait for another pair than this one. */
export interface HeldEvent extends EventSubject {
  readonly fingerprint: string;
  /** How long they wait at most, in milliseconds. */
  readonly graceMs: number;
}

/** An older pair, or a fallback's, goes on being served; once until the next answer of the store. */
export interface DegradedEvent extends EventSubject {
  /** The pair that is served. */
  readonly fingerprint: string;
  /** What happened to the store or the newer pair. Absence: a fallback of a chain answered. */
  readonly errorCode?: SecretsErrorCode;
}

/** The kept pair became too old: calls wait for the store from now on. */
export interface ExpiredEvent extends EventSubject {
  readonly fingerprint: string;
  readonly ageMs: number;
}

/** Events by name; each is published on the diagnostics channel `mailjet-secrets:<name>`. */
export interface MailjetSecretsEvents {
  readonly read: ReadEvent;
  readonly refresh: RefreshEvent;
  readonly rotated: RotatedEvent;
  readonly rejected: RejectedEvent;
  readonly held: HeldEvent;
  readonly degraded: DegradedEvent;
  readonly expired: ExpiredEvent;
}

type Name = keyof MailjetSecretsEvents;

/** Publishes an event of one subject. */
export type Emit = <N extends Name>(name: N, details: Omit<MailjetSecretsEvents[N], keyof EventSubject>) => void;

/**
 * Calls back at each event of a name, of all factories in the process, and returns a function that ends it. The same as
 * `subscribe` of `node:diagnostics_channel` on the channel `mailjet-secrets:<name>`, with types. A listener that throws
 * makes an uncaught exception, as everywhere on those channels.
 */
export function onEvent<N extends Name>(name: N, listener: (event: MailjetSecretsEvents[N]) => void): () => void {
  const { subscribe, unsubscribe } = diagnostics();
  const receive = (event: unknown): void => listener(event as MailjetSecretsEvents[N]);
  subscribe(channelName(name), receive);
  return () => void unsubscribe(channelName(name), receive);
}

/** Creates the {@link Emit} of a subject. Without a listener it costs next to nothing. */
export function emitterOf(subject: EventSubject): Emit {
  return (name, details) => {
    const channel = diagnostics().channel(channelName(name));
    if (channel.hasSubscribers) channel.publish(Object.freeze({ ...subject, ...details }));
  };
}

function channelName(name: Name): string {
  return `mailjet-secrets:${name}`;
}

// Not imported at the top: most processes never publish an event before they have sent a mail.
function diagnostics(): typeof import("node:diagnostics_channel") {
  return process.getBuiltinModule("node:diagnostics_channel");
}
