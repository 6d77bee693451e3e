import type { TransportResponse } from "@mailjet-secrets/http";

type Json = Readonly<Record<string, unknown>>;

/** An answer of Vault. */
export interface VaultAnswer {
  readonly status: number;
  /** The JSON object that was sent. Absence: the body was something else, or empty. */
  readonly body: Json | undefined;
  /** What the body is, in words. */
  readonly bodyKind: string;
  readonly retryAfterMs?: number;
  /** Host, with the port if it is not the usual one, that a redirect, which was not followed, names. */
  readonly redirectHost?: string;
}

/** Makes a {@link VaultAnswer} out of what came. */
export function vaultAnswer(response: TransportResponse): VaultAnswer {
  const json = response.json();
  const body = isObject(json) ? json : undefined;
  const location = response.headers["location"] ?? "";
  return {
    status: response.status,
    body,
    bodyKind: bodyKind(response, body),
    ...(response.retryAfterMs === undefined ? {} : { retryAfterMs: response.retryAfterMs }),
    ...(URL.canParse(location) ? { redirectHost: new URL(location).host } : {}),
  };
}

function bodyKind(response: TransportResponse, body: Json | undefined): string {
  if (body !== undefined) return "JSON";
  if (response.body.length === 0) return "an empty body";
  const type = response.headers["content-type"] ?? "";
  return /html/i.test(type) || /^\s*<(!doctype|html)/i.test(response.text())
    ? "a page of HTML"
    : "something that is not JSON";
}

/** Whether the answer is in the form that Vault gives to its errors, rather than of something in front of it. */
export function isVaultError({ body }: VaultAnswer): boolean {
  return Array.isArray(body?.["errors"]) || (body !== undefined && "request_id" in body);
}

/** Whether one of the answer's errors or warnings fits. Their text itself is never shown: it can hold a credential. */
export function says({ body }: VaultAnswer, pattern: RegExp): boolean {
  return [body?.["errors"], body?.["warnings"]].flat().some((text) => typeof text === "string" && pattern.test(text));
}

/** An object below the body, by its path. */
export function part(answer: VaultAnswer, ...path: readonly string[]): Json | undefined {
  let found: unknown = answer.body;
  for (const name of path) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return isObject(found) ? found : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
