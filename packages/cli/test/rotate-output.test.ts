import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { ADMIN, JOURNEYS, type Journey, run } from "./support/rotation-journeys.ts";
import { rotationWorld } from "./support/rotation-world.ts";

const NEW: Journey = JOURNEYS["new-sub-account"];
const FINGERPRINT: unknown = expect.stringMatching(/^[0-9a-f]{8}$/);

describe.concurrent("rotate --json", () => {
  it("prints one object for a plan, a wait, a rotation that is not due, and one that is finished", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    const json = async (words: readonly string[]) => {
      const { code, stdout } = await world.rotate([...words, "--json"]);
      expect(stdout.trimEnd().split("\n")).toHaveLength(1);
      return { code, ...JSON.parse(stdout) };
    };
    expect(await json(["--status"])).toEqual({ code: EXIT.ok, state: "none" });
    expect(await json([...NEW.words, "--dry-run"])).toMatchObject({
      code: EXIT.ok,
      plan: "new-sub-account",
      facts: { oldFingerprint: FINGERPRINT, oldKeyName: "Billing" },
      steps: expect.arrayContaining([{ step: "switch", does: expect.stringContaining("Write the new pair") }]),
    });
    expect(await json([...NEW.words, "--older-than", "90d"])).toMatchObject({ code: EXIT.ok, outcome: "not-due" });
    expect(await json([...NEW.words, "--quiet-for", "1h", "--wait-for", "0"])).toMatchObject({
      code: EXIT.waiting,
      outcome: "waiting",
      waitingFor: expect.stringContaining("the old key to stay silent"),
    });
    expect(await json(["--status"])).toMatchObject({ code: EXIT.ok, state: "running", plan: "new-sub-account" });
    const { facts, ...finished } = await json([...NEW.onwards, "--quiet-for", "0.5s"]);
    expect(finished).toMatchObject({ code: EXIT.ok, outcome: "finished", rotation: FINGERPRINT });
    expect(facts).toMatchObject({ oldFingerprint: FINGERPRINT, newFingerprint: FINGERPRINT, newVersion: "2" });
  });

  it("prints one for a rollback, and none for a failure, whose exit code tells", async () => {
    await using world = await rotationWorld();
    const failed = await world.rotate(["--resume", ...ADMIN, "--json"]);
    expect(failed).toMatchObject({ code: EXIT.configuration, stdout: "" });
    expect(failed.stderr).toContain("INVALID_CONFIG: There is no rotation to resume.");
    await run(world, NEW, NEW.words, { step: "create-key", moment: "recorded" });
    const { code, stdout } = await world.rotate(["--rollback", ...ADMIN, "--yes", "--json"]);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: EXIT.ok, outcome: "rolled-back", notes: [] });
  });
});

describe.concurrent("rotate", () => {
  it("says in words how far it is, and how it has ended", async () => {
    await using world = await rotationWorld();
    expect((await world.rotate(["--status"])).stdout).toMatch(
      /^No rotation of this secret is known \(.*rotation\.json\)\.\n$/,
    );
    const ended = await world.rotate(NEW.words);
    expect(ended.stdout).toMatch(/^The rotation is finished\.\nOld pair: [0-9a-f]{8}\nOld key at Mailjet: \d+\n/);
    expect(ended.stderr).toMatch(/^\[1\/10\] .*\n\[2\/10\] Make a new key \(a sub-account\) named "Billing"/);
    const { stdout } = await world.rotate(["--status"]);
    expect(stdout).toMatch(/^Rotation [0-9a-f]{8}, plan new-sub-account: finished, begun .*Z\.\n/);
    expect(stdout).toMatch(/\n\S+Z +deactivate-old\n\S+Z +finish\n$/);
  });

  it.each([
    { words: ["--resume", "--rollback"], what: "two ways at once" },
    { words: ["--rollback", "--older-than", "1d"], what: "a rollback that asks for an age" },
    { words: ["--plan", "blue-green", "--quiet-for", "1 h"], what: "a time that is none" },
    { words: ["--dry-run"], what: "no plan" },
    { words: [], what: "nothing" },
  ])("takes $what for a mistake", async ({ words }) => {
    await using world = await rotationWorld();
    expect((await world.rotate(words)).code).toBe(EXIT.usage);
    expect(world.files()).toEqual([]);
  });

  it("wants both colours, and that the store has one of them", async () => {
    await using world = await rotationWorld();
    const without = await world.rotate(["--plan", "blue-green", "--blue", "prod/blue"]);
    expect(without.code).toBe(EXIT.configuration);
    expect(without.stderr).toContain("name them by --blue and --green");
    const same = await world.rotate(["--plan", "blue-green", "--blue", "prod/blue", "--green", "prod/mailjet"]);
    expect(same.stderr).toContain("are of the same key");
  });

  it("takes no pair of another key for a reset, and not the one that is stored", async () => {
    await using world = await rotationWorld();
    const stored = await world.stored();
    const foreign = `${stored.apiSecret}:${stored.apiKey}`;
    for (const input of [foreign, stored.apiSecret, "a\nb\nc"]) {
      const { code } = await world.rotate(["--plan", "assisted-reset"], { input });
      expect(code).toBe(EXIT.invalidSecret);
      await world.rotate(["--rollback", "--yes"]);
    }
    expect(world.mailjet.received).toEqual([]);
  });

  it("takes the evidence of a leaked key, and does not wait for it if that is not possible", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    world.mailjet.fail({ path: "/v3/REST/statcounters", kind: "status", status: 500 });
    const words = ["--plan", "emergency", ...ADMIN, "--accept-outage", "--evidence", "evidence"];
    const ended = await world.rotate(words);
    expect(ended.code).toBe(EXIT.ok);
    expect(ended.stderr).toContain("The evidence could not be taken (UNAVAILABLE:");
    expect(world.readJournal().facts["evidence"]).toBe("failed: UNAVAILABLE");
  });
});
