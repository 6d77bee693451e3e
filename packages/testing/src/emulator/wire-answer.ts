/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** An answer, or what comes in its place: a connection that is cut, or nothing. */
export type WireOutcome = WireAnswer | "reset" | "hang";
