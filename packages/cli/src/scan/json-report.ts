import type { Print, ReportedFinding, ReportedGap, Reporter } from "./report.ts";

/** One JSON object: `{ version, findings, unread, summary }`. */
export function jsonReporter(print: Print): Reporter {
  const findings: ReportedFinding[] = [];
  const unread: ReportedGap[] = [];
  return {
    finding: (finding) => void findings.push(finding),
    unread: (gap) => void unread.push(gap),
    end: (summary) => print(JSON.stringify({ version: 1, findings, unread, summary }, undefined, 2)),
  };
}
