import {
  copyFileSync,
  existsSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { createMailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import { describe, expect, it, vi } from "vitest";
import { keyNames } from "../../aws/src/rotation/key-name.ts";
import { EXIT } from "../src/exit-codes.ts";
import { lockJournal } from "../src/rotate/journal-lock.ts";
import { ADMIN, JOURNEYS, type Journey, run, travelToTheEnd } from "./support/rotation-journeys.ts";
import { GREEN, MASTER, OLD, type RotationWorld, rotationWorld, SERVICE } from "./support/rotation-world.ts";

/** This machine, and the space in which its process numbers mean something. */
const HERE = `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;

const JOURNEY: Journey = JOURNEYS["new-sub-account"];
const lockOf = ({ journal }: RotationWorld): string => `${journal}.lock`;

/** A lock as another process, or another machine, would have left it. */
function leaveLock(world: RotationWorld, holder: object | undefined, ageMs: number): void {
  writeFileSync(lockOf(world), holder === undefined ? "" : JSON.stringify(holder));
  const at = new Date(Date.now() - ageMs);
  utimesSync(lockOf(world), at, at);
}

describe.concurrent("two operators", () => {
  it("with one journal: the second is refused as long as the first is at work", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const hold = world.mailjet.hold("/v3/REST/apikey");
    const first = world.start(JOURNEY.words);
    await hold.arrived(1);
    for (const words of [JOURNEY.words, JOURNEY.onwards, ["--rollback", ...ADMIN, "--yes"]]) {
      const second = await world.rotate(words);
      expect(second.code).toBe(EXIT.conflict);
      expect(second.stderr).toContain(`is under way in process`);
    }
    expect((await world.rotate(["--status"])).stdout).toContain("running");
    hold.release();
    expect((await first.ended).code).toBe(EXIT.ok);
    await JOURNEY.arrived(world);
    expect(world.files()).toEqual(["rotation.json"]);
  });

  it("with one journal: the second is told of a rotation that stands still", async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "identify", moment: "recorded" });
    const second = await world.rotate(JOURNEY.words);
    expect(second.code).toBe(EXIT.conflict);
    expect(second.stderr).toContain("Go on with it by --resume, or undo it by --rollback");
    await travelToTheEnd(world, JOURNEY);
  });

  it("with two journals: the second is refused by the name of the key that the first has made", async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "create-key", moment: "recorded" });
    const second = await world.rotate([...JOURNEY.words, "--journal", "elsewhere.json"]);
    expect(second.code).toBe(EXIT.conflict);
    expect(second.stderr).toContain("Another rotation is under way: it has made the key");
    expect(second.stderr).not.toContain("[2/10]");
    expect(world.made()).toHaveLength(1);
    await travelToTheEnd(world, JOURNEY);
  });

  it("with two journals at the same step: one of them switches, and the other is refused by the store", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    const elsewhere = ["--journal", "elsewhere.json"];
    const hold = world.mailjet.hold("/v3/REST/apikey");
    const both = [world.start(JOURNEY.words), world.start([...JOURNEY.words, ...elsewhere])];
    // Both have looked at the list of keys, in which there is no mark yet.
    await hold.arrived(2);
    world.mailjet.fail({ method: "GET", path: "/v3/REST/apikey", kind: "delay", ms: 0, times: 2 });
    hold.release();
    const codes = (await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code).sort();
    expect(codes).toEqual([EXIT.ok, EXIT.conflict]);
    const loser = world.readJournal().state === "finished" ? elsewhere : [];
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes", ...loser])).code).toBe(EXIT.ok);
    expect(world.works(OLD)).toBe(false);
    expect(world.made()).toHaveLength(1);
    expect(world.works(await world.stored())).toBe(true);
  });

  it("with two journals: the rollback of one that has made no key leaves the old key as the other has left it", async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "identify", moment: "recorded" });
    expect((await world.rotate([...JOURNEY.words, "--journal", "elsewhere.json"])).code).toBe(EXIT.ok);
    expect(world.works(OLD)).toBe(false);
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect(world.works(OLD)).toBe(false);
    expect(world.works(await world.stored())).toBe(true);
  });

  it("a rollback does not withdraw the key that was switched to while the store has a third one: it may be another store", async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "switch", moment: "recorded" });
    const switched = await world.stored();
    world.put(SERVICE, GREEN);
    const ended = await world.rotate(["--rollback", ...ADMIN, "--yes"]);
    expect(ended.code).toBe(EXIT.conflict);
    expect(ended.stderr).toContain("See that it is the same store");
    expect(world.works(switched)).toBe(true);
  });

  it("no key dies because a journal was edited", async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "wait-until-quiet", moment: "recorded" });
    const journal = world.readJournal();
    const facts = { ...journal.facts, oldKeyId: world.key(GREEN).id };
    writeFileSync(world.journal, JSON.stringify({ ...journal, facts }));
    const ended = await world.rotate(JOURNEY.onwards);
    expect(ended.code).toBe(EXIT.configuration);
    expect(ended.stderr).toContain("which is not that of the old pair");
    expect(world.works(GREEN)).toBe(true);
  });

  it("an emergency is not stopped by somebody else's rotation: services get a new key, and that one is to be rolled back", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "create-key", moment: "recorded" });
    const emergency = ["--plan", "emergency", ...ADMIN, "--accept-outage", "--journal", "elsewhere.json"];
    const ended = await world.rotate(emergency);
    expect(ended.code, ended.stderr).toBe(EXIT.ok);
    expect(ended.stderr).toContain("Another rotation has made the key");
    expect(world.key(OLD).isActive).toBe(false);
    expect(world.works(await world.stored())).toBe(true);
    expect((await world.rotate(["--rollback", ...ADMIN, "--yes"])).code).toBe(EXIT.ok);
    expect(world.made()).toHaveLength(1);
    expect(world.works(await world.stored())).toBe(true);
    expect(world.works(OLD)).toBe(false);
  });

  it("a rotation is not stopped by a key that Secrets Manager's own rotation has made for another secret", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    const admin = createMailjetAdmin({
      credentials: { apiKey: () => MASTER.apiKey, apiSecret: () => MASTER.apiSecret },
      host: world.mailjet.host,
      caCertificates: [world.mailjet.certificate],
    });
    await admin.createApiKey({ name: keyNames("shop", "00000001-2222-4333-8444-555555555555").next(0) });
    await admin.close();
    expect((await world.rotate(JOURNEY.words)).code).toBe(EXIT.ok);
    expect(world.works(OLD)).toBe(false);
  });

  it("with a journal that was put back from an old copy: the key that the services have is not deactivated", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "identify", moment: "recorded" });
    const files = [world.journal, `${world.journal}.sealed`];
    for (const file of files) copyFileSync(file, `${file}.copy`);
    await run(world, JOURNEY, JOURNEY.onwards, { step: "switch", moment: "recorded" });
    for (const file of files) copyFileSync(`${file}.copy`, file);
    const ended = await world.rotate(JOURNEY.onwards);
    expect(ended.code).toBe(EXIT.conflict);
    expect(ended.stderr).toContain("The key that was to be withdrawn is in use");
    expect(world.works(await world.stored())).toBe(true);
    expect(world.made()).toHaveLength(1);
  });
});

describe.concurrent("the lock of a rotation", () => {
  it.each([
    { whose: "of a process that is gone", holder: { host: HERE, processId: 2 ** 22 + 1 }, ageMs: 0 },
    { whose: "of another machine whose lease is over", holder: { host: "pod-7", processId: 7 }, ageMs: 61_000 },
    { whose: "with nothing in it whose lease is over", holder: undefined, ageMs: 61_000 },
  ])("$whose is taken over at once", async ({ holder, ageMs }) => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "identify", moment: "recorded" });
    leaveLock(world, holder, ageMs);
    await travelToTheEnd(world, JOURNEY);
  });

  it.each([
    { whose: "of another machine", holder: { host: "pod-7", processId: 7 }, ageMs: 50_000 },
    { whose: "of another container here", holder: { host: hostname(), processId: 2 ** 22 + 1 }, ageMs: 50_000 },
    { whose: "with nothing in it", holder: undefined, ageMs: 0 },
    { whose: "of a process that runs", holder: { host: HERE, processId: process.pid }, ageMs: 3_600_000 },
  ])("$whose is respected", async ({ holder, ageMs }) => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "identify", moment: "recorded" });
    leaveLock(world, holder, ageMs);
    expect((await world.rotate(JOURNEY.onwards)).code).toBe(EXIT.conflict);
    expect(existsSync(lockOf(world))).toBe(true);
    expect(world.made()).toEqual([]);
  });

  it("is judged without writing through a link that somebody has put into the folder", async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "identify", moment: "recorded" });
    leaveLock(world, { host: "pod-7", processId: 7 }, 50_000);
    const precious = `${world.directory}/precious`;
    writeFileSync(precious, "kept");
    symlinkSync(precious, `${lockOf(world)}.${process.pid}.tmp`);
    expect(() => lockJournal(world.journal)).toThrow("under way");
    expect(readFileSync(precious, "utf8")).toBe("kept");
    rmSync(lockOf(world));
  });

  it("is given back at Ctrl-C, and the word about how to go on is said", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    await run(world, JOURNEY, JOURNEY.words, { step: "wait-for-applications", moment: "recorded" });
    const waiting = world.start([...JOURNEY.onwards, "--quiet-for", "1h", "--wait-for", "1h"]);
    await vi.waitFor(() => expect(world.readJournal().facts["quietSince"]).toBeTypeOf("number"), { timeout: 15_000 });
    waiting.kill("SIGINT");
    const ended = await waiting.ended;
    expect(ended.code).toBe(EXIT.interrupted);
    expect(ended.stderr).toContain("Interrupted. rotate --resume goes on, --rollback undoes.");
    expect(world.files()).toEqual(["rotation.json", "rotation.json.sealed"]);
    expect(world.works(GREEN)).toBe(true);
    await travelToTheEnd(world, JOURNEY);
  });
});
