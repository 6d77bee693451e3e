import { createHash, createHmac } from "node:crypto";
import type { AwsCredentials } from "./conjur-options.ts";

const QUERY = "Action=GetCallerIdentity&Version=2011-06-15";
const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Headers of a `GetCallerIdentity` of STS, signed (Signature Version 4). Conjur accepts no other signed headers than these.
 * `now`: epoch milliseconds; STS accepts the signature for some minutes.
 */
export function signedCallerIdentity(
  credentials: AwsCredentials,
  region: string,
  now: number,
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const day = date.slice(0, 8);
  const headers: Record<string, string> = {
    host: `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`,
    "x-amz-content-sha256": sha256(""),
    "x-amz-date": date,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const signedNames = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ["GET", "/", QUERY, lines.join(""), signedNames, sha256("")].join("\n");
  const scope = `${day}/${region}/sts/aws4_request`;
  const text = [ALGORITHM, date, scope, sha256(request)].join("\n");
  const key = [day, region, "sts", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString("hex");
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
