import type { Clock } from "@mailjet-secrets/core";
import { loginRefusal } from "./answer.ts";
import { amzDate, isSignedWith, parseAmzDate, parseAuthorization, type SignedRequest } from "./signature.ts";

/** An access key that the emulator accepts. */
export interface EmulatedAccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Makes it a temporary key: requests have to carry this token. */
  readonly sessionToken?: string;
  /** End of the key's life, epoch milliseconds. Absence: none. */
  readonly expiresAt?: number;
}

/** The access keys of the emulated account. */
export interface AccessKeys {
  add(key: EmulatedAccessKey): void;
  /** Adds a key that lives in memory only. */
  issue(key: EmulatedAccessKey): void;
  /** Forgets the keys that were issued. */
  forgetIssued(): void;
  /** From now on the key is answered as expired. */
  expire(accessKeyId: string): void;
  /** From now on the key is unknown. */
  remove(accessKeyId: string): void;
  /** Checks the signature for a service in a region, and returns the key's id. Throws a refusal. */
  check(request: SignedRequest, region: string, service: string): string;
}

const LARGEST_SKEW_MS = 5 * 60_000;

/** Creates {@link AccessKeys}. */
export function accessKeys(initial: readonly EmulatedAccessKey[], clock: Clock): AccessKeys {
  const keys = new Map(initial.map((key) => [key.accessKeyId, key]));
  const issued = new Set<string>();
  return {
    add: (key) => void keys.set(key.accessKeyId, key),
    issue(key) {
      issued.add(key.accessKeyId);
      keys.set(key.accessKeyId, key);
    },
    forgetIssued() {
      for (const id of issued) keys.delete(id);
      issued.clear();
    },
    expire(accessKeyId) {
      const key = keys.get(accessKeyId);
      if (key === undefined) throw new TypeError(`There is no access key ${accessKeyId}.`);
      keys.set(accessKeyId, { ...key, expiresAt: clock.now() });
    },
    remove: (accessKeyId) => void keys.delete(accessKeyId),
    check(request, region, service) {
      const authorization = signatureParts(request);
      if (authorization.service !== service) {
        throw loginRefusal(
          "InvalidSignatureException",
          `Credential should be scoped to correct service: '${service}'.`,
        );
      }
      if (authorization.region !== region) {
        throw loginRefusal("InvalidSignatureException", "Credential should be scoped to a valid region.");
      }
      const key = keys.get(authorization.accessKeyId);
      if (key === undefined || key.sessionToken !== request.headers["x-amz-security-token"]) {
        throw loginRefusal("UnrecognizedClientException", "The security token included in the request is invalid.");
      }
      if (!isSignedWith(key.secretAccessKey, request, authorization)) {
        throw loginRefusal(
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        );
      }
      if (key.expiresAt !== undefined && key.expiresAt <= clock.now()) {
        throw loginRefusal("ExpiredTokenException", "The security token included in the request is expired");
      }
      refuseSkew(request.headers["x-amz-date"] ?? "", clock.now());
      return key.accessKeyId;
    },
  };
}

function signatureParts(request: SignedRequest): NonNullable<ReturnType<typeof parseAuthorization>> {
  const header = request.headers["authorization"];
  if (header === undefined) {
    throw loginRefusal("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  }
  const parts = parseAuthorization(header);
  const date = request.headers["x-amz-date"];
  if (parts === undefined || Number.isNaN(parseAmzDate(date))) {
    throw loginRefusal(
      "IncompleteSignatureException",
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters, and the request an 'X-Amz-Date'.",
    );
  }
  // What is not signed could be changed on the way.
  const needed = ["host", ...Object.keys(request.headers).filter((name) => name.startsWith("x-amz-"))];
  if (!date?.startsWith(parts.day) || !needed.every((name) => parts.signedHeaders.includes(name))) {
    throw loginRefusal("InvalidSignatureException", `The signature has to cover ${needed.join(" and ")} of its day.`);
  }
  return parts;
}

function refuseSkew(date: string, now: number): void {
  const sentAt = parseAmzDate(date);
  if (sentAt < now - LARGEST_SKEW_MS) {
    const limit = `${amzDate(now - LARGEST_SKEW_MS)} (${amzDate(now)} - 5 min.)`;
    throw loginRefusal("InvalidSignatureException", `Signature expired: ${date} is now earlier than ${limit}`);
  }
  if (sentAt > now + LARGEST_SKEW_MS) {
    const limit = `${amzDate(now + LARGEST_SKEW_MS)} (${amzDate(now)} + 5 min.)`;
    throw loginRefusal("InvalidSignatureException", `Signature not yet current: ${date} is still later than ${limit}`);
  }
}
