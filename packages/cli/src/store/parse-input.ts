import { parseSecretText, SecretsError } from "@mailjet-secrets/core";

type Values = Readonly<Record<string, string>>;

/** Values under names by which they are recognised, and where each was, for messages. */
export interface GivenValues {
  readonly values: Values;
  readonly origins?: Values;
}

const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/;

/**
 * Takes a text apart: a JSON object, lines `NAME=value`, two lines with key and secret key (or one with a token), or one
 * text `key:secret`. Throws `INVALID_SECRET` for a number of lines that fits nothing; what the values are worth is checked
 * by whoever reads them.
 */
export function parseInput(text: string, kind: "mail" | "sms"): GivenValues {
  const record = parseSecretText(text);
  if (record["value"] !== text || text.trim().startsWith("{")) return { values: record };
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const filled = lines.filter((line) => line !== "");
  const assignments = filled.map((line) => ASSIGNMENT.exec(line));
  if (assignments.every((match) => match !== null)) {
    return { values: Object.fromEntries(assignments.map(([, name = "", value = ""]) => [name, value])) };
  }
  const [first = "", second = ""] = filled;
  if (filled.length === 1) return { values: kind === "sms" ? { MJ_API_TOKEN: first } : { value: first } };
  if (filled.length !== 2 || kind === "sms") throw wrongLines(filled.length, kind);
  return {
    values: { MJ_APIKEY_PUBLIC: first, MJ_APIKEY_PRIVATE: second },
    origins: { MJ_APIKEY_PUBLIC: "line 1", MJ_APIKEY_PRIVATE: "line 2" },
  };
}

function wrongLines(count: number, kind: "mail" | "sms"): SecretsError {
  const wanted =
    kind === "sms" ? "one line with the token" : "two: the API key, then the secret key, or one text key:secret";
  return new SecretsError("INVALID_SECRET", `Standard input has ${count} lines, and not ${wanted}.`, {
    hint: "Nothing was written.",
  });
}
