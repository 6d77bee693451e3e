/** Joins the lines of a JSON document that spans several, as `scan --json` writes it, and leaves all others as they are. */
export interface DocumentLines {
  /** Takes a line, and gives what is to be read now: that line, a whole document, nothing yet, or all that was kept back. */
  take(line: string): readonly string[];
  /** What was kept back, at the end of the input. */
  end(): readonly string[];
}

/** Far more than any result of a scan that a person can work through. */
const LARGEST_DOCUMENT = 16_777_216;
const SECOND_LINE = /^ {2}"version": 1,$/;
/** Between its first line and its last one all are indented: a report, or another line of a log, is not. */
const LINE_INSIDE = /^(?: {2}|\}$)/;

/** Creates one. `tooLong`: is called for a document that is too long, of which nothing is read. */
export function documentLines(tooLong: () => void, largest: number = LARGEST_DOCUMENT): DocumentLines {
  let kept: string[] = [];
  let length = 0;

  const release = (): readonly string[] => {
    const lines = kept;
    [kept, length] = [[], 0];
    return lines;
  };
  return {
    take(line) {
      if (kept.length === 0 && line !== "{") return [line];
      kept.push(line);
      length += line.length;
      if (kept.length === 2 && !SECOND_LINE.test(line)) return release();
      // Otherwise two lines in a log would hide every report that comes after them.
      if (kept.length > 2 && !LINE_INSIDE.test(line)) return release();
      if (length > largest) {
        release();
        tooLong();
      }
      return line === "}" ? [release().join("\n")] : [];
    },
    end: release,
  };
}
