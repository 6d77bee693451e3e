import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import {
  FINGERPRINT,
  HOUR_MS,
  misuse,
  noKeyIn,
  PAIR,
  runUsage,
  SUB_PAIR,
  type UsageScene,
  usageScene,
} from "./support/usage-scene.ts";

const fileOf = (scene: UsageScene, name: string): string => join(scene.directory, name);
const textOf = (scene: UsageScene, name: string): string => readFileSync(fileOf(scene, name), "utf8");

describe("a baseline file", () => {
  it("holds what is there, no key, and is for its owner only", async () => {
    const scene = await usageScene();
    const { code, stderr } = await runUsage(scene, ["--write-baseline", "known.json"]);
    expect([code, stderr]).toEqual([EXIT.ok, expect.stringContaining("The baseline was written to known.json")]);
    expect(statSync(fileOf(scene, "known.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(scene.directory)).toEqual(["known.json"]);
    const text = textOf(scene, "known.json");
    noKeyIn(text);
    expect(JSON.parse(text)).toMatchObject({
      kind: "mailjet-secrets usage baseline",
      schemaVersion: 1,
      key: { fingerprint: FINGERPRINT },
      counters: { counts: expect.any(Array) },
      senders: [{ email: "shop@example.com" }],
      webhooks: [{ url: "https://hooks.example.com/mailjet", eventType: "bounce" }],
      tokens: [],
      subKeys: [{ name: "newsletter", isActive: true }],
      users: [{ email: "owner@example.com", lastIp: "192.0.2.10" }],
    });
  });

  it("makes a cron job of usage: quiet as long as nothing is new, then 1 with what is", async () => {
    const scene = await usageScene();
    await runUsage(scene, ["--write-baseline", "known.json"]);
    const quiet = await runUsage(scene, ["--baseline", "known.json"]);
    expect([quiet.code, quiet.stdout]).toEqual([EXIT.ok, expect.stringContaining("with the baseline of ")]);
    misuse(scene);
    scene.mailjet.addWebhook(PAIR.apiKey, { url: "https://evil.example/collect", eventType: "sent" });
    scene.mailjet.seedUser({ email: "intruder@evil.example" });
    scene.mailjet.seedUser({ email: "owner@example.com", lastLoginAt: scene.thisHour, lastIp: "203.0.113.9" });
    const { code, stdout } = await runUsage(scene, ["--baseline", "known.json"]);
    expect([code, stdout]).toEqual([EXIT.found, expect.stringMatching(/^8 things look odd\.\n/)]);
    expect(stdout).toContain("- a new webhook: https://evil.example/collect for sent\n");
    expect(stdout).toContain("- a new user: intruder@evil.example\n");
    expect(stdout).toContain("owner@example.com has logged in from 203.0.113.9, and had from 192.0.2.10");
  });

  it("knows by it what Mailjet gives no time for: an old sender, a key that is active again, a webhook that moved", async () => {
    const scene = await usageScene();
    scene.mailjet.deactivate(SUB_PAIR.apiKey);
    await runUsage(scene, ["--write-baseline", "known.json"]);
    scene.mailjet.activate(SUB_PAIR.apiKey);
    scene.mailjet.addSender(PAIR.apiKey, "old@example.com", { createdAt: scene.thisHour - 9_000 * HOUR_MS });
    const known = JSON.parse(textOf(scene, "known.json")) as { webhooks: { url: string }[] };
    for (const webhook of known.webhooks) webhook.url = "https://hooks.example.com/before";
    writeFileSync(fileOf(scene, "known.json"), JSON.stringify(known));
    const { code, stdout } = await runUsage(scene, ["--baseline", "known.json", "--json"]);
    const { findings } = JSON.parse(stdout) as { findings: { kind: string }[] };
    expect([code, findings.map(({ kind }) => kind)]).toEqual([
      EXIT.found,
      ["new-sender", "changed-webhook", "reactivated-key"],
    ]);
  });

  it("is not taken for one of nothing where something could not be read when it was made", async () => {
    const scene = await usageScene();
    scene.mailjet.fail({ kind: "status", status: 403, path: "/v3/REST/sender" });
    await runUsage(scene, ["--write-baseline", "known.json"]);
    expect(JSON.parse(textOf(scene, "known.json"))).toMatchObject({ senders: null });
    scene.mailjet.clearFaults();
    expect((await runUsage(scene, ["--baseline", "known.json"])).code).toBe(EXIT.ok);
  });

  it("is renewed beside --baseline only if nothing looks odd", async () => {
    const scene = await usageScene();
    const both = ["--baseline", "known.json", "--write-baseline", "known.json"];
    await runUsage(scene, ["--write-baseline", "known.json"]);
    expect((await runUsage(scene, both)).stderr).toContain("The baseline was written");
    misuse(scene);
    const before = textOf(scene, "known.json");
    const odd = await runUsage(scene, both);
    expect([odd.code, odd.stderr]).toEqual([EXIT.found, expect.stringContaining("No baseline was written")]);
    expect(textOf(scene, "known.json")).toBe(before);
  });

  it.each([
    ["absent", undefined, "does not exist"],
    ["no JSON", `{"apiKey": "${PAIR.apiKey}"`, "is no baseline"],
    ["something else", '{"version":1,"keys":[]}', "is no baseline"],
  ])("that is %s is refused before Mailjet is asked", async (_, content, text) => {
    const scene = await usageScene();
    if (content !== undefined) writeFileSync(fileOf(scene, "known.json"), content);
    const { code, stderr } = await runUsage(scene, ["--baseline", "known.json"]);
    expect([code, stderr]).toEqual([EXIT.configuration, expect.stringContaining(text)]);
    expect(scene.mailjet.received.length).toBe(0);
  });

  it("of another key is refused: everything would be new", async () => {
    const scene = await usageScene();
    await runUsage(scene, ["--write-baseline", "known.json"]);
    const more = { MJ_APIKEY_PUBLIC: SUB_PAIR.apiKey, MJ_APIKEY_PRIVATE: SUB_PAIR.apiSecret };
    const { code, stderr } = await runUsage(scene, ["--baseline", "known.json"], { more });
    expect([code, stderr]).toEqual([EXIT.configuration, expect.stringContaining("The baseline is one of the key")]);
  });
});

describe("a file that usage is to write", () => {
  it.each(["--html", "--write-baseline"])("%s: replaces its own, and nothing else", async (option) => {
    const scene = await usageScene();
    expect((await runUsage(scene, [option, "file"])).code).toBe(EXIT.ok);
    const first = statSync(fileOf(scene, "file")).ino;
    expect((await runUsage(scene, [option, "file"])).code).toBe(EXIT.ok);
    // A new file in place of the old one, which whoever has it open goes on reading.
    expect(statSync(fileOf(scene, "file"))).not.toMatchObject({ ino: first });
    const asked = scene.mailjet.received.length;
    writeFileSync(fileOf(scene, "file"), "precious");
    const { code, stderr } = await runUsage(scene, [option, "file"]);
    expect([code, stderr]).toEqual([
      EXIT.configuration,
      expect.stringContaining(`given as ${option} is something else`),
    ]);
    expect([textOf(scene, "file"), scene.mailjet.received.length]).toEqual(["precious", asked]);
  });

  it("is refused at once if it cannot be one: a folder, or in a folder that does not exist", async () => {
    const scene = await usageScene();
    mkdirSync(fileOf(scene, "folder"));
    expect((await runUsage(scene, ["--html", "folder"])).code).toBe(EXIT.configuration);
    const { code, stderr } = await runUsage(scene, ["--html", "absent/report.html"]);
    expect([code, stderr]).toEqual([EXIT.configuration, expect.stringContaining("cannot be written (ENOENT)")]);
    expect(scene.mailjet.received.length).toBe(0);
  });
});
