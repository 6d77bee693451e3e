import { interrupted, usageError } from "../own-ending.ts";
import type { Surroundings } from "../surroundings.ts";
import {
  type Answers,
  FACTS_OF,
  flagOf,
  type InitOptions,
  PROVIDERS,
  type Provider,
  type StoreFacts,
} from "./init-options.ts";

type Prompts = typeof import("@clack/prompts");

/** A question that is asked in a terminal. An empty answer leaves the fact out, except for `secret`, which is needed. */
interface Question {
  readonly fact: keyof StoreFacts;
  readonly message: string;
}

const QUESTIONS: Readonly<Record<Provider, readonly Question[]>> = {
  env: [{ fact: "prefix", message: "Beginning of the variables' names (empty: none)" }],
  aws: [
    { fact: "secret", message: "Name or ARN of the secret" },
    { fact: "region", message: "Region (empty: as the AWS SDK finds it)" },
    { fact: "awsAccount", message: "Number of the AWS account, for the policy (empty: put it in by hand)" },
  ],
  vault: [
    { fact: "secret", message: "Path of the secret, below the mount" },
    { fact: "address", message: "Address (empty: VAULT_ADDR)" },
    { fact: "mount", message: "Where the KV engine is mounted (empty: secret)" },
  ],
  conjur: [
    { fact: "secret", message: "Id of the variable" },
    { fact: "address", message: "Address (empty: CONJUR_APPLIANCE_URL)" },
    { fact: "conjurAccount", message: "Account (empty: CONJUR_ACCOUNT)" },
  ],
};

/**
 * Checks the flags and asks for what they leave open, in a terminal and without `--yes`. Throws a usage error that names
 * the flags if something is missing, unknown or of no use for the store; `interrupted` at Ctrl-C.
 */
export async function completeAnswers(options: InitOptions, surroundings: Surroundings): Promise<Answers> {
  const given = givenFacts(options);
  const chosen = options.provider === undefined ? undefined : providerOf(options.provider);
  if (chosen !== undefined) refuseUseless(chosen, given);
  const isComplete = chosen !== undefined && (chosen === "env" || given.secret !== undefined);
  if (isComplete && (options.yes === true || !isTerminal(surroundings))) return { ...given, provider: chosen };
  if (options.yes === true || !isTerminal(surroundings)) throw missing(chosen, options.yes === true);
  return ask(chosen, given, surroundings);
}

function givenFacts(options: InitOptions): StoreFacts {
  const facts = [...new Set(Object.values(FACTS_OF).flat())];
  const given = facts.flatMap((fact) => {
    const text = options[fact]?.trim();
    if (text === "") throw usageError(`${flagOf(fact)} is empty.`);
    return text === undefined ? [] : [[fact, text] as const];
  });
  return Object.fromEntries(given);
}

function providerOf(word: string): Provider {
  const found = PROVIDERS.find((provider) => provider === word);
  if (found === undefined) throw usageError(`--provider has to be one of ${PROVIDERS.join(", ")}.`);
  return found;
}

function refuseUseless(provider: Provider, given: StoreFacts): void {
  const useless = (Object.keys(given) as (keyof StoreFacts)[]).filter((fact) => !FACTS_OF[provider].includes(fact));
  if (useless.length > 0) throw usageError(`${useless.map(flagOf).join(", ")} has no meaning for ${provider}.`);
  if (given.kvVersion !== undefined && !["1", "2"].includes(given.kvVersion)) {
    throw usageError("--kv-version has to be 1 or 2.");
  }
}

function missing(provider: Provider | undefined, isSilent: boolean): Error {
  const flags =
    provider === undefined ? `--provider (${PROVIDERS.join(", ")}), and --secret unless that is env` : "--secret";
  return usageError(`${isSilent ? "--yes needs" : "Without a terminal to ask in it needs"} ${flags}.`);
}

/** Questions go to stderr, so that stdout may be a file. */
function isTerminal({ stdin, stderr }: Surroundings): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

async function ask(chosen: Provider | undefined, given: StoreFacts, surroundings: Surroundings): Promise<Answers> {
  const prompts = await import("@clack/prompts");
  const streams = { input: surroundings.stdin, output: surroundings.stderr };
  const provider = chosen ?? (await askProvider(prompts, streams));
  refuseUseless(provider, given);
  const answers: Record<string, string> = { ...given };
  for (const { fact, message } of QUESTIONS[provider].filter(({ fact }) => given[fact] === undefined)) {
    const isNeeded = fact === "secret";
    const validate = (text: string | undefined) => (isNeeded && !text?.trim() ? "It is needed." : undefined);
    const answer = answered(prompts, await prompts.text({ ...streams, message, validate })).trim();
    if (answer !== "") answers[fact] = answer;
  }
  const message = "Write mailjet-secrets.config.json, and .env into .gitignore?";
  if (!answered(prompts, await prompts.confirm({ ...streams, message }))) throw nothingWritten();
  return { ...answers, provider };
}

type Streams = { readonly input: Surroundings["stdin"]; readonly output: Surroundings["stderr"] };

async function askProvider(prompts: Prompts, streams: Streams): Promise<Provider> {
  const options: { value: Provider; label: string }[] = [
    { value: "env", label: "Environment variables or .env files" },
    { value: "aws", label: "AWS Secrets Manager" },
    { value: "vault", label: "HashiCorp Vault or OpenBao" },
    { value: "conjur", label: "CyberArk Conjur" },
  ];
  return answered(prompts, await prompts.select({ ...streams, message: "Where is the Mailjet key pair?", options }));
}

function answered<T>({ isCancel }: Prompts, answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw nothingWritten();
  return answer as Exclude<T, symbol>;
}

function nothingWritten(): Error {
  return interrupted("Cancelled; nothing was written.");
}
