const NAMESPACE = "follow-redirects";

/**
 * Takes one namespace out of what `DEBUG` switches on: the HTTP library inside node-mailjet prints there each request with
 * its login. That library reads the variable at its first request, so this must come before it.
 */
export function silenceRequestLog(environment: Record<string, string | undefined> = process.env): void {
  const { DEBUG: namespaces } = environment;
  if (namespaces && !namespaces.includes(`-${NAMESPACE}`)) environment["DEBUG"] = `${namespaces},-${NAMESPACE}`;
}
