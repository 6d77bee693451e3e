import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A signed request as it arrived. */
export interface SignedRequest {
  readonly method: string;
  /** Path as sent, still encoded. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the `Authorization` header of Signature Version 4 says. */
export interface Authorization {
  readonly accessKeyId: string;
  /** Day, as `20261125`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([\w]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/** Takes the header apart. `undefined`: it is not well formed. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, accessKeyId = "", day = "", region = "", service = "", signed = "", signature = ""] =
    HEADER.exec(header) ?? [];
  return accessKeyId === ""
    ? undefined
    : { accessKeyId, day, region, service, signedHeaders: signed.split(";"), signature };
}

/** Whether the request was signed with this key, by Signature Version 4. */
export function isSignedWith(secretAccessKey: string, request: SignedRequest, authorization: Authorization): boolean {
  const { day, region, service } = authorization;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const canonical = sha256(canonicalRequest(request, authorization.signedHeaders));
  const toSign = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, canonical].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return timingSafeEqual(hmac(key, toSign), Buffer.from(authorization.signature, "hex"));
}

/** Epoch milliseconds of a time such as `20261125T023000Z`; `NaN` if it is none. */
export function parseAmzDate(text: string | undefined): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "")?.slice(1) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** A time as AWS writes it. `at`: epoch milliseconds. */
export function amzDate(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, "")}`;
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const path = request.path.split("/").map(encodeURIComponent).join("/"); // encoded once more, as all services but S3 do
  const query = request.query.split("&").sort().join("&");
  const lines = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}`);
  return [request.method, path, query, ...lines, "", signedHeaders.join(";"), sha256(request.body)].join("\n");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
