import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { GREEN, MASTER, OLD, RESET, type RotationWorld, rotationWorld, SENDER } from "./support/rotation-world.ts";

const ADMIN = ["--admin-secret", "admin/mailjet"];
const NEW_KEY = ["--plan", "new-sub-account", ...ADMIN, "--yes", "--quiet-for", "0", "--from", SENDER];
const COLOURS = ["--plan", "blue-green", "--blue", "prod/blue", "--green", "prod/green", "--quiet-for", "0"];

let world: RotationWorld;
beforeEach(async () => {
  world = await rotationWorld();
});
afterEach(() => world.close());

describe("rotate --plan assisted-reset", () => {
  it("takes the new secret key from standard input, checks it once, and stores it", async () => {
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const ended = await world.rotate(["--plan", "assisted-reset"], { input: `${RESET.apiSecret}\n` });
    expect(ended).toMatchObject({ code: EXIT.ok });
    expect(await world.stored()).toEqual(RESET);
    expect(world.mailjet.received).toHaveLength(1);
    expect(ended.stdout).toMatch(/Stored \d+(\.\d)? s after the secret key was given; .* refused from its reset/);
    // Nobody knows when it was reset.
    expect(ended.stdout).not.toContain("after it was asked for");
    expect(ended.stderr).toContain(
      "A program that exec has started keeps the old pair in its environment: restart it.",
    );
  });

  it("writes nothing that Mailjet rejects, and takes the right one at --resume", async () => {
    const refused = await world.rotate(["--plan", "assisted-reset"], { input: `${RESET.apiSecret}\n` });
    expect(refused.code).toBe(EXIT.rejectedByMailjet);
    expect(await world.stored()).toEqual(OLD);
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    expect((await world.rotate(["--resume"], { input: RESET.apiSecret })).code).toBe(EXIT.ok);
    expect(await world.stored()).toEqual(RESET);
  });

  it("waits for the secret key if there is none on standard input", async () => {
    const ended = await world.rotate(["--plan", "assisted-reset"]);
    expect(ended.code).toBe(EXIT.waiting);
    expect(ended.stdout).toContain("reset it in Mailjet's page");
    expect(world.mailjet.received).toHaveLength(0);
    // From then on a person may have reset it, whenever the secret key comes.
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const { resetAskedAt } = world.readJournal().facts;
    const hourBefore = new Date(Date.parse(String(resetAskedAt)) - 3_600_000).toISOString();
    writeFileSync(
      world.journal,
      readFileSync(world.journal, "utf8").replace(
        `"resetAskedAt": "${resetAskedAt}"`,
        `"resetAskedAt": "${hourBefore}"`,
      ),
    );
    const resumed = await world.rotate(["--resume"], { input: RESET.apiSecret });
    expect(resumed.stdout).toMatch(/Stored 36\d\d(\.\d)? s after it was asked for: services were refused for less/);
  });
});

describe("rotate in a region that only the secrets name", () => {
  // Whatever is asked elsewhere finds no way.
  const environment = { MAILJET_SECRETS_HOST: "", HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "127.0.0.1" };
  beforeEach(() => {
    for (const [id, pair] of Object.entries({ "prod/mailjet": OLD, "admin/mailjet": MASTER })) {
      const names = { MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret };
      world.vault.put(`secret/${id}`, { ...names, MJ_API_HOST: world.mailjet.host, team: "billing" });
    }
  });

  it.each([
    ["the secret key alone", RESET.apiSecret],
    ["both halves", `${RESET.apiKey}:${RESET.apiSecret}`],
  ])("asks there with %s after a reset", async (_, input) => {
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const ended = await world.rotate(["--plan", "assisted-reset"], { input, environment });
    expect(ended.code, ended.stderr).toBe(EXIT.ok);
    expect(await world.stored()).toEqual(RESET);
  });

  it("asks there with a new key", async () => {
    const ended = await world.rotate(NEW_KEY, { environment });
    expect(ended.code, ended.stderr).toBe(EXIT.ok);
    expect(world.works(await world.stored())).toBe(true);
    expect(world.works(OLD)).toBe(false);
  });
});

describe("rotate --plan new-sub-account", () => {
  it("makes a key, switches, and deactivates the old one", async () => {
    const ended = await world.rotate(NEW_KEY);
    expect(ended).toMatchObject({ code: EXIT.ok });
    const stored = await world.stored();
    expect(world.key(stored)).toMatchObject({ ...stored, isActive: true });
    expect(world.key(stored).name).toMatch(/^Billing \(since \d{4}-\d{2}-\d{2}\)$/);
    expect(world.key(OLD).isActive).toBe(false);
    expect(world.liveKeys()).toHaveLength(2);
  });

  it("keeps its journal and the sealed pairs for the owner only, and deletes the pairs at the end", async () => {
    await world.rotate(NEW_KEY, { kill: { step: "switch", moment: "recorded" } });
    for (const file of [world.journal, `${world.journal}.sealed`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await world.rotate(["--resume", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect(() => statSync(`${world.journal}.sealed`)).toThrow("ENOENT");
  });

  it("puts everything back at --rollback", async () => {
    await world.rotate(NEW_KEY, { kill: { step: "deactivate-old", moment: "recorded" } });
    expect(world.key(OLD).isActive).toBe(false);
    expect(await world.rotate(["--rollback", ...ADMIN, "--yes"])).toMatchObject({ code: EXIT.ok });
    expect(await world.stored()).toEqual(OLD);
    expect(world.liveKeys().map(({ apiKey }) => apiKey)).toEqual([OLD.apiKey, GREEN.apiKey]);
  });
});

describe("rotate --plan blue-green", () => {
  it("switches to the idle pair, and stores the new secret key of the one that is idle then", async () => {
    expect((await world.rotate([...COLOURS])).code).toBe(EXIT.waiting);
    expect(await world.stored()).toEqual(GREEN);
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    expect((await world.rotate(["--resume"], { input: RESET.apiSecret })).code).toBe(EXIT.ok);
    expect(await world.stored()).toEqual(GREEN);
    expect(await world.stored("prod/blue")).toEqual(RESET);
  });
});

describe("rotate --plan emergency", () => {
  it("deactivates the leaked key at once, and makes a new one", async () => {
    const ended = await world.rotate([
      "--plan",
      "emergency",
      ...ADMIN,
      "--accept-outage",
      "--yes",
      "--evidence",
      "evidence",
    ]);
    expect(ended).toMatchObject({ code: EXIT.ok });
    expect(world.key(OLD).isActive).toBe(false);
    expect(world.key(await world.stored()).isActive).toBe(true);
    expect(ended.stdout).toMatch(/\nThe leaked key was deactivated at \S+Z\.\n/);
    expect(ended.stdout).toMatch(/\nServices were refused for \d+(\.\d)? s: from the deactivation until/);
  });

  it("tells how long mail stood still until a reset, which is longer than since it was asked for", async () => {
    const words = ["--plan", "emergency", ...ADMIN, "--accept-outage", "--then", "assisted-reset"];
    expect((await world.rotate(words)).code).toBe(EXIT.waiting);
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const ended = await world.rotate(["--resume", ...ADMIN], { input: RESET.apiSecret });
    expect(ended.stdout).toMatch(/\nServices were refused for \d+(\.\d)? s: from the deactivation until/);
    expect(ended.stdout).not.toContain("after it was asked for");
  });

  it("never deactivates the primary key", async () => {
    world.vault.put("secret/prod/mailjet", { MJ_APIKEY_PUBLIC: MASTER.apiKey, MJ_APIKEY_PRIVATE: MASTER.apiSecret });
    const ended = await world.rotate(["--plan", "emergency", ...ADMIN, "--accept-outage", "--yes"]);
    expect(ended.code).toBe(EXIT.configuration);
    expect(world.key(MASTER).isActive).toBe(true);
  });
});
