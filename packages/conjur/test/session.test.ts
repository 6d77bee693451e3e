import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { connect, failureOf, read, startConjur, statuses } from "./support/conjur.ts";

const MINUTE_MS = 60_000;

it("D06: gets another token before the first one ends", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const provider = connect(emulator, { clock });
  await read(provider);
  await clock.advance(6 * MINUTE_MS);
  await read(provider);
  await clock.advance(0.5 * MINUTE_MS);
  await read(provider);
  await clock.advance(9 * MINUTE_MS);
  await read(provider);
  expect(statuses(emulator)).toEqual([
    "login 200",
    "other 200",
    "other 200",
    "login 200",
    "other 200",
    "login 200",
    "other 200",
  ]);
});

it("D06: logs in once more after a 401, and gives up after a second one", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.revokeTokens();
  await read(provider);
  expect(statuses(emulator)).toEqual(["login 200", "other 200", "other 401", "login 200", "other 200"]);
  emulator.fail({ kind: "status", status: 401, path: "/secrets" });
  emulator.revokeTokens();
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
  expect(statuses(emulator).slice(5)).toEqual(["other 401", "login 200", "other 401"]);
  emulator.clearFaults();
  await read(provider);
  expect(statuses(emulator).slice(8)).toEqual(["login 200", "other 200"]); // the refused token is not kept
});

it("D06: shares one login among fifty parallel reads, at the start and after the tokens were revoked", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  const logins = (): number => emulator.received.filter(({ kind }) => kind === "login").length;
  await Promise.all(Array.from({ length: 50 }, () => read(provider)));
  expect(logins()).toBe(1);
  emulator.revokeTokens();
  await Promise.all(Array.from({ length: 50 }, () => read(provider)));
  expect(logins()).toBe(2);
});

it("logs in once for a thousand parallel reads of fifty variables", async () => {
  const names = Array.from({ length: 50 }, (_, index) => `v${index}`);
  const emulator = await startConjur({ variables: Object.fromEntries(names.map((name) => [name, name])) });
  const provider = connect(emulator);
  const ids = Array.from({ length: 1_000 }, (_, index) => `v${index % 50}`);
  const snapshots = await Promise.all(ids.map((id) => read(provider, { id })));
  expect(snapshots.map(({ values }) => values["value"])).toEqual(ids);
  expect(emulator.received.filter(({ kind }) => kind === "login")).toHaveLength(1);
});

it("shares one login that fails, and keeps the failure for nobody later", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  emulator.fail({ kind: "status", status: 503, times: 1 });
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => failureOf(read(provider))));
  expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(["UNAVAILABLE"]));
  expect(statuses(emulator)).toEqual(["login 503"]);
  await expect(read(provider)).resolves.toBeDefined();
});

it.each([
  ["a proxy that removes the header", "Authorization missing", "a proxy in front may remove the Authorization header"],
  ["a proxy that changes the header", "Malformed authorization token", "may change the header"],
  ["another server", "Unauthorized: Invalid token", "do all servers behind the address belong together"],
  [
    "claims that it does not know",
    "token contains unrecognized claims",
    "do all servers behind the address belong together",
  ],
])("knows %s by the words of the 401", async (_, body, hint) => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.fail({ kind: "body", status: 401, body, path: "/secrets" });
  emulator.revokeTokens(); // so that the second login gives another token
  expect((await failureOf(read(provider))).hint).toContain(hint);
});

it("takes the token's own life, and 480 seconds if it names none", async () => {
  for (const [options, renewedAfterMs] of [
    [{ tokenLifeSeconds: 3_600 }, 48 * MINUTE_MS],
    [{ tokenLifeSeconds: 200 }, 140_000],
    [{ tokenLifeSeconds: 60 }, 30_000],
    [{ tokensHaveExpiry: false }, 384_000],
  ] as const) {
    const clock = fakeClock();
    const emulator = await startConjur({ clock, ...options });
    const provider = connect(emulator, { clock });
    await read(provider);
    await clock.advance(renewedAfterMs - 1);
    await read(provider);
    expect(statuses(emulator)).toEqual(["login 200", "other 200", "other 200"]);
    await clock.advance(1);
    await read(provider);
    expect(statuses(emulator).slice(3)).toEqual(["login 200", "other 200"]);
  }
});

it("measures age by the clock that went further: the process may freeze, and clocks may be set back", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock, tokenLifeSeconds: 36_000 });
  const provider = connect(emulator, { clock });
  await read(provider);
  clock.shiftWallClock(8 * 60 * MINUTE_MS);
  await read(provider);
  clock.shiftWallClock(-9 * 60 * MINUTE_MS);
  await read(provider);
  await clock.advance(8 * 60 * MINUTE_MS);
  await read(provider);
  expect(statuses(emulator).filter((status) => status.startsWith("login"))).toHaveLength(3);
});

it("goes on with a token that has some life left while no other one can be had", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const provider = connect(emulator, { clock });
  await read(provider);
  await clock.advance(7 * MINUTE_MS);
  emulator.fail({ kind: "status", status: 503, path: "/authn" });
  await expect(read(provider)).resolves.toBeDefined();
  await clock.advance(MINUTE_MS);
  expect(await failureOf(read(provider))).toMatchObject({ code: "UNAVAILABLE" });
  expect(statuses(emulator)).not.toContain("other 401");
});

it.each([
  ["refused", 401, "UNAUTHENTICATED"],
  ["not let through", 403, "ACCESS_DENIED"],
  ["answered with a status that means nothing", 418, "UNEXPECTED_RESPONSE"],
])("goes on with a token that is good to its end when the login for the next one is %s", async (_, status, code) => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const provider = connect(emulator, { clock });
  await read(provider);
  await clock.advance(7 * MINUTE_MS);
  emulator.fail({ kind: "status", status, path: "/authn" });
  await expect(read(provider)).resolves.toBeDefined();
  await clock.advance(MINUTE_MS - 1);
  await expect(read(provider)).resolves.toBeDefined();
  await clock.advance(1);
  expect(await failureOf(read(provider))).toMatchObject({ code });
  expect(statuses(emulator)).not.toContain("other 401");
});

it("does not go on with a token that was refused, however long it should live", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.revokeTokens();
  emulator.fail({ kind: "status", status: 503, path: "/authn" });
  expect(await failureOf(read(provider))).toMatchObject({ code: "UNAVAILABLE" });
  expect(statuses(emulator)).toEqual(["login 200", "other 200", "other 401", "login 503"]);
});

it("replays a late 401 with the token that others have got meanwhile", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.revokeTokens();
  const hold = emulator.hold("/secrets");
  const late = read(provider);
  await hold.arrived(1);
  const others = read(provider);
  await hold.arrived(2);
  hold.release();
  await Promise.all([late, others]);
  await read(provider);
  expect(statuses(emulator).filter((status) => status.startsWith("login"))).toHaveLength(2);
});

it("ends the login when the last read that waits for it is aborted, and begins another one for the next", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  const hold = emulator.hold("/authn");
  const controllers = [new AbortController(), new AbortController()] as const;
  const secret = { id: "mailjet/pair" };
  const readings = controllers.map(({ signal }) => failureOf(read(provider, secret, { signal })));
  await hold.arrived(1);
  const reasons = [new Error("first"), new Error("second")];
  controllers[0].abort(reasons[0]);
  controllers[1].abort(reasons[1]);
  expect(await Promise.all(readings)).toEqual(reasons);
  hold.release();
  await expect(read(provider, secret)).resolves.toBeDefined();
  expect(emulator.received.filter(({ kind }) => kind === "login")).toHaveLength(2);
});

it("leaves no timer behind", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const provider = connect(emulator, { clock });
  await read(provider);
  expect(clock.pendingTimers()).toBe(0);
  await provider.close?.();
});
