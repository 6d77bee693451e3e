import { createHash, createHmac } from "node:crypto";
import type { Clock } from "@mailjet-secrets/core";

/** Credentials of AWS that the emulated `authn-iam` finds to be genuine, as STS would. */
export interface EmulatedAwsIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Absence: the credentials have none, and must be used without. */
  readonly sessionToken?: string;
  /** Number of the AWS account. */
  readonly account: string;
  /** Name of the IAM role. */
  readonly role: string;
}

const ALLOWED = ["authorization", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"];
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sts\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
const EMPTY_HASH = createHash("sha256").digest("hex");
const MOST_SKEW_MS = 15 * 60_000;

/**
 * Checks the signed headers of a `GetCallerIdentity` as Conjur and, behind it, STS do. Gives the identity, or nothing
 * for anything that is not exactly right.
 */
export function callerIdentity(
  body: string,
  known: readonly EmulatedAwsIdentity[],
  clock: Clock,
): EmulatedAwsIdentity | undefined {
  const headers = parseHeaders(body);
  if (headers === undefined || !Object.keys(headers).every((name) => ALLOWED.includes(name))) return undefined;
  const [, accessKeyId, day = "", region = "", signed = "", signature] =
    AUTHORIZATION.exec(headers["authorization"] ?? "") ?? [];
  const identity = known.find((candidate) => candidate.accessKeyId === accessKeyId);
  const names = signed.split(";");
  const isSigned = ["host", "x-amz-date"].every((name) => names.includes(name));
  if (identity === undefined || !isSigned || !isTimely(headers, day, clock) || !isStsHost(headers, region)) {
    return undefined;
  }
  if (headers["x-amz-security-token"] !== identity.sessionToken) return undefined;
  const lines = names.map((name) => `${name}:${headers[name] ?? ""}\n`).join("");
  const canonical = ["GET", "/", "Action=GetCallerIdentity&Version=2011-06-15", lines, signed, EMPTY_HASH].join("\n");
  const scope = `${day}/${region}/sts/aws4_request`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash].join("\n");
  return hmac(signingKey(identity, day, region), text).toString("hex") === signature ? identity : undefined;
}

function parseHeaders(body: string): Record<string, string> | undefined {
  try {
    const parsed = Object.entries(JSON.parse(body) as object);
    return Object.fromEntries(parsed.map(([name, value]) => [name.toLowerCase(), String(value)]));
  } catch {
    return undefined;
  }
}

function isTimely(headers: Readonly<Record<string, string>>, day: string, clock: Clock): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers["x-amz-date"] ?? "");
  if (parts === null) return false;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const signedAt = Date.UTC(year, month - 1, date, hour, minute, second);
  return parts[0].startsWith(day) && Math.abs(clock.now() - signedAt) <= MOST_SKEW_MS;
}

function isStsHost(headers: Readonly<Record<string, string>>, region: string): boolean {
  const global = region === "us-east-1" ? ["sts.amazonaws.com"] : [];
  return [...global, `sts.${region}.amazonaws.com`, `sts.${region}.amazonaws.com.cn`].includes(headers["host"] ?? "");
}

function signingKey({ secretAccessKey }: EmulatedAwsIdentity, day: string, region: string): Buffer {
  return [day, region, "sts", "aws4_request"].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
