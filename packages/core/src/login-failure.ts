/** Answer of an SMTP server to a login that it does not accept (RFC 4954, 6). A 454 is a failure for the moment. */
const SMTP_LOGIN_FAILED = 535;

/**
 * Whether a foreign error tells of a refused login, and by which protocol: HTTP 401 in one of the places where clients put
 * it (`statusCode`, `status`, `response.status`); SMTP 535, or nodemailer's `EAUTH` without any other answer.
 */
export function loginFailureIn(error: unknown): "http" | "smtp" | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { statusCode, status, response, code, responseCode } = error as Record<string, unknown>;
  const responseStatus = typeof response === "object" ? (response as { status?: unknown } | null)?.status : undefined;
  if ([statusCode, status, responseStatus].includes(401)) return "http";
  const answer = responseCode ?? (code === "EAUTH" ? SMTP_LOGIN_FAILED : undefined);
  return answer === SMTP_LOGIN_FAILED ? "smtp" : undefined;
}
