/** The place that a request goes to, as messages name it. */
export interface Destination {
  readonly provider: string;
  /** `https://host:port`, or "The socket" and its path. */
  readonly place: string;
  /** Address, without login, of the proxy in between. Absence: there is none. */
  readonly proxy?: string;
  /** Set if the destination is a proxy, which the options about TLS do not concern. */
  readonly isProxy?: true;
}

/** The destination as the subject of a sentence. */
export function subject({ place, proxy }: Destination): string {
  return proxy === undefined ? place : `${place} (through the proxy)`;
}

/** The same inside a sentence. */
export function object(destination: Destination): string {
  return subject(destination).replace(/^The /, "the ");
}

/** The proxy itself as the destination, for failures on the way to it. */
export function proxyOf(destination: Destination): Destination {
  const { provider, proxy } = destination;
  return proxy === undefined ? destination : { provider, place: `The proxy ${proxy}`, isProxy: true };
}
