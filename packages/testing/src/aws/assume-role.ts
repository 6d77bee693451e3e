import { createHash } from "node:crypto";
import type { Clock } from "@mailjet-secrets/core";
import type { AccessKeys, EmulatedAccessKey } from "./access-keys.ts";
import { type Answer, AwsRefusal } from "./answer.ts";

/** A role that callers may assume. */
export interface EmulatedRole {
  readonly arn: string;
  /** What the caller has to name as `ExternalId`. Absence: nothing. */
  readonly externalId?: string;
}

const XMLNS = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
const REQUEST_ID = "00000000-0000-4000-8000-000000000000";

/** Creates the handler of STS's `AssumeRole`: it hands out temporary keys that the emulator accepts. */
export function roleAssumer(
  roles: readonly EmulatedRole[],
  keys: AccessKeys,
  clock: Clock,
): (parameters: URLSearchParams) => Answer {
  let issued = 0;
  return (parameters) => {
    const role = roles.find(({ arn }) => arn === parameters.get("RoleArn"));
    if (role === undefined || (role.externalId ?? null) !== parameters.get("ExternalId")) {
      const caller = "User: arn:aws:iam::111111111111:user/emulator";
      const message = `${caller} is not authorized to perform: sts:AssumeRole on resource: ${parameters.get("RoleArn")}`;
      throw new AwsRefusal("AccessDenied", message, 403);
    }
    issued += 1;
    const seconds = Number(parameters.get("DurationSeconds") ?? 3_600);
    const key = temporaryKey(`${role.arn} ${issued}`, clock.now() + seconds * 1_000);
    keys.issue(key);
    return xml(200, assumedRole(role, parameters.get("RoleSessionName") ?? "", key));
  };
}

/** A refusal in the form of STS. */
export function stsErrorAnswer({ name, message, status }: AwsRefusal): Answer {
  // The codes of the query protocol have no ending.
  const code = name.replace(/Exception$/, "");
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return xml(
    status === 400 ? 403 : status,
    `<ErrorResponse ${XMLNS}>${error}<RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
  );
}

function temporaryKey(seed: string, expiresAt: number): Required<EmulatedAccessKey> {
  const digits = createHash("sha512").update(seed).digest("hex");
  return {
    accessKeyId: `ASIA${digits.slice(0, 16).toUpperCase()}`,
    secretAccessKey: digits.slice(16, 56),
    sessionToken: `emulated-session-${digits.slice(56, 96)}`,
    expiresAt,
  };
}

function assumedRole(role: EmulatedRole, session: string, key: Required<EmulatedAccessKey>): string {
  const credentials = [
    `<AccessKeyId>${key.accessKeyId}</AccessKeyId>`,
    `<SecretAccessKey>${key.secretAccessKey}</SecretAccessKey>`,
    `<SessionToken>${key.sessionToken}</SessionToken>`,
    `<Expiration>${new Date(key.expiresAt).toISOString()}</Expiration>`,
  ].join("");
  const arn = `${role.arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${escapeXml(session)}`;
  const user = `<AssumedRoleUser><AssumedRoleId>AROAEMULATED:${escapeXml(session)}</AssumedRoleId><Arn>${arn}</Arn></AssumedRoleUser>`;
  const result = `<AssumeRoleResult><Credentials>${credentials}</Credentials>${user}</AssumeRoleResult>`;
  const metadata = `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>`;
  return `<AssumeRoleResponse ${XMLNS}>${result}${metadata}</AssumeRoleResponse>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function xml(status: number, text: string): Answer {
  return { status, text, type: "text/xml" };
}
