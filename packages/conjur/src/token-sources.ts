import { stat } from "node:fs/promises";
import { printableName } from "@mailjet-secrets/core";
import { type AccessToken, parseAccessToken } from "./access-token.ts";
import { checkedLine } from "./checked-line.ts";
import { conjurError, invalidConfig } from "./conjur-error.ts";
import type { ConjurTokenAuth, ConjurTokenFileAuth } from "./conjur-options.ts";
import { variable } from "./environment.ts";
import { readFileUntilAborted } from "./text-file.ts";
import type { SourceContext, TokenSource } from "./token-source.ts";

/** Uses one token. Throws `INVALID_CONFIG` if there is none, or it is not one. */
export function staticTokenSource(auth: ConjurTokenAuth, { environment }: SourceContext): TokenSource {
  const text = auth.token ?? variable(environment, "CONJUR_AUTHN_TOKEN");
  if (text === undefined) throw invalidConfig("The access token is missing.", "Set CONJUR_AUTHN_TOKEN or auth.token.");
  const token = parseAccessToken(text);
  if (token === undefined) {
    throw invalidConfig(
      "The access token (CONJUR_AUTHN_TOKEN or auth.token) is none.",
      "It is the JSON that authenticate answers, or base64 of it.",
    );
  }
  return {
    ages: false,
    obtain: async () => token,
    refusedHint:
      "A token that was given (CONJUR_AUTHN_TOKEN or auth.token) cannot be renewed and ends after some minutes: use an API key, a JWT or a token file.",
  };
}

/** Uses the token in a file, read again when the file changes or the token is refused. Throws `INVALID_CONFIG`. */
export function tokenFileSource(auth: ConjurTokenFileAuth, { environment }: SourceContext): TokenSource {
  const given = auth.tokenFile ?? variable(environment, "CONJUR_AUTHN_TOKEN_FILE");
  if (given === undefined) {
    throw invalidConfig("The path of the token file is missing.", "Set CONJUR_AUTHN_TOKEN_FILE or auth.tokenFile.");
  }
  const path = checkedLine(given, "The path of the token file (auth.tokenFile or CONJUR_AUTHN_TOKEN_FILE)");
  let readAt: string | undefined;
  return {
    ages: false,
    async obtain(signal) {
      // Before the content: a change in between is then seen once more, not overlooked.
      const stamp = await modified(path);
      const token = await readToken(path, signal);
      readAt = stamp;
      return token;
    },
    changed: async () => (await modified(path)) !== readAt,
    refusedHint: `The token in ${printableName(path)} has ended: does the sidecar that renews it still run?`,
  };
}

async function modified(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw notReady(path, cause);
  });
  return `${facts.mtimeNs} ${facts.ino} ${facts.size}`;
}

async function readToken(path: string, signal: AbortSignal): Promise<AccessToken> {
  const text = await readFileUntilAborted(path, signal).catch((cause: unknown) => {
    throw signal.aborted ? signal.reason : notReady(path, cause);
  });
  const token = parseAccessToken(text);
  if (token !== undefined) return token;
  // Also what is seen of a file that is being written.
  throw conjurError("UNAVAILABLE", `${printableName(path)} holds no access token.`, {
    hint: "Check the sidecar that writes it.",
  });
}

function notReady(path: string, cause: unknown): Error {
  const { code } = cause as { readonly code?: unknown };
  if (code !== "ENOENT") {
    const hint = "Check the rights of the file.";
    return conjurError("INVALID_CONFIG", `${printableName(path)}, the token file, cannot be read.`, { cause, hint });
  }
  return conjurError("UNAVAILABLE", `${printableName(path)}, the token file, is not there.`, {
    cause,
    hint: "Is it the path that the sidecar writes to, and did the sidecar start?",
  });
}
