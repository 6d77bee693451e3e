import { type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import type { BlueGreenOptions } from "./rotation-options.ts";
import { putPair, readCurrent, readPair, readPending, type StepContext } from "./step-context.ts";

/** createSecret: puts the pair of the other colour as the pending version. Gives whether it did that just now. */
export async function createOtherColour(context: StepContext<BlueGreenOptions>): Promise<boolean> {
  const pending = await readPending(context);
  if (pending !== undefined) {
    context.note({ pair: pending.pair.fingerprint });
    return false;
  }
  const { blueSecret, greenSecret } = context.options;
  const current = await readCurrent(context);
  const blue = await readPair(context, blueSecret);
  const green = await readPair(context, greenSecret);
  const colour = currentColour(context, current.pair, blue, green);
  const next = colour === "blue" ? green : blue;
  context.note({
    from: colour,
    to: colour === "blue" ? "green" : "blue",
    currentPair: current.pair.fingerprint,
    pair: next.fingerprint,
  });
  await putPair(context, current, next).catch(async (error: unknown) => {
    // The value was put before, and the colour's secret was changed since; testSecret judges it.
    if (!SecretsError.is(error, "CONFLICT") || (await readPending(context)) === undefined) throw error;
  });
  return true;
}

/** By the key, not by the secret: that of the active key may have been reset. */
function currentColour(
  { options, secret }: StepContext<BlueGreenOptions>,
  current: MailjetCredentials,
  blue: MailjetCredentials,
  green: MailjetCredentials,
): "blue" | "green" {
  const names = `"${printableName(options.blueSecret)}" and "${printableName(options.greenSecret)}"`;
  if (blue.apiKey() === green.apiKey()) {
    throw new SecretsError("INVALID_CONFIG", `The secrets ${names} hold the same key.`, {
      provider: "aws",
      hint: "Store the pair of another key of the Mailjet account in one of them.",
    });
  }
  if (current.apiKey() === blue.apiKey()) return "blue";
  if (current.apiKey() === green.apiKey()) return "green";
  const message = `The key in "${printableName(secret.name)}" (pair ${current.fingerprint}) is in neither of ${names}.`;
  throw new SecretsError("INVALID_CONFIG", message, {
    provider: "aws",
    hint: "Store the pair of one of them in it before the first rotation.",
  });
}
