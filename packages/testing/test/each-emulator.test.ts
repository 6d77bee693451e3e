import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import { EACH_EMULATOR } from "./support/each-emulator.ts";

/** Without the number of the request, which is another one each time. */
const stable = (text: string): string => text.replace(/"request_id":"[^"]*"/, "");

describe.each(Object.entries(EACH_EMULATOR))("the emulator of %s", (name, start) => {
  it("fails with a status as often as told, in its own words or as what stands in front of it", async () => {
    const emulator = await start();
    emulator.fail({ kind: "status", status: 503, body: "json", retryAfterSeconds: 3, times: 1 });
    const limited = await emulator.ask();
    expect([limited.status, limited.headers["retry-after"]]).toEqual([503, "3"]);
    expect(Object.keys(JSON.parse(limited.text) as object)).not.toHaveLength(0);
    emulator.fail({ kind: "status", status: 502, body: "html", times: 1 });
    expect(await emulator.ask()).toMatchObject({ status: 502, text: expect.stringMatching(/^<html>/) });
    emulator.fail({ kind: "status", status: 500, body: "empty", times: 1 });
    expect(await emulator.ask()).toMatchObject({ status: 500, text: "" });
    expect((await emulator.ask()).status).toBe(200);
    expect(emulator.received.map(({ status }) => status)).toEqual([503, 502, 500, 200]);
  });

  it("refuses too many requests, with the time to wait if told", async () => {
    const emulator = await start();
    emulator.fail({ kind: "throttle", retryAfterSeconds: 7, times: 1 });
    const limited = await emulator.ask();
    expect(limited.headers["retry-after"]).toBe("7");
    if (name === "aws") expect(limited).toMatchObject({ status: 400, text: expect.stringContaining("Throttling") });
    else expect(limited.status).toBe(429);
    emulator.fail({ kind: "throttle", times: 1 });
    expect((await emulator.ask()).headers).not.toHaveProperty("retry-after");
  });

  it("redirects", async () => {
    const emulator = await start();
    emulator.fail({ kind: "redirect", location: "https://elsewhere.example/", times: 1 });
    const sent = await emulator.ask();
    expect([sent.status, sent.headers["location"], sent.text]).toEqual([302, "https://elsewhere.example/", ""]);
    emulator.fail({ kind: "redirect", location: "/there", status: 307 });
    expect((await emulator.ask()).status).toBe(307);
  });

  it("cuts the connection, or never answers", async () => {
    const emulator = await start();
    emulator.fail({ kind: "reset", times: 1 });
    await expect(emulator.ask()).rejects.toMatchObject({ code: "ECONNRESET" });
    emulator.fail({ kind: "hang" });
    const hold = emulator.hold(emulator.subject);
    const outcome = expect(emulator.ask()).rejects.toMatchObject({ code: "ECONNRESET" });
    await hold.arrived(1);
    hold.release();
    await emulator.close();
    await outcome;
    for (const entry of emulator.received) expect(entry).not.toHaveProperty("status");
  });

  it("spoils answers: a page, nothing, the right one cut short or blown up", async () => {
    const emulator = await start();
    const { text } = await emulator.ask();
    const spoilt = async (body?: "html" | "empty" | "cut" | "huge") => {
      emulator.fail({ kind: "garbage", times: 1, ...(body === undefined ? {} : { body }) });
      return emulator.ask();
    };
    expect(await spoilt("html")).toMatchObject({ status: 200, text: expect.stringMatching(/^<html>/) });
    expect(await spoilt("empty")).toMatchObject({ status: 200, text: "" });
    for (const body of ["cut", undefined] as const) {
      const cut = await spoilt(body);
      expect(cut.status).toBe(200);
      expect(stable(text).startsWith(stable(cut.text))).toBe(true);
      expect(cut.text.length).toBeGreaterThan(text.length / 2);
      expect(() => JSON.parse(cut.text) as unknown).toThrow(SyntaxError);
    }
    const huge = await spoilt("huge");
    expect(huge.bytes.length).toBeGreaterThan(10_000_000);
    expect(JSON.parse(stable(huge.text).replace("{,", "{"))).toMatchObject(
      JSON.parse(stable(text).replace("{,", "{")) as object,
    );
  });

  it("answers late by its own clock, and forgets an answer that nobody waits for", async () => {
    const clock = fakeClock();
    const emulator = await start(clock);
    emulator.fail({ kind: "delay", ms: 1_000, times: 2 });
    const hold = emulator.hold();
    const late = emulator.ask();
    await hold.arrived(1);
    hold.release();
    await clock.advance(999);
    expect([emulator.openRequests, clock.pendingTimers()]).toEqual([1, 1]);
    await clock.advance(1);
    expect((await late).status).toBe(200);
    const second = emulator.hold();
    const cut = expect(emulator.ask()).rejects.toMatchObject({ code: "ECONNRESET" });
    await second.arrived(1);
    second.release();
    await clock.settle();
    expect(clock.pendingTimers()).toBe(1);
    emulator.cutConnections();
    await cut;
    await clock.settle();
    expect(clock.pendingTimers()).toBe(0);
    expect((await emulator.ask()).status).toBe(200);
    expect(emulator.received[0]?.receivedAt).toBe(clock.now() - 1_000);
  });

  it("holds answers back until they are released, and no others", async () => {
    const emulator = await start();
    const other = emulator.hold("/elsewhere");
    const hold = emulator.hold(emulator.subject);
    const held = [emulator.ask(), emulator.ask()];
    await hold.arrived(2);
    expect([hold.waiting, other.waiting, emulator.openRequests]).toEqual([2, 0, 2]);
    hold.release();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it("counts connections, not requests, and those that are open", async () => {
    const emulator = await start();
    const { protocol } = new URL(emulator.url);
    const agent = new (protocol === "https:" ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    await Promise.all([emulator.ask({ agent }), emulator.ask({ agent })]);
    expect([emulator.received.length, emulator.connectionCount, emulator.openConnections]).toEqual([2, 1, 1]);
    emulator.cutConnections();
    await expect.poll(() => emulator.openConnections).toBe(0);
    await emulator.ask();
    expect([emulator.received.length, emulator.connectionCount]).toEqual([3, 2]);
  });

  it("goes down with the requests that it has, and comes back on the same port with what it knew", async () => {
    const emulator = await start();
    const hold = emulator.hold();
    const cut = expect(emulator.ask()).rejects.toMatchObject({ code: "ECONNRESET" });
    await hold.arrived(1);
    await emulator.goDown();
    await cut;
    await expect(emulator.ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    hold.release();
    await emulator.comeBack();
    expect((await emulator.ask()).status).toBe(200);
    await emulator.goDown();
    await Promise.all([emulator.close(), emulator.close()]);
    await expect(emulator.ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
