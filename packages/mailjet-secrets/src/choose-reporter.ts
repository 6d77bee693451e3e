import { resolve } from "node:path";
import { type ApplicationReporter, fileReporter, streamReporter } from "@mailjet-secrets/core";

/** Makes a reporter of what the option `report` says. `directory`: where a relative path starts. */
export function chooseReporter(report: string | ApplicationReporter, directory: string): ApplicationReporter {
  if (typeof report === "function") return report;
  if (report === "stderr" || report === "stdout") {
    // The stream is made when it is first asked for.
    return (each) => streamReporter(process[report])(each);
  }
  return fileReporter(resolve(directory, report));
}
