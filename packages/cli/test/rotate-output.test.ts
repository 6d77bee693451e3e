import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { ADMIN, JOURNEYS, type Journey, run } from "./support/rotation-journeys.ts";
import { RESET, rotationWorld, SERVICE } from "./support/rotation-world.ts";

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

  it("says nothing of a reset where the idle pair is left as it is", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const words = ["--plan", "blue-green", "--blue", "prod/blue", "--green", "prod/green", "--quiet-for", "0"];
    const ended = await world.rotate([...words, "--yes", "--no-reset"]);
    expect(ended.code, ended.stderr).toBe(EXIT.ok);
    expect(ended.stderr).toContain("Leave the idle pair as it is (--no-reset).");
    expect(ended.stdout).not.toContain("Through SMTP the old secret key works");
  });

  it("says after a rollback which keys it was about, and nothing that is undone", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    await run(world, NEW, NEW.words, { step: "switch", moment: "recorded" });
    const keys = /^Old pair: \w+\nOld key at Mailjet: \d+\nNew pair: \w+\nNew key at Mailjet: \d+\n/m;
    const ended = await world.rotate(["--rollback", ...ADMIN, "--yes"]);
    expect(ended.stdout).toMatch(/^The rotation is rolled back\.\n/);
    for (const stdout of [ended.stdout, (await world.rotate(["--status"])).stdout]) {
      expect(stdout).toMatch(keys);
      expect(stdout).not.toContain("Version in the store");
    }
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

  it("gives the command that goes on, whole, when it waits and at --status", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const first = ["--secret", SERVICE];
    const files = ["--wait-for-applications", "it's app.log", "--application", "billing-api", "worker"];
    writeFileSync(join(world.directory, "it's app.log"), "");
    const waiting = await world.rotate([...first, ...NEW.words, ...files, "--wait-for", "0"]);
    expect(waiting.code, waiting.stderr).toBe(EXIT.waiting);
    const command = `mailjet-secrets rotate --resume --secret ${SERVICE} --admin-secret admin/mailjet --journal ${world.journal}`;
    const whole = `${command} --wait-for-applications '${world.directory}/it'\\''s app.log' --application billing-api worker`;
    expect(waiting.stdout).toContain(`. Then: ${whole}\n`);
    const { stdout } = await world.rotate(["--status", ...first, ...ADMIN]);
    expect(stdout.endsWith(`\nNext: wait-for-applications. Go on by: ${command}\n`), stdout).toBe(true);
  });

  it("says at --dry-run that it is not due, and before anything is done that nothing is", async () => {
    await using world = await rotationWorld();
    const { stdout } = await world.rotate([...NEW.words, "--dry-run", "--older-than", "90d"]);
    expect(stdout).toContain("\nNot due (--older-than): a run would do nothing now. Once it is due:\n 1. Read");
    const failed = await world.rotate(["--plan", "assisted-reset", "--secret", "prod/absent"]);
    expect(failed.code).toBe(EXIT.missing);
    expect(failed.stderr).toContain("Nothing is done yet: rotate --resume goes on with it");
  });

  it("sends nobody to a --resume or a --rollback of what has ended", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["assisted-reset"];
    journey.before?.(world);
    expect((await world.rotate(journey.words, { input: RESET.apiSecret })).code).toBe(EXIT.ok);
    expect((await world.rotate(["--resume"])).stderr).toContain("The last one is finished; --status shows it.");
    expect((await world.rotate(["--rollback", "--yes"])).stderr).toContain("nothing is left to do.");
  });

  it.each([
    { words: ["--plan", "new-sub-account", ...ADMIN, "--application", "billing-api"], what: "names without reports" },
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
    expect(without.code).toBe(EXIT.usage);
    expect(without.stderr).toContain("Name them by --blue and --green");
    expect(world.files()).toEqual([]);
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
