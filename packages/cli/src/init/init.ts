import { SecretsError } from "@mailjet-secrets/core";
import { isSecretsError } from "../exit-codes.ts";
import { openStore } from "../open-store.ts";
import { aligned, printData, printJson, say } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import { completeAnswers } from "./complete-answers.ts";
import { configContent } from "./config-content.ts";
import type { InitOptions } from "./init-options.ts";
import { nextSteps } from "./next-steps.ts";
import { readingPolicy } from "./policies.ts";
import { CONFIG_FILE, refuseExisting, writeFiles } from "./target-files.ts";

/** Names the configuration in place of the file, or holds it. */
const VARIABLE = "MAILJET_SECRETS_CONFIG";

/**
 * Writes the configuration, and prints policy and next steps. Resolves with the exit code. Rejects with `CONFLICT` if there
 * is a configuration, and with `INVALID_CONFIG` for one that would not work; nothing is written then.
 */
export async function init(options: InitOptions, surroundings: Surroundings): Promise<number> {
  const { directory } = surroundings;
  const force = options.force === true;
  await refuseExisting(directory, force);
  const answers = await completeAnswers(options, surroundings);
  const text = `${JSON.stringify(configContent(answers), undefined, 2)}\n`;
  await refuseUnusable(text, surroundings);
  const files = await writeFiles(directory, text, force);
  warnOfVariable(surroundings);
  const policy = readingPolicy(answers);
  const steps = nextSteps(answers, policy);
  if (options.json === true) {
    printJson(surroundings, { files, policy: policy ?? null, nextSteps: steps });
    return 0;
  }
  say(surroundings, `Written: ${files.join(", ")}`);
  if (policy !== undefined) {
    say(surroundings, `\nThe least that the application has to be allowed (${policy.language}):\n`);
    printData(surroundings, policy.text);
  }
  say(surroundings, `\nNext:\n${aligned(steps.map((step, index) => [`${index + 1}.`, step]))}`);
  return 0;
}

/** Whatever reads the file later refuses keys in it, and options that cannot be right: better now than then. */
async function refuseUnusable(text: string, surroundings: Surroundings): Promise<void> {
  try {
    const store = await openStore({}, { ...surroundings, environment: { [VARIABLE]: text } });
    await store.close();
  } catch (error) {
    // The library takes the text for one in its variable, which is none of this user's.
    if (isSecretsError(error)) throw new SecretsError(error.code, error.message.replaceAll(VARIABLE, CONFIG_FILE));
    throw error;
  }
}

function warnOfVariable(surroundings: Surroundings): void {
  if (!surroundings.environment[VARIABLE]?.trim()) return;
  say(surroundings, `${VARIABLE} is set: as long as it is, what it names is used in place of ${CONFIG_FILE}.`);
}
