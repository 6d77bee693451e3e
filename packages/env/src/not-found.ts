import { SecretsError } from "@mailjet-secrets/core";
import type { Finding, SourceAnswer } from "./source.ts";
import type { WantedVariable } from "./wanted-variables.ts";

/** Names of one part: any of them would do. */
type Alternatives = readonly WantedVariable[];

/** The error for a read that found nothing of what is needed, anywhere. `token`: what would have done instead. */
export function nothingFound(
  missing: readonly Alternatives[],
  answers: readonly SourceAnswer[],
  token: Alternatives = [],
): SecretsError {
  const wanted = [...missing.flat(), ...token];
  return notFound(
    [`Missing: ${join(missing.map(withAlternatives))}.`, ...flaws(wanted, answers), lookedIn(answers)],
    `Set ${join(missing.map(usualName))}${token.length === 0 ? "" : `, or ${usualName(token)} for SMS`}.`,
  );
}

/** The error for a source that has some of a group and not the rest. */
export function halfFound(
  missing: readonly Alternatives[],
  group: readonly WantedVariable[],
  source: SourceAnswer,
  answers: readonly SourceAnswer[],
): SecretsError {
  const found = findings(group, [source]).filter(({ flaw }) => flaw === undefined);
  const names = join(missing.map(usualName));
  return notFound(
    [
      `Missing: ${join(missing.map(withAlternatives))}. Found: ${join(found.map(({ origin }) => origin))}.`,
      ...flaws(missing.flat(), answers),
      ...unused(missing.flat(), answers),
      lookedIn(answers),
    ],
    `Set ${names} in the same place, or remove what is there.`,
  );
}

function notFound(sentences: readonly string[], hint: string): SecretsError {
  return new SecretsError("NOT_FOUND", sentences.join(" "), { provider: "env", hint });
}

/** What is missing in the source that was chosen can stand in others only. */
function unused(missing: readonly WantedVariable[], answers: readonly SourceAnswer[]): string[] {
  const found = findings(missing, answers).filter(({ flaw }) => flaw === undefined);
  if (found.length === 0) return [];
  const origins = join(found.map(({ origin }) => origin));
  return [`Not used: ${origins}, because a pair is never put together from two sources.`];
}

function flaws(missing: readonly WantedVariable[], answers: readonly SourceAnswer[]): string[] {
  return findings(missing, answers).flatMap(({ origin, flaw }) => (flaw === undefined ? [] : [`${origin} ${flaw}.`]));
}

function findings(variables: readonly WantedVariable[], answers: readonly SourceAnswer[]): Finding[] {
  return answers.flatMap((answer) =>
    variables.flatMap(({ variable }) => {
      const found = answer.findings.get(variable);
      return found === undefined ? [] : [found];
    }),
  );
}

function lookedIn(answers: readonly SourceAnswer[]): string {
  return `Looked in ${answers.map(({ place }) => place).join(", ")}.`;
}

function usualName(names: Alternatives): string {
  return names[0]?.variable ?? "";
}

function withAlternatives(names: Alternatives): string {
  const [usual, next] = names;
  return next === undefined ? usualName(names) : `${usual?.variable} (or another usual name, such as ${next.variable})`;
}

function join(parts: readonly string[]): string {
  return parts.join(" and ");
}
