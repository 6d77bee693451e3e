import { expect, it } from "vitest";
import { type ClosingReport, isWell } from "../src/closing-report.ts";

const WELL: ClosingReport = {
  lost: 0,
  twice: 0,
  givenUp: 0,
  refused: 0,
  attackerRefused: 1,
  isOldKeyInactive: true,
  hasEvidence: true,
  summary: [],
  markdown: "",
};

it("is content only if nothing was lost or doubled or refused, the old key is dead, and the evidence is there", () => {
  expect(isWell(WELL)).toBe(true);
  const flaws: readonly Partial<ClosingReport>[] = [
    { lost: 1 },
    { twice: 1 },
    { givenUp: 1 },
    { refused: 1 },
    { attackerRefused: 0 },
    { isOldKeyInactive: false },
    { hasEvidence: false },
    { failure: "git is not there" },
  ];
  for (const flaw of flaws) expect(isWell({ ...WELL, ...flaw })).toBe(false);
});
