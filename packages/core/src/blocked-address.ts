/** How a connection ends that Mailjet blocks: cut, or never made (github.com/mailjet/mailjet-apiv3-nodejs, issues 176 and 247). */
const CUT = new Set(["ECONNRESET", "ETIMEDOUT", "EPIPE"]);

const HINT =
  "Mailjet may have blocked this address, as it does for about an hour after too many refused logins: see that every service here has the right pair, and wait.";

/** Adds the hint to the error of a connection that was cut soon after refused logins; leaves any other error alone. */
export function hintAtBlock(error: Error): void {
  const { code } = error as { readonly code?: unknown };
  if (typeof code !== "string" || !CUT.has(code)) return;
  error.message = `${error.message} ${HINT}`;
  Object.assign(error, { hint: HINT });
}
