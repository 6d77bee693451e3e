import { notLoaded } from "@mailjet-secrets/core";
import type { AwsCredentials, SignedAwsRequest } from "./vault-auth.ts";

const BODY = "Action=GetCallerIdentity&Version=2011-06-15";

/** What {@link signedAwsRequest} signs for. */
export interface SigningScope {
  /** Absence: the global endpoint of STS, which Vault asks unless it is told otherwise. */
  readonly region?: string | undefined;
  /** Value of `X-Vault-AWS-IAM-Server-ID`. Absence: the header is not sent. */
  readonly serverId?: string | undefined;
  /** Epoch milliseconds; STS accepts the signature for some minutes. */
  readonly now: number;
}

/** A `GetCallerIdentity` of STS, signed (Signature Version 4), for Vault to send. Loads aws4. */
export async function signedAwsRequest(
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { region, serverId, now }: SigningScope,
): Promise<SignedAwsRequest> {
  const { RequestSigner } = await loadAws4();
  const suffix = region?.startsWith("cn-") ? ".cn" : "";
  const host = region === undefined ? "sts.amazonaws.com" : `sts.${region}.amazonaws.com${suffix}`;
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const headers: Readonly<Record<string, string>> = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host,
    "x-amz-date": date,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
    ...(serverId === undefined ? {} : { "x-vault-aws-iam-server-id": serverId }),
  };
  const request = {
    host,
    path: "/",
    method: "POST",
    service: "sts",
    region: region ?? "us-east-1",
    headers,
    body: BODY,
  };
  // It adds no header of its own then, and looks for the date nowhere but here.
  const signer = new RequestSigner({ ...request, doNotModifyHeaders: true }, { accessKeyId, secretAccessKey });
  signer.datetime = date;
  signer.prepareRequest();
  return { url: `https://${host}/`, body: BODY, headers: { ...headers, authorization: signer.authHeader() } };
}

async function loadAws4(): Promise<typeof import("aws4")> {
  const module = await import("aws4").catch(notLoaded("aws4", { provider: "vault" }));
  return module.default;
}
