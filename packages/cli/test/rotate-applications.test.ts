import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { JOURNEYS, type Journey, run } from "./support/rotation-journeys.ts";
import { OLD, type RotationWorld, rotationWorld } from "./support/rotation-world.ts";

const HOUR_MS = 3_600_000;
const NEW: Journey = JOURNEYS["new-sub-account"];

/** Files of logs with reports of applications. */
async function world(): Promise<{ readonly world: RotationWorld; readonly log: string; report: Report }> {
  const made = await rotationWorld();
  const log = join(made.directory, "applications.log");
  writeFileSync(log, "Starting…\n");
  const report: Report = (application, fingerprint, { event = "in-use", ageMs = 0 } = {}) => {
    const time = new Date(Date.now() - ageMs).toISOString();
    const line = { event: `mailjet-secrets.${event}`, application, host: "pod-1", processId: 7, provider: "vault" };
    appendFileSync(log, `[pod/${application}] ${JSON.stringify({ ...line, fingerprint, time })}\n`);
  };
  return { world: made, log, report };
}

type Report = (
  application: string,
  fingerprint: unknown,
  more?: { readonly event?: "in-use" | "released"; readonly ageMs?: number },
) => void;

/** A rotation that has switched, and waits for nobody yet. Gives both fingerprints. */
async function switched(of: RotationWorld): Promise<{ readonly before: unknown; readonly after: unknown }> {
  await run(of, NEW, NEW.words, { step: "switch", moment: "recorded" });
  const { oldFingerprint: before, newFingerprint: after } = of.readJournal().facts;
  return { before, after };
}

describe.concurrent("rotate --wait-for-applications", () => {
  it("waits, no longer than --wait-for, until no application is on the old pair", { timeout: 60_000 }, async () => {
    const { world: of, log, report } = await world();
    await using _ = of;
    const { before, after } = await switched(of);
    report("billing-api", before);
    report("worker", before);
    report("nightly-job", before, { event: "released" });
    report("archive", before, { ageMs: 3 * HOUR_MS });
    const onwards = [...NEW.onwards, "--wait-for-applications", log];
    const late = await of.rotate([...onwards, "--wait-for", "0"]);
    expect(late.code).toBe(EXIT.waiting);
    expect(late.stdout).toContain("Waiting for applications that still have the old pair: billing-api, worker.");
    const waiting = of.start([...onwards, "--wait-for", "1m"]);
    report("billing-api", after);
    await vi.waitFor(() => expect(of.files()).toContain("rotation.json.lock"), { timeout: 15_000 });
    report("worker", after);
    const ended = await waiting.ended;
    expect(ended.code, ended.stderr).toBe(EXIT.ok);
    expect(of.readJournal().facts["applications"]).toBe("billing-api, worker");
    expect(ended.stdout).toMatch(
      /\nThe applications were seen to have the new pair \d+(\.\d)? s after it was stored\.\n/,
    );
    expect(of.works(OLD)).toBe(false);
  });

  it("does not go on if more processes report than are kept in mind: one of those may have the old pair", {
    timeout: 60_000,
  }, async () => {
    const { world: of, log, report } = await world();
    await using _ = of;
    const { before, after } = await switched(of);
    report("billing-api", before);
    const line = { event: "mailjet-secrets.in-use", application: "flood", host: "pod-2", provider: "vault" };
    const reports = Array.from({ length: 20_000 }, (_, processId) =>
      JSON.stringify({ ...line, processId, fingerprint: after, time: new Date().toISOString() }),
    );
    appendFileSync(log, `${reports.join("\n")}\n`);
    const ended = await of.rotate([...NEW.onwards, "--wait-for-applications", log]);
    expect(ended.code).toBe(EXIT.configuration);
    expect(ended.stderr).toContain("who has which pair is not known");
    expect(of.works(OLD)).toBe(true);
  });

  it("waits for the applications that are named, and if none has reported", { timeout: 60_000 }, async () => {
    const { world: of, log, report } = await world();
    await using _ = of;
    const { after } = await switched(of);
    const onwards = [...NEW.onwards, "--wait-for", "0", "--wait-for-applications", log];
    const nobody = await of.rotate(onwards);
    expect(nobody.code).toBe(EXIT.waiting);
    expect(nobody.stdout).toContain("none has reported either of the two");
    report("billing-api", after);
    const named = await of.rotate([...onwards, "--application", "billing-api", "worker"]);
    expect(named.code).toBe(EXIT.waiting);
    expect(named.stdout).toContain("Waiting for applications to report the new pair: worker.");
    expect((await of.rotate([...NEW.onwards, "--wait-for-applications", log])).code).toBe(EXIT.ok);
  });

  it("waits for applications that are named only after their turn was over", { timeout: 60_000 }, async () => {
    const { world: of, log, report } = await world();
    await using _ = of;
    expect((await of.rotate([...NEW.words, "--quiet-for", "1h", "--wait-for", "0"])).code).toBe(EXIT.waiting);
    expect(of.done()).toContain("wait-for-applications");
    const { oldFingerprint: before, newFingerprint: after } = of.readJournal().facts;
    report("billing-api", before);
    const onwards = [...NEW.onwards, "--quiet-for", "0", "--wait-for", "0", "--wait-for-applications", log];
    const late = await of.rotate(onwards);
    expect(late.code, late.stderr).toBe(EXIT.waiting);
    expect(of.works(OLD)).toBe(true);
    report("billing-api", after);
    expect((await of.rotate(onwards)).code).toBe(EXIT.ok);
    expect(of.readJournal().facts["applications"]).toBe("billing-api");
  });

  it("takes nobody for silent because the clock of this machine is ahead", { timeout: 60_000 }, async () => {
    const { world: of, log, report } = await world();
    await using _ = of;
    const { before, after } = await switched(of);
    // Which is the same as that all the others are behind.
    report("billing-api", before, { ageMs: 5 * HOUR_MS });
    report("worker", after, { ageMs: 5 * HOUR_MS });
    const ended = await of.rotate([...NEW.onwards, "--wait-for", "0", "--wait-for-applications", log]);
    expect(ended.code).toBe(EXIT.waiting);
    expect(ended.stdout).toContain("still have the old pair: billing-api");
  });

  it("names the file that it cannot read", async () => {
    const { world: of } = await world();
    await using _ = of;
    await switched(of);
    const ended = await of.rotate([...NEW.onwards, "--wait-for-applications", "none.log"]);
    expect(ended.code).toBe(EXIT.configuration);
    expect(ended.stderr).toMatch(/The file \S*none\.log cannot be read/);
  });
});
