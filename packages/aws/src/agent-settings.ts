import { SecretsError } from "@mailjet-secrets/core";
import type { AwsAgentOptions } from "./aws-options.ts";

const DEFAULT_PORT = 2773;
const PORT_VARIABLE = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";
const FILE = "file://";
/** Where the token is looked for, in the agent's own order. */
const VARIABLES: Readonly<Record<AwsAgentOptions["via"], readonly string[]>> = {
  agent: ["AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"],
  extension: ["AWS_SESSION_TOKEN"],
};

/** Port of the agent or extension. Throws `INVALID_CONFIG` for one from the environment that is none. */
export function agentPort({ via, port }: AwsAgentOptions): number {
  const variable = via === "extension" ? process.env[PORT_VARIABLE] : undefined;
  if (port !== undefined || !variable) return port ?? DEFAULT_PORT;
  const found = Number(variable);
  if (Number.isInteger(found) && found > 0 && found < 65_536) return found;
  throw invalid(`${PORT_VARIABLE} is not a number from 1 to 65535.`, "Leave it out for 2773.");
}

/** The token that the agent wants to see. Throws `INVALID_CONFIG` if there is none. */
export async function agentToken({ via, token, tokenFile }: AwsAgentOptions): Promise<string> {
  const found = token ?? (tokenFile === undefined ? await environmentToken(via) : await tokenIn(tokenFile));
  if (found === "") throw invalid("The token of the local agent is empty.", "See what the agent was started with.");
  // A header cannot hold it, and the error of Node.js would quote it.
  if (!/^[\x21-\x7e]+$/.test(found))
    throw invalid("The token of the local agent has characters that no token has.", "");
  return found;
}

function environmentToken(via: AwsAgentOptions["via"]): Promise<string> | string {
  const names = VARIABLES[via];
  const found = names.map((name) => process.env[name]).find((value) => value);
  if (found === undefined) {
    const hint = via === "agent" ? `Set tokenFile, or ${names.join(", ")}.` : `Lambda sets ${names.join(", ")} itself.`;
    throw invalid("The token of the local agent is not set.", hint);
  }
  return found.startsWith(FILE) ? tokenIn(found) : found;
}

async function tokenIn(file: string): Promise<string> {
  // Not at the top: those who come by the SDK would wait for modules that they do not use.
  const [{ readFile }, { fileURLToPath }] = await Promise.all([import("node:fs/promises"), import("node:url")]);
  try {
    return (await readFile(file.startsWith(FILE) ? fileURLToPath(file) : file, "utf8")).trim();
  } catch (cause) {
    throw invalid(
      "The file with the token of the local agent cannot be read.",
      "Its usual place is /var/run/awssmatoken; add the user to the group awssmatokenreader.",
      cause,
    );
  }
}

function invalid(message: string, hint: string, cause?: unknown): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, {
    provider: "aws",
    ...(hint === "" ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
