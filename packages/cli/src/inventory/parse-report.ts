import { printableName } from "@mailjet-secrets/core";

/** A report as it stood in a log, every field checked. Names hold nothing that a terminal obeys. */
export interface ParsedReport {
  readonly event: "in-use" | "released";
  readonly application: string;
  readonly host: string;
  readonly processId: number;
  /** Absence: a program that does not tell its own users apart wrote it. */
  readonly instance?: string;
  /** Absence: the default account. */
  readonly account?: string;
  readonly fingerprint: string;
  readonly previousFingerprint?: string;
  readonly provider: string;
  readonly version?: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** What every report holds as text, in whatever it is wrapped: lines without it are passed over unread. */
export const EVENT_PREFIX = "mailjet-secrets.";

type Fields = Readonly<Record<string, unknown>>;

const EVENTS: ReadonlyMap<unknown, ParsedReport["event"]> = new Map([
  [`${EVENT_PREFIX}in-use`, "in-use"],
  [`${EVENT_PREFIX}released`, "released"],
]);
const FINGERPRINT = /^[0-9a-f]{8}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;
/** Names come from systems of others: a host has up to 255 characters, an id of a tenant may have more than one of ours. */
const LONGEST_NAME = 256;

/** Whether an object says that it is a report. */
export function isReport(fields: Fields): boolean {
  return Object.hasOwn(fields, "event") && EVENTS.has(fields["event"]);
}

/** Reads a report. Gives nothing if a field is missing or makes no sense: anybody can write into a log. */
export function parseReport(fields: Fields): ParsedReport | undefined {
  const own = (name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
  const event = EVENTS.get(own("event"));
  const [application, host, provider] = ["application", "host", "provider"].map((name) => nameIn(own(name)));
  const [processId, fingerprint] = [own("processId"), own("fingerprint")];
  const time = timeIn(own("time"));
  if (event === undefined || !application || !host || !provider || time === undefined) return undefined;
  if (!isProcessId(processId) || !isFingerprint(fingerprint)) return undefined;
  const optional = optionalFields(own);
  return optional && { event, application, host, processId, fingerprint, provider, time, ...optional };
}

/** Whether it is a fingerprint of a pair. */
export function isFingerprint(value: unknown): value is string {
  return typeof value === "string" && FINGERPRINT.test(value);
}

type OptionalFields = Pick<ParsedReport, "instance" | "account" | "version" | "previousFingerprint">;

function optionalFields(own: (name: string) => unknown): OptionalFields | undefined {
  const previousFingerprint = own("previousFingerprint");
  if (previousFingerprint !== undefined && !isFingerprint(previousFingerprint)) return undefined;
  const names = ["instance", "account", "version"].filter((name) => own(name) !== undefined);
  const texts = names.map((name) => [name, nameIn(own(name))] as const);
  if (texts.some(([, text]) => text === undefined)) return undefined;
  return { ...Object.fromEntries(texts), ...(previousFingerprint === undefined ? {} : { previousFingerprint }) };
}

function nameIn(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > LONGEST_NAME) return undefined;
  return printableName(value);
}

function isProcessId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function timeIn(value: unknown): number | undefined {
  const time = typeof value === "string" && TIME.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
