import { interrupted } from "../own-ending.ts";
import type { Surroundings } from "../surroundings.ts";
import type { GivenValues } from "./parse-input.ts";

interface Question {
  readonly name: string;
  readonly message: string;
}

const QUESTIONS: Readonly<Record<"mail" | "sms", readonly Question[]>> = {
  mail: [
    { name: "MJ_APIKEY_PUBLIC", message: "API key (Mailjet's page API key management; not shown)" },
    { name: "MJ_APIKEY_PRIVATE", message: "Secret key (not shown)" },
  ],
  sms: [{ name: "MJ_API_TOKEN", message: "SMS token (not shown)" }],
};

/** Asks for the values in the terminal, without showing them. Rejects as interrupted at Ctrl-C or Escape. */
export async function promptValues(kind: "mail" | "sms", { stdin, stderr }: Surroundings): Promise<GivenValues> {
  const prompts = await import("@clack/prompts");
  const values: Record<string, string> = {};
  for (const { name, message } of QUESTIONS[kind]) {
    const answer = await prompts.password({
      message,
      input: stdin,
      // Questions go to stderr, so that stdout may be a file.
      output: stderr,
      validate: (text) => (text?.trim() ? undefined : "It is needed."),
    });
    if (typeof answer !== "string") throw interrupted("Cancelled; nothing was written.");
    values[name] = answer;
  }
  const origins = Object.fromEntries(Object.keys(values).map((name) => [name, "as typed"]));
  return { values, origins };
}
