import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { refusedLogIns } from "../src/refused-log-ins.ts";
import { SecretsError } from "../src/secrets-error.ts";

const refusal = new SecretsError("UNAUTHENTICATED", "No.");

it("throws the refusal for a minute, then four times as long at each further one, a quarter of an hour at most", async () => {
  const clock = fakeClock();
  const refused = refusedLogIns(clock);
  for (const pauseMs of [60_000, 240_000, 900_000, 900_000]) {
    refused.note("one", refusal);
    await clock.advance(pauseMs - 1);
    expect(() => refused.check("one")).toThrow(refusal);
    await clock.advance(1);
    refused.check("one");
  }
});

it("takes the late answers of requests that were under way for the same refusal", async () => {
  const clock = fakeClock();
  const refused = refusedLogIns(clock);
  refused.note("one", refusal);
  refused.note("one", refusal);
  await clock.advance(60_000);
  refused.check("one");
});

it("knows nothing of other credentials, nor of these after a login that worked", () => {
  const refused = refusedLogIns(fakeClock());
  refused.note("one", refusal);
  refused.check("two");
  refused.clear();
  refused.check("one");
});
