import type { AwsFailure } from "./aws-failure.ts";

interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  readonly $response?: { readonly statusCode?: unknown; readonly headers?: Readonly<Record<string, unknown>> };
}

/** What is looked at of an error of the SDK. */
export function failureOf(error: unknown): AwsFailure {
  const { name, message, code, syscall, $metadata, $response } = fields(error);
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return {
    name: typeof name === "string" ? name : "",
    message: typeof message === "string" ? message : "",
    ...(typeof status === "number" ? { status } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof syscall === "string" ? { syscall } : {}),
  };
}

/** Milliseconds of a `Retry-After` header in seconds. */
export function retryAfterMs(error: unknown): number | undefined {
  const seconds = Number(fields(error).$response?.headers?.["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

function fields(error: unknown): SdkError {
  return typeof error === "object" && error !== null ? error : {};
}
