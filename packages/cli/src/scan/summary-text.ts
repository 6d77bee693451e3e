import type { ScanSummary } from "./report.ts";

/** What a scan says to people at its end: what was found and what to do, what was left out, what is not known. */
export function summaryText({ findings, known, unread, files, binary, leftOut }: ScanSummary): string {
  const scanned = counted(files - binary, "file");
  const out = [
    leftOut.nodeModules > 0 && `${number(leftOut.nodeModules)} × node_modules`,
    leftOut.git > 0 && `${number(leftOut.git)} × .git`,
    leftOut.ignored > 0 && `${number(leftOut.ignored)} that .gitignore names`,
  ].filter((part) => part !== false);
  return [
    findings === 0
      ? `No Mailjet key found in ${scanned}.`
      : `${counted(findings, "Mailjet key")} found in ${scanned}. Reset each at Mailjet (Account settings, API key management), then keep the new one outside of the code: removing the line, or the commit, does not make it secret again.`,
    known > 0 && `${number(known)} more in the baseline.`,
    out.length > 0 && `Left out: ${out.join(", ")}; --no-ignore reads them.`,
    binary > 0 && `Passed over: ${counted(binary, "binary file")}.`,
    unread > 0 && `${number(unread)} could not be read, so this is not known to be clean.`,
  ]
    .filter((line) => line !== false)
    .join("\n");
}

function counted(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? "" : "s"}`;
}

function number(value: number): string {
  // toLocaleString() alone would take longer than a small scan.
  return String(value).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ",");
}
