/** A variable as it was found in one place. */
export interface Finding {
  readonly text: string;
  /** The variable and where it is: "MJ_APIKEY_PUBLIC in /app/.env". */
  readonly origin: string;
  /** Why the text counts as missing all the same. Absence: it is a value. */
  readonly flaw?: string;
}

/** What one source answered. */
export interface SourceAnswer {
  /** The source in words, for "Looked in …": "/app/.env (no such file)". */
  readonly place: string;
  /** Keyed by the full name of the variable, prefix included. */
  readonly findings: ReadonlyMap<string, Finding>;
}

/** One place where variables can be. Values of a pair never come from two of them. */
export interface Source {
  /** Looks for these variables and no others. Rejects with `SecretsError` if the place cannot be read. */
  find(names: readonly string[], signal: AbortSignal): Promise<SourceAnswer>;
}

/** Creates a {@link Finding}. Blank texts and the words that unset values turn into are kept with their flaw. */
export function finding(text: string, origin: string): Finding {
  const trimmed = text.trim();
  if (trimmed === "") return { text, origin, flaw: "is set but empty" };
  const word = ["undefined", "null", "[object Object]"].includes(trimmed);
  return word
    ? { text, origin, flaw: `holds only the word ${trimmed}, which an unset value turns into` }
    : { text, origin };
}
