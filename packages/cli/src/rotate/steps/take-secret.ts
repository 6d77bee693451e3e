import { type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import { givenCredentials } from "../../given-credentials.ts";
import { parseInput } from "../../store/parse-input.ts";
import type { RotationContext } from "../rotation-step.ts";

/** Each wrong one is a failed log-in, and Mailjet counts them. */
const TRIES = 3;

export interface TakenSecret {
  readonly credentials: MailjetCredentials;
  /** When it came: `performance.now()`. */
  readonly givenAt: number;
}

/** What is to be taken. */
export interface WantedSecret {
  readonly old: MailjetCredentials;
  /** Whether services have the old one. */
  readonly isInUse: boolean;
  /** Rejects if Mailjet does not take it. */
  readonly check: (pair: MailjetCredentials) => Promise<void>;
}

/**
 * The pair with its new secret key, from the terminal or standard input, once `check` has let it pass. `undefined`: neither
 * gives any. Rejects with `INVALID_SECRET`, or as `check` does; in a terminal three tries are given.
 */
export async function takeSecret(
  { dialogue }: RotationContext,
  { old, isInUse, check }: WantedSecret,
): Promise<TakenSecret | undefined> {
  if (!dialogue.isInteractive) {
    const text = await dialogue.readInput();
    if (text === undefined) return undefined;
    const givenAt = performance.now();
    const credentials = await pairIn(text, old, "standard input");
    await check(credentials);
    return { credentials, givenAt };
  }
  dialogue.say(isInUse ? `${INSTRUCTIONS}\n${IN_USE}` : INSTRUCTIONS);
  for (let count = 1; ; count += 1) {
    try {
      const again = count === 1 ? "" : `, try ${count} of ${TRIES}`;
      const text = await dialogue.askSecret(`New secret key (not shown)${again}`);
      const givenAt = performance.now();
      const credentials = await pairIn(text, old, "the prompt");
      await check(credentials);
      return { credentials, givenAt };
    } catch (error) {
      if (count === TRIES || !SecretsError.is(error)) throw error;
      dialogue.say(`${error.code}: ${error.message}`);
    }
  }
}

const INSTRUCTIONS =
  "Now, in Mailjet: Account settings, API key management, the gear beside the key, Reset secret key.";
const IN_USE = "From that moment services are refused until the new one is stored here: paste it at once.";

/** One line is the secret key; everything else has both halves, and the key must be the same. */
async function pairIn(text: string, old: MailjetCredentials, name: string): Promise<MailjetCredentials> {
  const line = text.trim();
  const isSecretOnly = /^[^\s:={]+$/.test(line);
  const given = isSecretOnly ? { values: { apiKey: old.apiKey(), apiSecret: line } } : parseInput(text, "mail");
  const pair = await givenCredentials(given.values, { name });
  if (pair.apiKey() !== old.apiKey()) {
    throw new SecretsError("INVALID_SECRET", "What was given belongs to another API key.", {
      hint: "Nothing was written. A reset changes the secret key only. For another key: --plan new-sub-account or blue-green, or the command store.",
    });
  }
  // The key stays in its region: elsewhere Mailjet would reject the right secret key.
  if (!pair.equals(old)) return old.host === undefined ? pair : withHost(pair, old.host);
  throw new SecretsError("INVALID_SECRET", "What was given is the secret key that is stored already.", {
    hint: "Nothing was written. Reset it in Mailjet's page first, and give what the page shows then.",
  });
}

function withHost(pair: MailjetCredentials, host: string): Promise<MailjetCredentials> {
  return givenCredentials({ apiKey: pair.apiKey(), apiSecret: pair.apiSecret(), host });
}
