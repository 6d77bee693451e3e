import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { type MailjetSecretsEvents, onEvent } from "../src/index.ts";
import { NEW, OLD, OTHER, type Scene, send, startScene } from "./support/scene.ts";

type Name = keyof MailjetSecretsEvents;
const NAMES: readonly Name[] = ["read", "refresh", "rotated", "rejected", "held", "degraded", "expired"];

/** Names and contents of all events from now on. */
function record(...names: readonly Name[]): [Name, Record<string, unknown>][] {
  const events: [Name, Record<string, unknown>][] = [];
  for (const name of names) endings.push(onEvent(name, (event) => void events.push([name, { ...event }])));
  return events;
}

let endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings) end();
  endings = [];
});

const fingerprints = async (scene: Scene): Promise<string> => (await scene.factory.credentials()).fingerprint;

describe("events", () => {
  it("tell of each read of the store how long it took and which pair it gave", async () => {
    const events = record("read", "refresh");
    const scene = await startScene();
    const fingerprint = await fingerprints(scene);
    expect(events).toEqual([["read", { provider: "memory", durationMs: 0, fingerprint, version: "1" }]]);
  });

  it("tell of a read that failed by its code, and once that the old pair goes on being served", async () => {
    const scene = await startScene();
    const fingerprint = await fingerprints(scene);
    const events = record("read", "degraded");
    scene.store.fail("ACCESS_DENIED");
    await scene.factory.refresh().catch(() => {});
    await scene.factory.refresh().catch(() => {});
    const failed = ["read", { provider: "memory", durationMs: 0, errorCode: "ACCESS_DENIED" }];
    const degraded = ["degraded", { provider: "memory", fingerprint, errorCode: "ACCESS_DENIED" }];
    expect(events).toEqual([failed, degraded, failed]);
    scene.store.recover();
    await scene.factory.refresh();
    scene.store.fail("ACCESS_DENIED");
    await scene.factory.refresh().catch(() => {});
    expect(events.filter(([name]) => name === "degraded")).toHaveLength(2);
  });

  it("tell of a refresh when it begins, and of another pair by both fingerprints", async () => {
    const scene = await startScene();
    const previousFingerprint = await fingerprints(scene);
    const events = record("refresh", "rotated");
    await scene.clock.advance(1_000);
    await scene.factory.refresh();
    expect(events).toEqual([["refresh", { provider: "memory", fingerprint: previousFingerprint, ageMs: 1_000 }]]);
    scene.store.set("prod/mailjet", NEW);
    const { fingerprint } = await scene.factory.refresh();
    expect(events.at(-1)).toEqual(["rotated", { provider: "memory", previousFingerprint, fingerprint, version: "2" }]);
  });

  it("tell once of a rejected pair and of the hold, however many requests were rejected", async () => {
    const scene = await startScene();
    const fingerprint = await fingerprints(scene);
    await send(scene.factory);
    const events = record("rejected", "held");
    scene.mailjet.resetSecret(NEW.apiKey, NEW.apiSecret);
    scene.store.set("prod/mailjet", NEW);
    await Promise.all(Array.from({ length: 20 }, () => send(scene.factory)));
    expect(events).toEqual([
      ["rejected", { provider: "memory", fingerprint, errorCode: "CREDENTIALS_REJECTED" }],
      ["held", { provider: "memory", fingerprint, graceMs: 30_000 }],
    ]);
  });

  it("tell that the last proven pair stands in for a new one that Mailjet rejects", async () => {
    const scene = await startScene();
    const fingerprint = await fingerprints(scene);
    await send(scene.factory);
    scene.store.set("prod/mailjet", OTHER);
    await scene.factory.refresh();
    const events = record("degraded");
    await send(scene.factory);
    await send(scene.factory);
    expect(events).toEqual([["degraded", { provider: "memory", fingerprint, errorCode: "CREDENTIALS_REJECTED" }]]);
  });

  it("tell once of a pair that became too old", async () => {
    const scene = await startScene({ expireAfterMs: 60_000 });
    const fingerprint = await fingerprints(scene);
    const events = record("expired");
    scene.store.fail("UNAVAILABLE");
    await scene.clock.advance(60_000);
    const failing = Promise.allSettled([scene.factory.credentials(), scene.factory.credentials()]);
    await scene.clock.advance(2_000);
    await failing;
    expect(events).toEqual([["expired", { provider: "memory", fingerprint, ageMs: 60_000 }]]);
  });

  it("name the account, unless it is the default one", async () => {
    const events = record("read");
    const scene = await startScene({ accounts: { shop: "prod/mailjet" } });
    await scene.factory.account("shop").credentials();
    expect(events.at(-1)?.[1]).toMatchObject({ account: "shop" });
  });

  it("are on the channels mailjet-secrets:<name> of node:diagnostics_channel, and hold no value", async () => {
    const messages: unknown[] = [];
    const listen = (message: unknown, channel: string | symbol): void => void messages.push({ channel, message });
    for (const name of NAMES) subscribe(`mailjet-secrets:${name}`, listen);
    const scene = await startScene({ rotationGraceMs: 0, expireAfterMs: 60_000 });
    await send(scene.factory);
    scene.store.set("prod/mailjet", OTHER);
    await scene.factory.refresh();
    await send(scene.factory);
    scene.mailjet.resetSecret(NEW.apiKey, NEW.apiSecret);
    await send(scene.factory).catch(() => {});
    await scene.clock.advance(60_000);
    await scene.factory.credentials().catch(() => {});
    for (const name of NAMES) unsubscribe(`mailjet-secrets:${name}`, listen);
    const text = JSON.stringify(messages);
    for (const name of NAMES) expect(text).toContain(`"mailjet-secrets:${name}"`);
    for (const value of [OLD, OTHER, NEW].flatMap((pair) => Object.values(pair))) expect(text).not.toContain(value);
  });

  it("end for a listener that has enough", async () => {
    let count = 0;
    const end = onEvent("read", () => void count++);
    const scene = await startScene();
    await scene.factory.refresh();
    end();
    await scene.factory.refresh();
    expect(count).toBe(1);
  });
});
