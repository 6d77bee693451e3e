import { printableName, type SecretReference, SecretsError } from "@mailjet-secrets/core";

/** No name, label or id in AWS has any of these, and half a character cannot be sent at all. */
const IMPOSSIBLE = /[\p{Cc}\p{Cs}]/u;

/** Gives the reference back. Throws `INVALID_CONFIG` if no secret of AWS can be called so, or no version of one. */
export function checkReference(secret: SecretReference): SecretReference {
  const { id, requestedVersion } = secret;
  if (typeof id !== "string" || id.trim() === "") {
    throw invalid("The id of the secret is empty.", "It is the secret's name or ARN.");
  }
  if (IMPOSSIBLE.test(id)) {
    throw invalid(`The id "${printableName(id)}" holds a character that no secret's name has.`, "It is a name or ARN.");
  }
  if (requestedVersion === undefined) return secret;
  if (typeof requestedVersion !== "string" || requestedVersion.trim() === "" || IMPOSSIBLE.test(requestedVersion)) {
    throw invalid(
      `The version "${printableName(String(requestedVersion))}" of the secret "${printableName(id)}" cannot be one.`,
      "It is a stage such as AWSPREVIOUS, or a version id.",
    );
  }
  return secret;
}

function invalid(message: string, hint: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, { provider: "aws", hint });
}
