import { notLoaded } from "@mailjet-secrets/core";
import type { AwsCredentials } from "./conjur-options.ts";

const PATH = "/?Action=GetCallerIdentity&Version=2011-06-15";
const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * Headers of a `GetCallerIdentity` of STS, signed (Signature Version 4). Conjur accepts no other signed headers than these.
 * `now`: epoch milliseconds; STS accepts the signature for some minutes.
 */
export async function signedCallerIdentity(
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  region: string,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  const { default: aws4 } = await import("aws4").catch(notLoaded("aws4", { provider: "conjur" }));
  const headers: Record<string, string> = {
    host: `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`,
    "x-amz-content-sha256": SHA256_OF_NOTHING,
    "x-amz-date": new Date(now).toISOString().replace(/[-:]|\.\d+/g, ""),
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const request = { service: "sts", region, path: PATH, headers };
  const signed = aws4.sign(request, { accessKeyId, secretAccessKey });
  return { ...headers, authorization: String(signed.headers?.["Authorization"]) };
}
