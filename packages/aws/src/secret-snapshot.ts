import {
  nonTextFields,
  parseSecretText,
  printableName,
  type SecretReference,
  type SecretSnapshot,
  SecretsError,
} from "@mailjet-secrets/core";

/** What `GetSecretValue` gives, by SDK or agent; not trusted to be what it should. */
export interface SecretValueOutput {
  readonly SecretString?: unknown;
  readonly SecretBinary?: Uint8Array | undefined;
  readonly VersionId?: unknown;
}

/** Makes a snapshot of the output. Throws `UNEXPECTED_RESPONSE`, `INVALID_SECRET`, or `NOT_FOUND` with all missing names. */
export function secretSnapshot(output: SecretValueOutput, secret: SecretReference): SecretSnapshot {
  const id = printableName(secret.id);
  const text = secretText(output, id);
  const record = parseSecretText(text);
  if (secret.fields !== undefined) refuseMissing(secret.fields, record, text, id);
  const fields = secret.fields ?? Object.keys(record);
  return {
    values: Object.fromEntries(fields.map((name) => [name, record[name] ?? ""])),
    ...(typeof output.VersionId === "string" ? { version: output.VersionId } : {}),
    ...nonTextFields(text),
  };
}

/** The text of a version. Throws `UNEXPECTED_RESPONSE` if there is none, `INVALID_SECRET` for bytes that are no text. */
export function secretText({ SecretString: text, SecretBinary: bytes }: SecretValueOutput, id: string): string {
  if (typeof text === "string") return text;
  if (bytes === undefined) {
    throw new SecretsError("UNEXPECTED_RESPONSE", `The answer for the secret "${id}" has no value in it.`, {
      provider: "aws",
      hint: "Is something other than Secrets Manager at this endpoint, such as a proxy?",
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SecretsError("INVALID_SECRET", `The secret "${id}" is binary, and its bytes are not UTF-8 text.`, {
      provider: "aws",
      hint: "Store the pair as SecretString: a JSON object.",
    });
  }
}

function refuseMissing(
  fields: readonly string[],
  record: Readonly<Record<string, string>>,
  text: string,
  id: string,
): void {
  const missing = fields.filter((name) => !Object.hasOwn(record, name));
  if (missing.length === 0) return;
  const names = missing.map(printableName);
  if (record["value"] === text) {
    throw new SecretsError(
      "INVALID_SECRET",
      `The secret "${id}" is not a JSON object with the fields ${names.join(", ")}.`,
      {
        provider: "aws",
        hint: 'Store it as {"name": "value", …}, all names and texts in double quotes; a Windows shell may have taken those away.',
      },
    );
  }
  const alike = Object.keys(record).filter((name) =>
    missing.some((wanted) => wanted !== name && simple(wanted) === simple(name)),
  );
  throw new SecretsError("NOT_FOUND", `The secret "${id}" has no field ${names.join(", no field ")}.`, {
    provider: "aws",
    hint:
      alike.length === 0
        ? "Add it to the secret, or correct the mapping in fields."
        : `It has ${alike.map((name) => `"${printableName(name)}"`).join(", ")}: mind blanks and capitals.`,
  });
}

function simple(name: string): string {
  return name.trim().toLowerCase();
}
