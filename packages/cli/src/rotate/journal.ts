import { randomBytes } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { SecretsError } from "@mailjet-secrets/core";
import { writeDurably } from "./write-durably.ts";

const PLANS = ["assisted-reset", "new-sub-account", "blue-green", "emergency"] as const;
const STATES = ["running", "finished", "rolled-back"] as const;

/** The ways to replace a key, each for something that Mailjet can do. */
export type PlanName = (typeof PLANS)[number];

/** What a step found out. Never a value of a key. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** What is known of a rotation, as the file holds it. */
export interface JournalContent {
  readonly format: 1;
  /** Eight hex digits; stands in the name of a key that the rotation creates. */
  readonly id: string;
  readonly plan: PlanName;
  readonly state: (typeof STATES)[number];
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Of which secret: a resume with another one is refused. */
  readonly provider: string;
  readonly secret: string;
  readonly account?: string;
  /** The options that shape the plan, so that a resume need not give them again. */
  readonly options: Facts;
  readonly facts: Facts;
  /** Steps that are done, in order. */
  readonly done: readonly { readonly step: string; readonly at: string }[];
}

/** The journal of one rotation: every change is on the disk before the call returns. */
export interface Journal {
  readonly content: JournalContent;
  isDone(step: string): boolean;
  /** Notes an option that is given anew. */
  noteOption(name: string, value: Facts[string]): void;
  /** Notes facts of a step that goes on. */
  note(facts: Facts): void;
  /** Notes that a step is done. */
  complete(step: string, facts?: Facts): void;
  /** Notes that it is undone from now on: it cannot go forward any more. */
  turnBack(): void;
  /** Notes that the rotation has ended. */
  end(state: "finished" | "rolled-back"): void;
}

/** What a new journal begins with. */
export type NewJournal = Pick<JournalContent, "plan" | "provider" | "secret" | "account" | "options">;

/** Begins a journal; one in its place by which something was done is kept under a name of its own. */
export function beginJournal(file: string, start: NewJournal): Journal {
  const earlier = readJournal(file);
  if (earlier !== undefined && earlier.done.length > 0)
    renameSync(file, file.replace(/(\.json)?$/, `.${earlier.id}.json`));
  const content: JournalContent = {
    format: 1,
    id: randomBytes(4).toString("hex"),
    state: "running",
    startedAt: new Date().toISOString(),
    ...start,
    facts: {},
    done: [],
  };
  return journalOf(file, content).write();
}

/** Goes on with a journal. */
export function continueJournal(file: string, content: JournalContent): Journal {
  return journalOf(file, content);
}

/** Reads a journal. Absence: there is none. Throws `INVALID_CONFIG` for a file that is something else. */
export function readJournal(file: string): JournalContent | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const content = parsed(text);
  if (content !== undefined) return content;
  throw new SecretsError("INVALID_CONFIG", "The journal of the rotation is there, but is no journal of this version.", {
    hint: "Name the right file by --journal. If it is the right one: look at Mailjet's list of keys for one with (rotation …) in its name, then move the file away.",
  });
}

function journalOf(file: string, begun: JournalContent): Journal & { write(): Journal } {
  let content = begun;
  const change = (changes: Partial<JournalContent>): void => {
    content = { ...content, ...changes };
    writeDurably(file, `${JSON.stringify(content, undefined, 2)}\n`);
  };
  const journal = {
    get content() {
      return content;
    },
    isDone: (step: string) => content.done.some((each) => each.step === step),
    noteOption: (name: string, value: Facts[string]) => change({ options: { ...content.options, [name]: value } }),
    note: (facts: Facts) => change({ facts: { ...content.facts, ...facts } }),
    complete(step: string, facts: Facts = {}) {
      const done = [...content.done, { step, at: new Date().toISOString() }];
      change({ done, facts: { ...content.facts, ...facts } });
    },
    turnBack: () => change({ state: "running", facts: { ...content.facts, rollingBack: true } }),
    end: (state: "finished" | "rolled-back") => change({ state, endedAt: new Date().toISOString() }),
    write() {
      change({});
      return journal;
    },
  };
  return journal;
}

function parsed(text: string): JournalContent | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return isJournal(content) ? content : undefined;
  } catch {
    // The message would quote the file, which may be anything.
    return undefined;
  }
}

/** In full: by its number keys are deactivated. */
function isJournal(content: unknown): content is JournalContent {
  if (!isFields(content)) return false;
  const { format, id, plan, state, startedAt, provider, secret, options, facts, done } =
    content as Partial<JournalContent>;
  const isKnown = format === 1 && PLANS.some((name) => name === plan) && STATES.some((name) => name === state);
  const areTexts = [startedAt, provider, secret].every((each) => typeof each === "string");
  const areDone =
    Array.isArray(done) && done.every((each) => typeof each?.step === "string" && typeof each.at === "string");
  return isKnown && areTexts && areDone && isFields(options) && isFields(facts) && /^[0-9a-f]{8}$/.test(String(id));
}

function isFields(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SecretsError("INVALID_CONFIG", "The journal of the rotation cannot be read.", {
      cause: error,
      hint: "See that the file, or the folder that is in its place, belongs to whoever runs this.",
    });
  }
}
