import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { SecretsError } from "@mailjet-secrets/core";
import type { Client } from "node-mailjet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contacts } from "./support/contacts.ts";
import { loadVersion, NODE_MAILJET_VERSIONS, type NodeMailjetVersion } from "./support/node-mailjet-versions.ts";
import type { SampleClient } from "./support/sample.ts";
import { type Act, openStage, type Run, type Stage } from "./support/stage.ts";
import { factoryFor, originalClient, PAIR, WAYS, WRONG_PAIR } from "./support/ways.ts";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const [, SECTION = ""] = /## Differences from node-mailjet\n(.*?)\n## /s.exec(README) ?? [];
const DOCUMENTED = SECTION.replace(/\s+/g, " ");

/** Each difference that is meant, by words of its description in the README. Everything else has to be the same. */
const DIFFERENCES = {
  keys: "`getAPIToken()` of the client throw",
  byHand: "`new Mailjet.Request(client, …)`",
  options: "`getOptions()` leaves out",
  again: "sent a second time keeps its `id` and `action`",
  paths: "refuse texts that would lead to another resource",
  stream: "A stream as data is refused",
  timeout: "ends after 30 s",
  throttled: "with 429 is sent once more",
  fields: "no `config` and no `response.request`",
  copies: "copies of the answer",
  rejected: "`CREDENTIALS_REJECTED`",
  suspended: "`ACCOUNT_SUSPENDED`",
  proxy: "over plain HTTP; that is refused",
} as const;

const read = (client: SampleClient): Promise<unknown> => client.get("sender").request();
const send = (client: SampleClient): Promise<unknown> => client.post("send", { version: "v3.1" }).request({});

describe.each(NODE_MAILJET_VERSIONS)("meant differences from %s:", (name) => {
  let version: NodeMailjetVersion;
  let stage: Stage;
  let client: Client;
  let original: Client;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    version = await loadVersion(name);
    stage = await openStage(version);
    const settings = { options: { headers: { "X-Note": "a" }, proxy: { protocol: "https", host: "p", port: 1 } } };
    const factory = factoryFor(version, { settings });
    closing.push(() => factory.close(), stage.close);
    client = await factory.getClient();
    original = originalClient(version, { settings });
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it.each(Object.values(DIFFERENCES))("the README says: %s", (words) => {
    expect(DOCUMENTED).toContain(words);
  });

  it("the client tells no key, and neither do its requests", () => {
    expect(original.get("contact").getCredentials()).toMatchObject(PAIR);
    for (const method of ["getAPIKey", "getAPISecret", "getAPIToken"] as const) {
      expect(() => client[method]()).toThrow(/await mailjet\.credentials\(\)/);
    }
    expect(() => client.get("contact").getCredentials()).toThrow(/await mailjet\.credentials\(\)/);
    for (const field of ["apiKey", "apiSecret"]) expect(client).not.toHaveProperty(field);
  });

  it("a request that is made by hand over the client sends nothing", async () => {
    const method = "get" as ConstructorParameters<typeof version.Mailjet.Request>[1];
    const request = new version.Mailjet.Request(client, method, "contact");
    await expect(request.request()).rejects.toThrow(/await mailjet\.credentials\(\)/);
  });

  it("getOptions() leaves out proxy and headers", () => {
    const { proxy, headers, ...others } = original.getOptions();
    expect([proxy, headers]).not.toContain(undefined);
    expect(client.getOptions()).toEqual({ ...others, timeout: 30_000 });
  });

  it("a request has a limit of 30 s without being told", () => {
    expect([client.getOptions().timeout, original.getOptions().timeout]).toEqual([30_000, undefined]);
  });

  describe.each(Object.keys(WAYS))("%s", (way) => {
    const both = async (act: Act): Promise<{ original: Run; ours: Run }> => ({
      original: await stage.original(act),
      ours: await stage.ours(act, way),
    });
    const targets = ({ requests }: Run): string[] => requests.map(({ target }) => target);

    it("sends the same again, where the original forgets id and action", async () => {
      const run: Act["run"] = async (from) => {
        const request = from.get("contact").id(5).action("getcontactslists");
        await request.request();
        return request.request();
      };
      const { original, ours } = await both({ run, script: contacts });
      const whole = "/v3/REST/contact/5/getcontactslists";
      expect([targets(original), targets(ours)]).toEqual([
        [whole, "/v3/REST/contact"],
        [whole, whole],
      ]);
    });

    it.each(["id", "action"] as const)(
      "sends nothing for an %s that leads elsewhere, as the original does",
      async (step) => {
        const run: Act["run"] = async (from) => from.get("contact")[step]("../sender").request();
        const { original, ours } = await both({ run, script: contacts });
        const [reached] = targets(original).map((target) => new URL(target, "https://localhost").pathname);
        expect([reached, targets(ours)]).toEqual(["/v3/REST/sender", []]);
        expect(ours.outcome.fields).toMatchObject({ name: "TypeError" });
      },
    );

    it("refuses a stream, which the original sends", async () => {
      const run: Act["run"] = (from) => from.post("contact").request(Readable.from(["x"]) as unknown as string);
      const { original, ours } = await both({ run, script: contacts });
      expect(original.requests).toMatchObject([{ body: "x" }]);
      expect([ours.requests, ours.outcome.fields]).toMatchObject([[], { name: "TypeError" }]);
    });

    it("sends once more after a 429", async () => {
      const fault = { kind: "status", status: 429, retryAfterSeconds: 0, times: 1 } as const;
      const { original, ours } = await both({ run: read, fault, rateLimitRetries: 1 });
      expect([original.requests.length, ours.requests.length]).toEqual([1, 2]);
      expect([original.outcome.kind, ours.outcome.kind]).toEqual(["error", "result"]);
    });

    it.each([
      ["a result", undefined, ["response"]],
      ["an error", 404, ["config", "response"]],
    ] as const)("leaves out of %s nothing but the request", async (_, status, leaks) => {
      const seen: Record<string, object>[] = [];
      const run: Act["run"] = async (from) => {
        const outcome: unknown = await from
          .get("contact")
          .request()
          .catch((error: unknown) => error);
        seen.push(outcome as Record<string, object>);
      };
      await both({ run, script: status === undefined ? contacts : () => ({ status }) });
      const [theirs = {}, ours = {}] = seen;
      expect(Object.keys(theirs)).toEqual(expect.arrayContaining([...leaks]));
      expect(missing(theirs, ours)).toEqual(leaks.filter((field) => field !== "response"));
      expect(missing(theirs["response"], ours["response"])).toEqual(["config", "request"]);
    });

    it.each([
      ["with a code", send],
      ["without one", read],
    ] as const)("rejects a wrong pair as SecretsError with Mailjet's words, %s", async (_, run) => {
      const { original, ours } = await both({ run, pair: WRONG_PAIR });
      const { ErrorMessage, ErrorCode, ErrorIdentifier, statusCode } = original.outcome.fields;
      const words = Object.entries({ ErrorMessage, ErrorCode, ErrorIdentifier }).filter(
        ([, text]) => text !== undefined,
      );
      expect(statusCode).toBe(401);
      expect(ours.outcome.fields).toMatchObject({
        code: "CREDENTIALS_REJECTED",
        name: "SecretsError",
        statusCode,
        ...Object.fromEntries(words),
      });
      expect(ours.requests).toEqual(original.requests);
    });

    it("rejects by a suspended key with a code of its own", async () => {
      const body = JSON.stringify({
        ErrorCode: "mj-0001",
        ErrorMessage: "Blocked.",
        ErrorIdentifier: "i",
        StatusCode: 401,
      });
      const { original, ours } = await both({ run: read, script: () => ({ status: 401, body }) });
      const same = { statusCode: 401, ErrorCode: "mj-0001", ErrorMessage: "Blocked.", ErrorIdentifier: "i" };
      expect(original.outcome.fields).toMatchObject(same);
      expect(ours.outcome.fields).toMatchObject({ ...same, code: "ACCOUNT_SUSPENDED" });
    });

    it("takes the key out of an error that quotes it", async () => {
      const script = (): { status: number; body: string } => ({
        status: 400,
        body: `{"ErrorMessage":"${PAIR.apiKey}"}`,
      });
      const { original, ours } = await both({ run: read, script });
      expect(original.outcome.fields["ErrorMessage"]).toBe(PAIR.apiKey);
      expect(ours.outcome.fields["ErrorMessage"]).toBe("[redacted]");
    });

    it("E10 shows the pair to no proxy over plain HTTP, as node-mailjet 6 does", async () => {
      const settings: NonNullable<Act["settings"]> = ({ plainPort: port }) => ({
        options: { proxy: { protocol: "http", host: "127.0.0.1", port } },
      });
      const original = await stage.original({ run: read, settings });
      const ours = await stage.ours({ run: read, settings, allowInsecureProxy: false }, way);
      expect(original.requests[0]).toMatchObject({ target: `https://${stage.wire.host}/v3/REST/sender` });
      expect([ours.requests, ours.outcome.fields]).toMatchObject([[], { code: "INVALID_CONFIG" }]);
    });
  });

  it("errors of the library are recognised", async () => {
    const factory = factoryFor(version, { settings: {} });
    await factory.close();
    const failure: unknown = await factory
      .get("contact")
      .request()
      .catch((error: unknown) => error);
    expect(SecretsError.is(failure, "CLOSED")).toBe(true);
  });
});

function missing(theirs: object | undefined, ours: object | undefined): string[] {
  return Object.keys(theirs ?? {}).filter((field) => !Object.hasOwn(ours ?? {}, field));
}
