import { createHash, createHmac } from "node:crypto";
import type { AwsEmulator } from "../../src/aws-emulator.ts";

export interface ToSign {
  readonly body: string;
  /** @default "secretsmanager" */
  readonly service?: string;
  /** Operation of Secrets Manager. Absence: no header for it. */
  readonly target?: string | undefined;
  /** More headers, which are signed too. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that go out without being signed. */
  readonly unsigned?: Readonly<Record<string, string>>;
  /** @default the emulator's first */
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly region?: string;
  /** @default now */
  readonly at?: number;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** Headers of a `POST /` with a signature of version 4, as its specification has it. */
export function signedHeaders(emulator: AwsEmulator, request: ToSign): Record<string, string> {
  const { service = "secretsmanager", key = emulator.accessKey, region = emulator.region, at = Date.now() } = request;
  const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
  const signed: Record<string, string> = {
    host: new URL(emulator.url).host,
    "content-type": "application/x-amz-json-1.1",
    "x-amz-date": date,
    ...(request.target === undefined ? {} : { "x-amz-target": `secretsmanager.${request.target}` }),
    ...(key.sessionToken === undefined ? {} : { "x-amz-security-token": key.sessionToken }),
    ...request.headers,
  };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}`);
  const canonical = ["POST", "/", "", ...lines, "", names.join(";"), sha256(request.body)].join("\n");
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signingKey = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
  const credential = `Credential=${key.accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...signed, ...request.unsigned, authorization };
}
