import { createHash, createHmac } from "node:crypto";
import type { AwsCredentials, SignedAwsRequest } from "./vault-auth.ts";

const BODY = "Action=GetCallerIdentity&Version=2011-06-15";
const ALGORITHM = "AWS4-HMAC-SHA256";

/** What {@link signedAwsRequest} signs for. */
export interface SigningScope {
  /** Absence: the global endpoint of STS, which Vault asks unless it is told otherwise. */
  readonly region?: string | undefined;
  /** Value of `X-Vault-AWS-IAM-Server-ID`. Absence: the header is not sent. */
  readonly serverId?: string | undefined;
  /** Epoch milliseconds; STS accepts the signature for some minutes. */
  readonly now: number;
}

/** A `GetCallerIdentity` of STS, signed (Signature Version 4), for Vault to send. */
export function signedAwsRequest(
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { region, serverId, now }: SigningScope,
): SignedAwsRequest {
  const suffix = region?.startsWith("cn-") ? ".cn" : "";
  const host = region === undefined ? "sts.amazonaws.com" : `sts.${region}.amazonaws.com${suffix}`;
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host,
    "x-amz-date": date,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
    ...(serverId === undefined ? {} : { "x-vault-aws-iam-server-id": serverId }),
  };
  const signedNames = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value.trim()}\n`);
  const request = ["POST", "/", "", lines.join(""), signedNames, sha256(BODY)].join("\n");
  const parts = [date.slice(0, 8), region ?? "us-east-1", "sts", "aws4_request"];
  const text = [ALGORITHM, date, parts.join("/"), sha256(request)].join("\n");
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const credential = `${accessKeyId}/${parts.join("/")}`;
  const signature = hmac(key, text).toString("hex");
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedNames}, Signature=${signature}`;
  return { url: `https://${host}/`, body: BODY, headers: { ...headers, authorization } };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
