/** What is kept of a foreign error. Its message may quote a secret (`JSON.parse` does), so it is not. */
export interface SafeCause {
  readonly name: string;
  readonly code?: string;
  readonly status?: number;
}

const LONGEST = 64;
// Names and codes hold few digits ("Http2Error", "mj-0015"); keys and tokens are full of them.
const WORD = /^[A-Za-z_.:-]*(\d{1,5}[A-Za-z_.:-]*){0,2}$/;

/** Copies name, code and HTTP status of any thrown thing. Reads own and inherited properties; never throws. */
export function safeCause(error: unknown): SafeCause {
  const name = word(error, "name") ?? typeof error;
  const code = word(error, "code");
  const status = number(error, "status") ?? number(error, "statusCode");
  return {
    name,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
  };
}

function word(error: unknown, key: string): string | undefined {
  const value = property(error, key);
  return typeof value === "string" && value.length <= LONGEST && WORD.test(value) ? value || undefined : undefined;
}

function number(error: unknown, key: string): number | undefined {
  const value = property(error, key);
  return typeof value === "number" ? value : undefined;
}

function property(error: unknown, key: string): unknown {
  if (typeof error !== "object" || error === null) return undefined;
  try {
    return (error as Record<string, unknown>)[key];
  } catch {
    return undefined; // a getter that throws: there is nothing to keep
  }
}
