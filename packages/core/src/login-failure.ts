/** Answer of an SMTP server to a login that it does not accept (RFC 4954, 6). */
const SMTP_LOGIN_FAILED = 535;

/**
 * Whether a foreign error looks like a rejected login: HTTP 401 in one of the places where clients put it (`statusCode`,
 * `status`, `response.status`), or nodemailer's `EAUTH` and SMTP 535.
 */
export function isLoginFailure(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { statusCode, status, response, code, responseCode } = error as Record<string, unknown>;
  const responseStatus = typeof response === "object" ? (response as { status?: unknown } | null)?.status : undefined;
  return [statusCode, status, responseStatus].includes(401) || code === "EAUTH" || responseCode === SMTP_LOGIN_FAILED;
}
