import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  OLD,
  RESET,
  type RotationWorld,
  rotationWorld,
  SENDER,
} from "../../packages/cli/test/support/rotation-world.ts";
import { blocksOf } from "./support/markdown.ts";

/** What the page shows to be typed behind `rotate`; the world's own journal is in the place of the page's. */
function shown(beginning: string): readonly string[] {
  const lines = blocksOf("docs/leak-response.md").flatMap(({ code }) => code.split("\n"));
  const [line, ...others] = lines.filter((each) => each.startsWith(`$ mailjet-secrets rotate ${beginning}`));
  if (line === undefined || others.length > 0) throw new TypeError(`The page does not show rotate ${beginning} once.`);
  return line.replace("$ mailjet-secrets rotate ", "").replace("--journal rotation.json ", "").split(" ");
}

/** Sends a mail with the leaked pair. Resolves with Mailjet's status. */
async function misuse({ mailjet }: RotationWorld): Promise<number | undefined> {
  const mail = { From: { Email: "a@evil.example" }, To: [{ Email: "b@example.net" }], TextPart: "Pay." };
  const sending = request(`https://${mailjet.host}/v3.1/send`, {
    method: "POST",
    auth: `${OLD.apiKey}:${OLD.apiSecret}`,
    headers: { "content-type": "application/json" },
    ca: mailjet.certificate,
  });
  sending.end(JSON.stringify({ Messages: [mail] }));
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

// The other commands of the page are those of the drill: examples/drill/test/drill.test.ts compares them.
let world: RotationWorld;
beforeEach(async () => {
  world = await rotationWorld();
});
afterEach(() => world.close());

it("--quiet-for 0 deactivates an old key that the attacker still sends with", async () => {
  const begin = ["--plan", "new-sub-account", "--admin-secret", "admin/mailjet", "--yes", "--from", SENDER];
  expect((await world.rotate(begin)).code).toBe(75);
  expect(await misuse(world)).toBe(200);
  const waiting = await world.rotate(["--resume", "--admin-secret", "admin/mailjet", "--yes"]);
  expect(waiting).toMatchObject({ code: 75, stdout: expect.stringContaining("1 message with it") });
  expect(
    (await world.rotate(shown("--resume --admin-secret admin/mailjet --journal rotation.json --quiet-for 0"))).code,
  ).toBe(0);
  expect(world.key(OLD).isActive).toBe(false);
});

it("the emergency stops the key, writes the evidence, and stores a new pair", async () => {
  expect((await world.rotate(shown("--plan emergency"))).code).toBe(0);
  expect(world.key(OLD).isActive).toBe(false);
  expect(world.key(await world.stored()).isActive).toBe(true);
  const folder = join(world.directory, "evidence");
  expect(existsSync(folder)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith(".html"))).toHaveLength(1);
});

it("the reset by hand takes the new secret key and stores it", async () => {
  world.mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
  expect((await world.rotate(shown("--plan assisted-reset"), { input: RESET.apiSecret })).code).toBe(0);
  expect(await world.stored()).toEqual(RESET);
});
