import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sealedPairs } from "../src/rotate/sealed-pairs.ts";
import { GREEN, MASTER, OLD } from "./support/rotation-world.ts";

function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-sealed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "rotation.json");
}

it("give back what was put in, to whoever has the administration pair, and show nothing of it", () => {
  const journal = journalFile();
  const pairs = sealedPairs(journal, "0000000a", () => MASTER.apiSecret);
  pairs.begin(OLD);
  pairs.add({ new: GREEN });
  expect(sealedPairs(journal, "0000000a", () => MASTER.apiSecret).read()).toEqual({ old: OLD, new: GREEN });
  expect(readFileSync(`${journal}.sealed`, "utf8")).not.toContain(GREEN.apiSecret.slice(0, 8));
});

it.each([
  { whose: "another rotation with the same administration pair", rotation: "0000000b", passphrase: MASTER.apiSecret },
  { whose: "another administration pair", rotation: "0000000a", passphrase: GREEN.apiSecret },
])("are not taken from a file of $whose", ({ rotation, passphrase }) => {
  const journal = journalFile();
  sealedPairs(journal, "0000000a", () => MASTER.apiSecret).begin(OLD);
  expect(() => sealedPairs(journal, rotation, () => passphrase).read()).toThrow(
    "The pairs of this rotation cannot be opened",
  );
});
