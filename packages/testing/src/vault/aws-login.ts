import { failure, type VaultAnswer } from "./answer.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Checks the signed `GetCallerIdentity` request of a login as far as it can be checked without AWS. */
export function awsLoginFlaw(fields: Fields, serverId: string | undefined): VaultAnswer | undefined {
  if (fields["iam_http_request_method"] !== "POST") return failure(400, "missing iam_http_request_method");
  const url = decode(fields["iam_request_url"]);
  if (!/^https:\/\/sts[a-z0-9.-]*\.amazonaws\.com\/?$/.test(url)) return failure(400, "invalid iam_request_url");
  if (!decode(fields["iam_request_body"]).includes("Action=GetCallerIdentity")) {
    return failure(400, "invalid iam_request_body");
  }
  const headers = signedHeaders(fields["iam_request_headers"]);
  if (!/^AWS4-HMAC-SHA256 Credential=.+, ?SignedHeaders=.+, ?Signature=.+/.test(headers.get("authorization") ?? "")) {
    return failure(400, "missing Authorization header");
  }
  const name = "x-vault-aws-iam-server-id";
  if (serverId !== undefined && headers.get(name) !== serverId) {
    return failure(400, `error validating ${name} header: expected "${serverId}"`);
  }
  return undefined;
}

function decode(value: unknown): string {
  return typeof value === "string" ? Buffer.from(value, "base64").toString() : "";
}

/** JSON of names and values, or of names and lists of values. */
function signedHeaders(value: unknown): ReadonlyMap<string, string> {
  try {
    const headers = Object.entries(JSON.parse(decode(value)) as object);
    return new Map(headers.map(([name, text]) => [name.toLowerCase(), [text].flat().join(",")]));
  } catch {
    return new Map();
  }
}
