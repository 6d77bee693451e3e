import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { ADMIN, JOURNEYS, type Journey, run, travelToTheEnd } from "./support/rotation-journeys.ts";
import { rotateInTerminal } from "./support/rotation-terminal.ts";
import { GREEN, OLD, RESET, rotationWorld } from "./support/rotation-world.ts";

const QUESTION = "New secret key (not shown)";
const WRONG = "2b4d6f8091a3c5e72b4d6f8091a3c5e7";
const CTRL_C = "\u0003";
const ENTER = "\r";
const NEW: Journey = JOURNEYS["new-sub-account"];
const WITHOUT_YES = NEW.words.filter((word) => word !== "--yes");

describe.concurrent("rotate in a terminal", () => {
  it("asks for the new secret key without showing it, once more if it is wrong", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const ended = await rotateInTerminal(
      world,
      ["--plan", "assisted-reset"],
      [
        { when: QUESTION, press: `${OLD.apiSecret}${ENTER}` },
        { when: "try 2 of 3", press: `${WRONG}${ENTER}` },
        {
          when: "try 3 of 3",
          press: `${RESET.apiSecret}${ENTER}`,
          meanwhile: () => world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret),
        },
      ],
    );
    expect(ended.code, ended.stdout).toBe(EXIT.ok);
    expect(ended.stdout).toContain("the gear beside the key, Reset secret key");
    expect(ended.stdout).toContain("What was given is the secret key that is stored already.");
    expect(ended.stdout).toContain("Mailjet has refused the pair with the secret key that was given.");
    expect(ended.stdout).toMatch(
      /Stored \d+(\.\d)? s after it was asked for: services were refused for less than that/,
    );
    expect(await world.stored()).toEqual(RESET);
    // The one that is stored was not even asked for.
    expect(world.mailjet.received).toHaveLength(2);
  });

  it("gives up after three tries: Mailjet counts them", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const acts = [QUESTION, "try 2 of 3", "try 3 of 3", "try 4"].map((when) => ({ when, press: `${WRONG}${ENTER}` }));
    const ended = await rotateInTerminal(world, ["--plan", "assisted-reset"], acts);
    expect(ended.code).toBe(EXIT.rejectedByMailjet);
    expect(world.mailjet.unauthorizedCount).toBe(3);
    expect(await world.stored()).toEqual(OLD);
  });

  it.each([{ more: [] }, { more: ["--yes"] }])(
    "holds the secret key while the store is down, and stores it when that is back ($more)",
    { timeout: 90_000 },
    async ({ more }) => {
      await using world = await rotationWorld();
      world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
      const again = "Try again? The secret key is held until you say no.";
      const ended = await rotateInTerminal(
        world,
        ["--plan", "assisted-reset", ...more],
        [
          { when: QUESTION, press: `${RESET.apiSecret}${ENTER}`, meanwhile: () => world.vault.goDown() },
          { when: again, press: "y" },
          { when: again, press: "y", meanwhile: () => world.vault.comeBack() },
        ],
      );
      expect(ended.code, ended.stdout).toBe(EXIT.ok);
      expect(await world.stored()).toEqual(RESET);
      expect(world.files()).toEqual(["rotation.json"]);
    },
  );

  it("says what to do if the secret key is let go", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const ended = await rotateInTerminal(
      world,
      ["--plan", "assisted-reset"],
      [
        { when: QUESTION, press: `${RESET.apiSecret}${ENTER}`, meanwhile: () => world.vault.goDown() },
        { when: "Try again?", press: "n", meanwhile: () => world.vault.comeBack() },
      ],
    );
    expect(ended.code).toBe(EXIT.unreachable);
    expect(ended.stdout).toContain("The new secret key is not stored.");
    expect(ended.stdout.replaceAll(/\s+/g, " ")).toContain("if you do not have it any more, reset it once more.");
    await travelToTheEnd(world, JOURNEYS["assisted-reset"]);
  });

  it("asks before it deactivates the old key, and takes a no", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const question = "Whoever still uses it is refused from then on";
    const no = await rotateInTerminal(world, WITHOUT_YES, [{ when: question, press: "n" }]);
    expect(no.code, no.stdout).toBe(EXIT.waiting);
    expect(world.works(OLD)).toBe(true);
    const yes = await rotateInTerminal(world, ["--resume", ...ADMIN], [{ when: question, press: "y" }]);
    expect(yes.code, yes.stdout).toBe(EXIT.ok);
    await NEW.arrived(world);
  });

  it("asks before mail stops in an emergency", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const words = ["--plan", "emergency", ...ADMIN, "--yes"];
    const no = await rotateInTerminal(world, words, [{ when: "Stop all mail with it now?", press: "n" }]);
    expect(no.code).toBe(EXIT.waiting);
    expect(world.works(OLD)).toBe(true);
    const onwards = ["--resume", ...ADMIN];
    const yes = await rotateInTerminal(world, onwards, [{ when: "Stop all mail with it now?", press: "y" }]);
    expect(yes.code, yes.stdout).toBe(EXIT.ok);
    expect(world.works(OLD)).toBe(false);
  });

  it("does not show the new key of an idle pair as an outage", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["blue-green"];
    const reset = () => world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
    const act = { when: QUESTION, press: `${RESET.apiSecret}${ENTER}`, meanwhile: reset };
    const ended = await rotateInTerminal(world, journey.words, [act]);
    expect(ended.code, ended.stdout).toBe(EXIT.ok);
    expect(ended.stdout).not.toContain("services are refused");
    expect(ended.stdout).not.toContain("services were refused");
    await journey.arrived(world);
  });

  it.each([
    { where: "at the question for the secret key", words: ["--plan", "assisted-reset"], when: QUESTION },
    { where: "at the question before a deactivation", words: WITHOUT_YES, when: "Deactivate the key" },
  ])("ends at Ctrl-C $where, and says how to go on", { timeout: 60_000 }, async ({ words, when }) => {
    await using world = await rotationWorld();
    const ended = await rotateInTerminal(world, words, [{ when, press: CTRL_C }]);
    expect(ended.code).toBe(EXIT.interrupted);
    expect(ended.stdout).toContain("rotate --resume goes on");
    expect(world.works(OLD)).toBe(true);
    expect(world.files().filter((file) => file.includes("lock") || file.includes("tmp"))).toEqual([]);
  });

  it("asks in whole words in a terminal that does not tell its width", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const ended = await rotateInTerminal(world, ["--plan", "assisted-reset"], [{ when: QUESTION, press: CTRL_C }], 0);
    expect(ended.code).toBe(EXIT.interrupted);
  });

  it("ends at Ctrl-C while it waits, and says how to go on", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    await run(world, NEW, NEW.words, { step: "wait-for-applications", moment: "recorded" });
    const words = ["--resume", ...ADMIN, "--quiet-for", "5h", "--wait-for", "5h"];
    const ended = await rotateInTerminal(world, words, [{ when: "Waiting for the old key", press: CTRL_C }]);
    expect(ended.code).toBe(EXIT.interrupted);
    expect(ended.stdout).toContain("Interrupted. rotate --resume goes on, --rollback undoes.");
    expect(world.works(await world.stored())).toBe(true);
    expect(world.works(GREEN)).toBe(true);
    await travelToTheEnd(world, NEW);
  });
});
