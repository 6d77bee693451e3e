/** The part of the package `debug` that is used here. */
interface Debug {
  enabled(namespace: string): boolean;
  disable(): string | undefined;
  enable(namespaces: string): void;
}

const NAMESPACE = "follow-redirects";

/**
 * Takes one namespace out of what `DEBUG` has switched on: the HTTP library inside node-mailjet prints there each request
 * with its login, wherever the package `debug` is installed. Nothing happens if it is not.
 */
export function silenceRequestLog(): void {
  const { createRequire } = process.getBuiltinModule("node:module");
  let debug: Debug;
  try {
    debug = createRequire(import.meta.resolve("node-mailjet"))("debug");
  } catch {
    return; // not installed, or part of a bundle
  }
  if (debug.enabled(NAMESPACE)) debug.enable(`${debug.disable() ?? process.env["DEBUG"]},-${NAMESPACE}`);
}
