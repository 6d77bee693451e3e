/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of the first variable that is set and not empty, without blanks around it, which `.env` files leave behind. */
export function variable(environment: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = environment[name]?.trim();
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}
