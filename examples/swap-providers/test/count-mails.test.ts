import { expect, it } from "vitest";
import { countMails } from "../src/rotation.ts";

it("counts mails that never arrived, and those that arrived twice", () => {
  const accepted = ["mail-1", "mail-2", "mail-2", "mail-4"].map((customId) => ({ customId }));
  expect(countMails(4, accepted)).toEqual({ sent: 3, lost: 1, twice: 1 });
  expect(countMails(0, [])).toEqual({ sent: 0, lost: 0, twice: 0 });
});
