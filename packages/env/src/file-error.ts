import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";

const CODES: Readonly<Record<string, readonly [SecretsErrorCode, string, string?]>> = {
  EACCES: ["ACCESS_DENIED", "may not be read by this process", "Give its user the right to read it."],
  EPERM: ["ACCESS_DENIED", "may not be read by this process", "Give its user the right to read it."],
  EISDIR: [
    "UNEXPECTED_RESPONSE",
    "is a directory and should be a file",
    "Docker creates a directory when the file to mount does not exist.",
  ],
  EMFILE: ["UNAVAILABLE", "could not be opened, since the process has too many files open"],
  ENFILE: ["UNAVAILABLE", "could not be opened, since the system has too many files open"],
  EIO: ["UNAVAILABLE", "could not be read for now"],
  ESTALE: ["UNAVAILABLE", "could not be read for now"],
  ETIMEDOUT: ["UNAVAILABLE", "could not be read for now"],
};

/** Turns a failure of the file system into a `SecretsError` that names the path. */
export function fileError(path: string, cause: unknown): SecretsError {
  const [code, reason, hint] = CODES[errorCode(cause)] ?? ["UNEXPECTED_RESPONSE", "could not be read"];
  return new SecretsError(code, `${path} ${reason}.`, {
    provider: "env",
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Whether the failure says that there is nothing at the path. */
export function isMissingFile(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(errorCode(error));
}

function errorCode(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code);
}
