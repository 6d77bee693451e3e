import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLES } from "./samples.ts";
import { contacts } from "./support/contacts.ts";
import { loadVersion, NODE_MAILJET_VERSIONS } from "./support/node-mailjet-versions.ts";
import { readmeSamples } from "./support/readme-samples.ts";
import type { Sample } from "./support/sample.ts";
import { type Act, openStage, type Run, type Stage } from "./support/stage.ts";
import { WAYS } from "./support/ways.ts";

const actOf = (sample: Sample): Act => ({ ...sample, script: contacts });

describe.each(NODE_MAILJET_VERSIONS)("samples of the README of %s", (version) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(await loadVersion(version));
  });
  afterAll(() => stage.close());

  it("all have a counterpart here, in the same order and under the same heading", async () => {
    const published = await readmeSamples(version);
    const identified = ({ heading, hash }: Pick<Sample, "heading" | "hash">): string => `${heading} ${hash}`;
    expect(SAMPLES.map(identified)).toEqual(published.map(identified));
  });

  describe.each(SAMPLES)("$heading ($hash)", (sample) => {
    let original: Run;
    beforeAll(async () => {
      original = await stage.original(actOf(sample));
    });

    it("reaches the server, unless it says that it does not", () => {
      expect(original.requests).toHaveLength(QUIET.includes(sample.heading) ? 0 : 1);
    });

    it.each(Object.keys(WAYS))("does the same through %s, on the wire and for its caller", async (way) => {
      expect(await stage.ours(actOf(sample), way)).toEqual(original);
    });
  });
});

/** "Disable API call" sends nothing; a body that is too large is refused before it is sent. */
const QUIET = ["Disable API call", "Request max body length"];
