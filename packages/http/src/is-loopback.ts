const LOOPBACK = /^(localhost\.?|127(\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]?)$/i;

/** Whether a host, as `URL.hostname` writes it (without port), is this machine. A name that only resolves to it is not. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
