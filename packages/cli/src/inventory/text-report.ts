import { aligned, painted } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import type { JudgedInstance, JudgedMention, Result } from "./result.ts";

const HEADINGS = ["APPLICATION", "HOST", "PROCESS", "ACCOUNT", "PAIR", "SINCE", "LAST SEEN", "STATE"];
const COLOURS = { current: "green", old: "red", silent: "yellow", released: "dim", unknown: "reset" } as const;

/** The table of instances, the keys in the code, and in sentences what is left to do. */
export function textReport(result: Result, surroundings: Surroundings): string {
  const parts = [tableOf(result.instances, surroundings), codeOf(result), summaryOf(result)];
  return parts.filter((part) => part !== "").join("\n\n");
}

function tableOf(instances: readonly JudgedInstance[], { stdout, environment }: Surroundings): string {
  if (instances.length === 0) return "";
  const lines = aligned([HEADINGS, ...instances.map((instance) => rowOf(instance))]).split("\n");
  // Colours come after the alignment, in which they would count as characters.
  const coloured = lines.slice(1).map((line, index) => {
    const { state } = instances[index] as JudgedInstance;
    return `${line.slice(0, -state.length)}${painted(COLOURS[state], state, stdout, environment)}`;
  });
  return [lines[0], ...coloured].join("\n");
}

function rowOf(instance: JudgedInstance): string[] {
  const { application, host, processId, account = "-", fingerprint, since, lastSeen, state } = instance;
  return [application, host, String(processId), account, fingerprint, timeOf(since), timeOf(lastSeen), state];
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Keys that somebody reports, or that were asked for, and how many others there are. */
function codeOf({ mentions, instances }: Result): string {
  const used = new Set(instances.map(({ fingerprint }) => fingerprint));
  const isOfInterest = ({ fingerprint, state }: JudgedMention): boolean => state !== "unknown" || used.has(fingerprint);
  const shown = mentions.filter(isOfInterest);
  const others = mentions.length - shown.length;
  const lines = shown.map(({ path, line, kind, fingerprint, commit, state }) =>
    [`  ${path}:${line}`, kind, fingerprint, ...(commit === undefined ? [] : [`commit ${commit}`]), state].join("  "),
  );
  if (others > 0) lines.push(`  ${counted(others, "other key")} that nobody reports`);
  return lines.length === 0 ? "" : ["In the code:", ...lines].join("\n");
}

function summaryOf({ instances, mentions, measure: { current, old }, scans }: Result): string {
  const by = (state: JudgedInstance["state"]): JudgedInstance[] => instances.filter((each) => each.state === state);
  const isJudged = current !== undefined || old !== undefined;
  const [late, silent, strange] = [by("old"), by("silent"), by("unknown")];
  const inCode = mentions.filter(({ state }) => state === "old").length;
  return [
    instances.length === 0 &&
      "No application has reported a pair: one needs a name and a place for reports (--help), and its log has to be in the input.",
    !isJudged && instances.length > 0 && "Which pair is the right one was not said: --fingerprint, --current or --old.",
    late.length > 0 && `Still on the old pair: ${namesOf(late)}.`,
    isJudged && instances.length > 0 && late.length === 0 && "None that reports is on the old pair.",
    isJudged && strange.length > 0 && `On a pair that was not named: ${namesOf(strange)}.`,
    silent.length > 0 && `Gone silent, so nothing is known of them: ${namesOf(silent)}.`,
    inCode > 0 && `The old pair is in the code, in ${counted(inCode, "place")}.`,
    scans > 0 && inCode === 0 && "The old pair is not in the code that was scanned.",
  ]
    .filter((line) => line !== false)
    .join("\n");
}

function namesOf(instances: readonly JudgedInstance[]): string {
  const counts = new Map<string, number>();
  for (const { application } of instances) counts.set(application, (counts.get(application) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count} processes)`)).join(", ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
