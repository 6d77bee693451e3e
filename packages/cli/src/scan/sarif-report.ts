import type { KeyKind } from "secretlint-rule-mailjet";
import type { Print, ReportedFinding, ReportedGap, Reporter } from "./report.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const WHAT: Readonly<Record<KeyKind, string>> = {
  "key-pair": "Mailjet API key and secret key",
  "basic-auth": "Mailjet key pair in base64",
  "smtp-url": "Mailjet key pair in an SMTP URL",
  "api-key": "Mailjet API key",
  "api-secret": "Mailjet secret key",
  "sms-token": "Mailjet SMS token",
};
const HELP = "Reset it at Mailjet, and keep the new one outside of the code: whoever has seen this version can use it.";

/** SARIF 2.1.0, for code scanning of GitHub and others. */
export function sarifReporter(print: Print, version: string): Reporter {
  const results: object[] = [];
  const notifications: object[] = [];
  return {
    finding: (finding) => void results.push(resultOf(finding)),
    unread: (gap) => void notifications.push(notificationOf(gap)),
    end() {
      const rules = Object.entries(WHAT).map(([id, text]) => ({
        id,
        shortDescription: { text },
        help: { text: HELP },
        defaultConfiguration: { level: "error" },
      }));
      const run = {
        tool: { driver: { name: "mailjet-secrets", version, rules } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results,
      };
      print(JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, undefined, 2));
    },
  };
}

function resultOf({ path, line, column, length, kind, fingerprint, commit, verification }: ReportedFinding): object {
  const region = { startLine: line, startColumn: column, endColumn: column + length };
  return {
    ruleId: kind,
    level: "error",
    message: { text: `${WHAT[kind]}, hard-coded (fingerprint ${fingerprint}). ${HELP}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region } }],
    partialFingerprints: { "mailjetKey/v1": fingerprint },
    ...((commit || verification) && { properties: { commit, verification } }),
  };
}

function notificationOf({ path, reason }: ReportedGap): object {
  return {
    level: "warning",
    message: { text: `Could not be read: ${reason}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
  };
}

function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
