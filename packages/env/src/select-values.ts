import type { SecretSnapshot } from "@mailjet-secrets/core";
import { halfFound, nothingFound } from "./not-found.ts";
import type { SourceAnswer } from "./source.ts";
import type { Wanted, WantedVariable } from "./wanted-variables.ts";

/** Makes the snapshot out of what the sources answered, in their order. Throws one `NOT_FOUND` for all that is missing. */
export function selectSnapshot(wanted: Wanted, answers: readonly SourceAnswer[]): SecretSnapshot {
  const { fields } = wanted;
  if (fields !== undefined) {
    const source = firstWithAny(answers, fields);
    const missing = fields.filter((field) => !hasAny(source, [field])).map((field) => [field]);
    if (source !== undefined && missing.length > 0) throw halfFound(missing, fields, source, answers);
    if (missing.length > 0) throw nothingFound(missing, answers);
    return snapshot([[source, fields]]);
  }
  const pair = firstWithAny(answers, pairVariables(wanted));
  const token = firstWithAny(answers, wanted.role("apiToken"));
  if (pair === undefined && token === undefined) {
    throw nothingFound(pairRoles(wanted), answers, wanted.role("apiToken"));
  }
  // With a token the account may be one for SMS, which a stray half of a pair must not stop.
  if (pair !== undefined && token === undefined && !isPair(wanted, pair)) {
    const missing = pairRoles(wanted).filter((names) => !hasAny(pair, names));
    throw halfFound(missing, pairVariables(wanted), pair, answers);
  }
  const hosts = wanted.role("host");
  // A host beside another pair belongs to that one.
  const without = answers.filter((answer) => !hasAny(answer, pairVariables(wanted)));
  const host = [pair, token, ...without].find((answer) => hasAny(answer, hosts));
  return snapshot([
    [pair, pairVariables(wanted)],
    [token, wanted.role("apiToken")],
    [host, hosts],
  ]);
}

/** Whether the answers so far hold a whole pair, a token, or all fields asked for. */
export function isWhole(wanted: Wanted, answers: readonly SourceAnswer[]): boolean {
  if (wanted.fields !== undefined) {
    const source = firstWithAny(answers, wanted.fields);
    return wanted.fields.every((field) => hasAny(source, [field]));
  }
  const pair = firstWithAny(answers, pairVariables(wanted));
  return (pair !== undefined && isPair(wanted, pair)) || firstWithAny(answers, wanted.role("apiToken")) !== undefined;
}

function pairVariables(wanted: Wanted): readonly WantedVariable[] {
  return pairRoles(wanted).flat();
}

function pairRoles(wanted: Wanted): readonly (readonly WantedVariable[])[] {
  return [wanted.role("apiKey"), wanted.role("apiSecret")];
}

function firstWithAny(
  answers: readonly SourceAnswer[],
  variables: readonly WantedVariable[],
): SourceAnswer | undefined {
  return answers.find((answer) => hasAny(answer, variables));
}

function isPair(wanted: Wanted, answer: SourceAnswer): boolean {
  const keys = usable(answer, wanted.role("apiKey"));
  if (keys.length > 0 && hasAny(answer, wanted.role("apiSecret"))) return true;
  // `key:secret` in one variable.
  return keys.some(([, { text }]) => /^[^:{]+:[^:]+$/.test(text.trim()));
}

function hasAny(answer: SourceAnswer | undefined, variables: readonly WantedVariable[]): boolean {
  return usable(answer, variables).length > 0;
}

type Usable = readonly [name: string, finding: { readonly text: string; readonly origin: string }];

function usable(answer: SourceAnswer | undefined, variables: readonly WantedVariable[]): readonly Usable[] {
  return variables.flatMap(({ name, variable }) => {
    const found = answer?.findings.get(variable);
    return found === undefined || found.flaw !== undefined ? [] : [[name, found] as const];
  });
}

function snapshot(groups: readonly (readonly [SourceAnswer | undefined, readonly WantedVariable[]])[]): SecretSnapshot {
  const found = groups.flatMap(([answer, variables]) => usable(answer, variables));
  return {
    values: Object.fromEntries(found.map(([name, { text }]) => [name, text])),
    origins: Object.fromEntries(found.map(([name, { origin }]) => [name, origin])),
  };
}
