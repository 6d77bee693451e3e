import type { Print, Reporter } from "./report.ts";

/** One line for each finding, as it is found: `path:line:column kind fingerprint`, then the commit, then Mailjet's answer. */
export function textReporter(print: Print): Reporter {
  return {
    finding({ path, line, column, kind, fingerprint, commit, verification }) {
      const rest = [commit && `commit ${commit}`, verification].filter(Boolean);
      print([`${path}:${line}:${column}`, kind, fingerprint, ...rest].join(" "));
    },
    // What could not be read, and the sum, are said on stderr in any format.
    unread() {},
    end() {},
  };
}
