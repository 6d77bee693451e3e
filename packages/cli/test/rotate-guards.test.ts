import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@mailjet-secrets/core";
import { movableClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { ADMIN, JOURNEYS, type Journey, run, travelToTheEnd } from "./support/rotation-journeys.ts";
import {
  GREEN,
  MASTER,
  OLD,
  type Pair,
  RESET,
  type RotationWorld,
  rotationWorld,
  SERVICE,
} from "./support/rotation-world.ts";

const HOUR_MS = 3_600_000;
const STRANGER: Pair = { apiKey: "a1b2c3d4e5f6071829304a5b6c7d8e9f", apiSecret: "f9e8d7c6b5a4039281706f5e4d3c2b1a" };
const NEW: Journey = JOURNEYS["new-sub-account"];
const BLUE: Journey = JOURNEYS["blue-green"];

/** Whether no request has changed anything, at Mailjet or in the store. */
function expectOnlyReads({ mailjet, vault }: RotationWorld): void {
  expect(mailjet.received.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(vault.received.filter(({ method }) => method !== "GET")).toEqual([]);
}

/** Runs the rotation up to where a step is recorded. */
async function stopAfter(world: RotationWorld, step: string, journey: Journey = NEW): Promise<void> {
  const { code, stderr } = await run(world, journey, journey.words, { step, moment: "recorded" });
  expect(code, stderr).toBeNull();
}

// First, since they take half a minute.
describe.concurrent("the evidence in an emergency", () => {
  it("is not waited for longer than 20 seconds: the leaked key works meanwhile", { timeout: 90_000 }, async () => {
    await using world = await rotationWorld();
    for (const resource of ["sender", "eventcallbackurl", "apitoken", "user"])
      world.mailjet.fail({ path: `/v3/REST/${resource}`, kind: "hang" });
    await world.rotate(["--plan", "emergency", ...ADMIN, "--accept-outage", "--evidence", "evidence"]);
    const { startedAt, facts } = world.readJournal();
    expect(facts["evidence"]).toBe("failed: TIMEOUT");
    expect(world.works(OLD)).toBe(false);
    expect(Date.parse(String(facts["containedAt"])) - Date.parse(startedAt)).toBeLessThan(29_000);
  });
});

describe.concurrent("a new key that Mailjet does not accept", () => {
  it("is asked for five times and no more: Mailjet counts refusals", { timeout: 90_000 }, async () => {
    await using world = await rotationWorld({ newKeyActiveAfterMs: HOUR_MS, clock: systemClock });
    const waiting = await world.rotate(NEW.words);
    expect(waiting.code).toBe(EXIT.waiting);
    expect(waiting.stdout).toContain("Waiting for Mailjet to accept the new pair");
    expect(world.mailjet.unauthorizedCount).toBe(5);
  });
});

describe.concurrent("the administration pair", () => {
  it("is to be named, for plans that make keys", async () => {
    await using world = await rotationWorld();
    const ended = await world.rotate(["--plan", "new-sub-account"]);
    expect(ended.code).toBe(EXIT.usage);
    expect(ended.stderr).toContain("--admin-secret");
    expect(world.files()).toEqual([]);
  });

  it("is not the services' own; another plan can begin then at once", async () => {
    await using world = await rotationWorld();
    world.put(SERVICE, MASTER);
    const refused = await world.rotate(NEW.words);
    expect(refused.code).toBe(EXIT.configuration);
    expect(refused.stderr).toContain("The services use the same key as the administration");
    expectOnlyReads(world);
    expect((await world.rotate(["--plan", "assisted-reset"])).code).toBe(EXIT.waiting);
  });

  it("is the account's primary key's; the right one can begin then at once", async () => {
    await using world = await rotationWorld();
    const refused = await world.rotate([...NEW.words, "--admin-secret", "prod/green"]);
    expect(refused.code).toBe(EXIT.configuration);
    expect(refused.stderr).toContain("does not belong to the account's primary key");
    expectOnlyReads(world);
    expect((await world.rotate(NEW.words)).code).toBe(EXIT.ok);
  });

  it("is of the same account as the services' key", async () => {
    await using world = await rotationWorld();
    world.put(SERVICE, STRANGER);
    const refused = await world.rotate(NEW.words);
    expect(refused.code).toBe(EXIT.configuration);
    expect(refused.stderr).toContain("not among the keys of the administration pair's account");
    expectOnlyReads(world);
  });

  it("opens what it has sealed, and no other does: a rollback needs it as long as nothing is switched", async () => {
    await using world = await rotationWorld();
    world.mailjet.addKey({ ...STRANGER, isMaster: true, name: "Second primary" });
    await stopAfter(world, "try-sender");
    world.put("admin/mailjet", STRANGER);
    const refused = await world.rotate(NEW.onwards);
    expect(refused.code).toBe(EXIT.invalidSecret);
    expect(refused.stderr).toContain("cannot be opened with this administration pair");
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect(await world.stored()).toEqual(OLD);
    expect(world.files()).toEqual(["rotation.json"]);
  });
});

describe.concurrent("a key that must not be deactivated", () => {
  it("is the primary one, also if another primary key manages the account", async () => {
    await using world = await rotationWorld();
    world.mailjet.addKey({ ...STRANGER, isMaster: true, name: "Primary of the services" });
    world.put(SERVICE, STRANGER);
    const ended = await world.rotate(NEW.words);
    expect(ended.code).toBe(EXIT.ok);
    expect(ended.stdout).toContain("The old key stays active: it is the primary key.");
    expect(world.works(STRANGER)).toBe(true);
    expect(world.works(await world.stored())).toBe(true);
  });

  it("is the one that the store gives out: somebody has put it back", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "wait-until-quiet");
    world.put(SERVICE, OLD);
    const refused = await world.rotate(NEW.onwards);
    expect(refused.code).toBe(EXIT.conflict);
    expect(refused.stderr).toContain("The old key is in use");
    expect(world.works(OLD)).toBe(true);
    await travelToTheEnd(world, JOURNEYS["rollback of new-sub-account"]);
  });

  it("is any, without a yes: nobody can be asked here", async () => {
    await using world = await rotationWorld();
    const words = NEW.words.filter((word) => word !== "--yes");
    const waiting = await world.rotate(words);
    expect(waiting.code).toBe(EXIT.waiting);
    expect(waiting.stdout).toContain("Waiting for a yes to deactivating the old key (--yes)");
    expect(world.works(OLD)).toBe(true);
    expect((await world.rotate(["--rollback", ...ADMIN])).code).toBe(EXIT.usage);
    await travelToTheEnd(world, NEW);
  });

  it("is a leaked one that is in use, without a yes to the outage; --yes is none", async () => {
    await using world = await rotationWorld();
    const ended = await world.rotate(["--plan", "emergency", ...ADMIN, "--yes"]);
    expect(ended.code).toBe(EXIT.waiting);
    expect(ended.stdout).toContain("--accept-outage");
    expect(world.works(OLD)).toBe(true);
  });
});

describe.concurrent("an account that may not have one more key", () => {
  it("keeps its old one, and the rotation can be undone for another plan", async () => {
    await using world = await rotationWorld({ maximumKeys: 3 });
    const refused = await world.rotate(NEW.words);
    expect(refused.code).toBe(EXIT.denied);
    expect(refused.stderr).toContain("does not let the account have one more key");
    expect(refused.stderr).toContain("--rollback, then --plan assisted-reset");
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect((await world.rotate(["--plan", "assisted-reset"])).code).toBe(EXIT.waiting);
  });

  it("goes on by a reset in an emergency, without the leaked key becoming active", async () => {
    await using world = await rotationWorld({ maximumKeys: 3 });
    const refused = await world.rotate(["--plan", "emergency", ...ADMIN, "--accept-outage"]);
    expect(refused.code).toBe(EXIT.denied);
    expect(refused.stderr).toContain("--resume --then assisted-reset");
    expect(world.key(OLD).isActive).toBe(false);
    expect((await world.rotate(["--resume", ...ADMIN, "--then", "assisted-reset"])).code).toBe(EXIT.waiting);
    expect(world.key(OLD).isActive).toBe(false);
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    expect((await world.rotate(["--resume", ...ADMIN], { input: RESET.apiSecret })).code).toBe(EXIT.ok);
    await JOURNEYS["emergency, then a reset"].arrived(world);
  });
});

describe.concurrent("a journal", () => {
  const damaged = [
    ["{ cut off", "cut off"],
    ["null", "nothing"],
    ["[]", "a list"],
    ['{"format":1,"done":[],"facts":{}}', "without a number"],
  ].map(([text = "", what = ""]) => ({ text, what }));

  it.each(damaged)("that is damaged ($what) is not written over", async ({ text }) => {
    await using world = await rotationWorld();
    await stopAfter(world, "identify");
    writeFileSync(world.journal, text);
    for (const words of [NEW.words, NEW.onwards, ["--status"]]) {
      const { code, stderr } = await world.rotate(words);
      expect(code).toBe(EXIT.configuration);
      expect(stderr).toContain("is no journal of this version");
    }
    expect(readFileSync(world.journal, "utf8")).toBe(text);
  });

  it("of another secret is refused, and of another account too", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "create-key");
    const config = join(world.directory, "accounts.json");
    writeFileSync(config, JSON.stringify({ accounts: { marketing: { id: SERVICE } } }));
    for (const other of [
      ["--secret", "prod/green"],
      ["--config", config, "--account", "marketing"],
    ]) {
      const refused = await world.rotate([...NEW.onwards, ...other]);
      expect(refused.code, refused.stderr).toBe(EXIT.configuration);
      expect(refused.stderr).toContain("The journal is of another secret's rotation.");
    }
  });

  it("keeps its plan, and what makes the plan", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "check-idle", BLUE);
    for (const other of [
      ["--plan", "new-sub-account"],
      ["--green", "prod/other"],
    ]) {
      expect((await world.rotate(["--resume", ...other, ...ADMIN])).code).toBe(EXIT.usage);
    }
  });

  it("beside sealed pairs that are damaged leads to a rollback", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "compare");
    writeFileSync(`${world.journal}.sealed`, '{"salt":"","nonce":"","tag":"","data":""}');
    const refused = await world.rotate(NEW.onwards);
    expect(refused.code).toBe(EXIT.invalidSecret);
    expect(refused.stderr).toContain("damaged: --rollback");
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect(world.made()).toEqual([]);
  });

  it("of an ended rotation is kept under a name of its own when the next one begins", async () => {
    await using world = await rotationWorld();
    expect((await world.rotate(NEW.words)).code).toBe(EXIT.ok);
    const next = await world.rotate(NEW.words);
    expect(next.code).toBe(EXIT.ok);
    expect(world.files()).toEqual([expect.stringMatching(/^rotation\.[0-9a-f]{8}\.json$/), "rotation.json"]);
    expect(world.made()).toHaveLength(1);
  });

  it("of a finished rotation leads nowhere: it cannot be resumed, nor rolled back", async () => {
    await using world = await rotationWorld();
    await world.rotate(NEW.words);
    expect((await world.rotate(NEW.onwards)).code).toBe(EXIT.configuration);
    const refused = await world.rotate(["--rollback", ...ADMIN, "--yes"]);
    expect(refused.code).toBe(EXIT.configuration);
    expect(refused.stderr).toContain("is finished, and the old pair is not kept any more");
    expect(world.key(OLD).isActive).toBe(false);
    expect(world.readJournal().state).toBe("finished");
  });

  it("of a reset that was stored cannot be rolled back, and still be resumed", async () => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["assisted-reset"];
    journey.before?.(world);
    await run(world, journey, journey.words, { step: "replace-secret", moment: "acted" });
    const refused = await world.rotate(["--rollback", "--yes"]);
    expect(refused.code).toBe(EXIT.configuration);
    expect(refused.stderr).toContain("the old one is dead for good");
    await travelToTheEnd(world, journey);
  });
});

describe.concurrent("rotate --dry-run", () => {
  const plans = [
    { plan: "assisted-reset", more: [] },
    { plan: "new-sub-account", more: ADMIN },
    { plan: "blue-green", more: ["--blue", "prod/blue", "--green", "prod/green"] },
    { plan: "emergency", more: ADMIN },
  ];
  it.each(plans)("shows the steps of $plan, and changes nothing", async ({ plan, more }) => {
    await using world = await rotationWorld();
    const { code, stdout } = await world.rotate(["--plan", plan, ...more, "--dry-run"]);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toContain(`Plan ${plan}; nothing was changed.`);
    expect(stdout).toMatch(/^ 1\. .*\n 2\. /m);
    expectOnlyReads(world);
    expect(world.files()).toEqual([]);
  });

  it("says what would stop the rotation", async () => {
    await using world = await rotationWorld();
    const { code } = await world.rotate(["--plan", "new-sub-account", "--admin-secret", "prod/green", "--dry-run"]);
    expect(code).toBe(EXIT.configuration);
  });
});

describe.concurrent("rotate --older-than", () => {
  it("begins if the key, and then if the last rotation, is old enough", async () => {
    await using world = await rotationWorld({ clock: systemClock });
    const due = await world.rotate([...NEW.words, "--older-than", "90d"]);
    expect(due).toMatchObject({ code: EXIT.ok, stdout: "Not due: nothing was done.\n" });
    expectOnlyReads(world);
    expect((await world.rotate([...NEW.words, "--quiet-for", "0", "--older-than", "0"])).code).toBe(EXIT.ok);
    expect((await world.rotate([...NEW.words, "--older-than", "1h"])).stdout).toContain("Not due");
    expect(world.made()).toHaveLength(1);
  });

  it("goes on with a rotation that is under way", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "switch");
    expect((await world.rotate([...NEW.words, "--older-than", "90d"])).code).toBe(EXIT.ok);
    await NEW.arrived(world);
  });
});

describe.concurrent("the old key", () => {
  it("is watched by Mailjet's clock, from the first look on, whatever the clock of this machine says", {
    timeout: 60_000,
  }, async () => {
    const clock = movableClock();
    clock.putForward(-5 * HOUR_MS);
    await using world = await rotationWorld({ clock });
    const words = [...NEW.words, "--quiet-for", "1h", "--wait-for", "0"];
    const onwards = [...NEW.onwards, "--wait-for", "0"];
    await world.send(OLD);
    clock.putForward(2 * HOUR_MS);
    expect((await world.rotate(words)).stdout).toContain("Waiting for the old key to stay silent for 1 h more");
    clock.putForward(HOUR_MS / 2);
    expect((await world.rotate(onwards)).stdout).toContain("to stay silent for 30 min more");
    await world.send(OLD);
    clock.putForward(HOUR_MS / 2);
    const loud = await world.rotate(onwards);
    expect(loud.code).toBe(EXIT.waiting);
    expect(loud.stdout).toContain("Waiting for the old key to fall silent: 1 message ");
    expect(world.works(OLD)).toBe(true);
    clock.putForward(HOUR_MS);
    expect((await world.rotate(onwards)).code).toBe(EXIT.ok);
    expect(world.works(OLD)).toBe(false);
  });

  it("counts as silent if Mailjet rejects its pair, once that was said twice", async () => {
    await using world = await rotationWorld();
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const first = await world.rotate(NEW.words);
    expect(first.code).toBe(EXIT.waiting);
    expect(first.stderr).toContain("Nothing could be compared: Mailjet refuses the old pair.");
    const second = await world.rotate([...NEW.onwards, "--accept-differences", "--wait-for", "0"]);
    expect(second.code).toBe(EXIT.waiting);
    expect(second.stdout).toContain("Waiting for Mailjet to say once more, in a minute, that it rejects the old pair");
    expect((await world.rotate([...NEW.onwards, "--wait-for", "0"])).code).toBe(EXIT.waiting);
    world.passMinute();
    expect((await world.rotate(NEW.onwards)).code).toBe(EXIT.ok);
    expect(world.mailjet.unauthorizedCount).toBe(4);
  });
});

describe.concurrent("the new key", () => {
  it("is compared with the old one, and waits for what it lacks", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    world.mailjet.addSender(OLD.apiKey, "invoices@example.com");
    world.mailjet.addWebhook(OLD.apiKey, { url: "https://hooks.example.com/bounce", eventType: "bounce" });
    world.mailjet.addTemplate(OLD.apiKey, { name: "Invoice" });
    const waiting = await world.rotate(NEW.words);
    expect(waiting.code).toBe(EXIT.waiting);
    for (const thing of ["sender invoices@", "webhook bounce https://hooks.example.com/bounce", "template Invoice"]) {
      expect(waiting.stderr).toContain(`Missing at the new key: ${thing}`);
    }
    expect(await world.stored()).toEqual(OLD);
    const [made] = world.made();
    world.mailjet.addSender(made?.apiKey ?? "", "invoices@example.com");
    const less = await world.rotate(NEW.onwards);
    expect(less.code).toBe(EXIT.waiting);
    expect(less.stderr).not.toContain("key: sender");
    expect((await world.rotate([...NEW.onwards, "--accept-differences"])).code).toBe(EXIT.ok);
  });

  it("is not switched to if it may not send from the address, and another address may be given", async () => {
    await using world = await rotationWorld();
    const refused = await world.rotate([...NEW.words, "--from", "other@example.com"]);
    expect(refused.code).toBe(EXIT.senderRefused);
    expect(refused.stderr).toContain("does not let the new key send from other@example.com (send-0008)");
    expect(await world.stored()).toEqual(OLD);
    expect((await world.rotate([...NEW.onwards, "--from", "billing@example.com"])).code).toBe(EXIT.ok);
  });

  it("F22 may take some seconds before Mailjet accepts it", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld({ newKeyActiveAfterMs: 1_500, clock: systemClock });
    expect((await world.rotate([...NEW.words, "--quiet-for", "0"])).code).toBe(EXIT.ok);
    expect(world.mailjet.unauthorizedCount).toBe(1);
  });

  it("is not stored over what somebody else has stored", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "try-sender");
    world.put(SERVICE, GREEN);
    const refused = await world.rotate(NEW.onwards);
    expect(refused.code).toBe(EXIT.conflict);
    expect(refused.stderr).toContain("Neither the old pair nor the new one is in the secret");
    expect(await world.stored()).toEqual(GREEN);
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect(await world.stored()).toEqual(GREEN);
    expect(world.made()).toEqual([]);
  });

  it("of blue-green is switched to only as it was checked", async () => {
    await using world = await rotationWorld();
    await stopAfter(world, "try-sender", BLUE);
    world.put("prod/green", STRANGER);
    const refused = await world.rotate(BLUE.onwards);
    expect(refused.code).toBe(EXIT.conflict);
    expect(await world.stored()).toEqual(OLD);
  });
});
