import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import mailjet from "node-mailjet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MailjetCredentials } from "../src/mailjet-credentials.ts";
import { cleanError, cleanResult, rejectionIn } from "../src/mailjet-outcome.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";
const BASIC = Buffer.from(`${KEY}:${SECRET}`).toString("base64");
const CREDENTIALS = new MailjetCredentials({ kind: "mail", apiKey: KEY, apiSecret: SECRET }, { provider: "test" });

type Answer = (response: ServerResponse) => void;
type Result = { readonly response: Record<string, unknown>; readonly body: unknown };
/** An error as an application sees it: any of node-mailjet's fields may be there. */
type SeenError = Error & Record<string, unknown> & { readonly response: Record<string, unknown> };

const json =
  (status: number, body: object): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "x-echo": KEY }).end(JSON.stringify(body));
  };

let server: Server;
let answer: Answer = json(200, {});
const constants = mailjet.Request as unknown as { protocol: string };
const protocol = constants.protocol;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().once("end", () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  constants.protocol = "http://";
});

afterAll(() => {
  constants.protocol = protocol;
  server.closeAllConnections();
  server.close();
});

/** Sends with node-mailjet itself, so that results and errors are real. */
function send(config: { host?: string; output?: "stream" | "arraybuffer" } = {}): Promise<Result> {
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new mailjet.Client({ apiKey: KEY, apiSecret: SECRET, config: { host }, options: { timeout: 5_000 } });
  return client.get("contact", config).request() as unknown as Promise<Result>;
}

async function failure(config: Parameters<typeof send>[0] = {}): Promise<{ raw: SeenError; clean: SeenError }> {
  const raw: unknown = await send(config).then(
    () => new Error("It succeeded."),
    (error: unknown) => error,
  );
  return { raw: raw as SeenError, clean: cleanError(raw, CREDENTIALS) as SeenError };
}

function shown(value: unknown): string {
  const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true, maxStringLength: null };
  const error = value as { message?: string; stack?: string };
  return [inspect(value, options), inspect(value), JSON.stringify(value), error.message, error.stack].join("\n");
}

function expectClean(value: unknown): void {
  for (const part of [KEY, SECRET, BASIC, KEY.slice(0, 12), SECRET.slice(0, 12)])
    expect(shown(value)).not.toContain(part);
}

describe("cleanError", () => {
  it.each([401, 429, 500])(
    "E06 (mail errors carry the keys) keeps Mailjet's words of a %d, and no login",
    async (status) => {
      answer = json(status, {
        ErrorMessage: "No.",
        ErrorCode: "mj-0015",
        ErrorIdentifier: "id-1",
        ErrorRelatedTo: ["x"],
      });
      const { raw, clean } = await failure();
      expect(inspect(raw)).toContain(SECRET);
      expectClean(clean);
      expect(clean).toMatchObject({
        message: `Unsuccessful: Status Code: "${status}" Message: "No."`,
        code: status === 500 ? "ERR_BAD_RESPONSE" : "ERR_BAD_REQUEST",
        statusCode: status,
        originalMessage: "No.",
        ErrorMessage: "No.",
        ErrorCode: "mj-0015",
        ErrorIdentifier: "id-1",
        ErrorRelatedTo: ["x"],
      });
      expect(clean.response).toMatchObject({ status, data: { ErrorCode: "mj-0015" } });
      expect(clean.response["headers"]).toMatchObject({ "content-type": "application/json", "x-echo": "[redacted]" });
      expect(Object.keys(clean.response).sort()).toEqual(["data", "headers", "status", "statusText"]);
      for (const name of ["config", "request", "cause"]) expect(clean).not.toHaveProperty(name);
    },
  );

  it("E06 (mail errors carry the keys) keeps the code of a refused connection, and no login", async () => {
    const { raw, clean } = await failure({ host: "127.0.0.1:1" });
    expect(JSON.stringify(raw)).toContain(SECRET);
    expectClean(clean);
    expect(clean).toMatchObject({ code: "ECONNREFUSED", statusCode: null, statusText: null, response: null });
    expect(clean.message).toContain('Error Code: "ECONNREFUSED"');
    expect(JSON.parse(JSON.stringify(clean))).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("redacts an answer that quotes the login, in message, fields, names and nested data", async () => {
    answer = json(400, {
      ErrorMessage: `key ${KEY} of ${BASIC}`,
      Messages: [{ Errors: [{ ErrorMessage: `not ${SECRET}`, [KEY]: 1 }] }],
    });
    const { clean } = await failure();
    expectClean(clean);
    expect(clean["ErrorMessage"]).toBe("key [redacted] of [redacted]");
    expect(clean.message).toContain("not [redacted]");
    expect(clean.response["data"]).toEqual({
      ErrorMessage: "key [redacted] of [redacted]",
      Messages: [{ Errors: [{ ErrorMessage: "not [redacted]", "[redacted]": 1 }] }],
    });
  });

  it("E08 (HTML body) keeps the text of an answer that is no JSON", async () => {
    answer = (response) => response.writeHead(429, { "content-type": "text/html" }).end(`<p>${KEY}</p>`);
    const { clean } = await failure();
    expect(clean).toMatchObject({ statusCode: 429 });
    expectClean(clean);
  });

  it("keeps the bytes of a binary answer, redacted", async () => {
    answer = json(400, { quoted: KEY });
    const { clean } = await failure({ output: "arraybuffer" });
    expect(String(clean.response["data"])).toBe('{"quoted":"[redacted]"}');
  });

  it("E06 (mail errors carry the keys) keeps the stream of a failed answer apart from its request", async () => {
    answer = json(400, { fine: true });
    const { raw, clean } = await failure({ output: "stream" });
    expect(inspect(raw.response["data"], { depth: 9 })).toContain(BASIC);
    expectClean(clean);
    expect(await text(clean.response["data"] as Readable)).toBe('{"fine":true}');
  });

  it("keeps name, message and stack of another error, redacted, and nothing else of it", () => {
    const error = Object.assign(new TypeError(`bad ${SECRET}`, { cause: SECRET }), { input: SECRET, config: KEY });
    const clean = cleanError(error, CREDENTIALS);
    expectClean(clean);
    expect(clean).toBeInstanceOf(Error);
    expect([clean.name, clean.message]).toEqual(["TypeError", "bad [redacted]"]);
    expect(clean.stack).toContain("mailjet-outcome.test.ts");
    expect(Object.keys(clean)).toEqual([]);
    expect(cleanError(Object.assign(new Error("x"), { name: KEY }), CREDENTIALS).name).toBe("[redacted]");
  });

  it.each([[SECRET], [undefined], [null], [5], [Symbol("x")], [{ message: Object.create(null) }], [{}]])(
    "makes an Error of whatever else was thrown: %#",
    (thrown) => {
      const clean = cleanError(thrown, CREDENTIALS);
      expect(clean).toBeInstanceOf(Error);
      expect(clean.message).toBe("The request failed for an unknown reason.");
      expectClean(clean);
    },
  );

  it("finds a header of a failed answer by headers.get() in any case, as node-mailjet does, redacted too", async () => {
    answer = (response) =>
      response
        .writeHead(400, { "Retry-After": "7", "X-Echo": KEY, constructor: "odd", "Set-Cookie": ["a=1", "b=2"] })
        .end();
    const { raw, clean } = await failure();
    const header = ({ response }: SeenError, name: string): unknown =>
      (response["headers"] as { get(name: string): unknown }).get(name);
    for (const name of ["retry-after", "Retry-After", "constructor", "set-cookie", "x-other"]) {
      expect(header(clean, name)).toEqual(header(raw, name));
    }
    expect(header(clean, "x-echo")).toBe("[redacted]");
    expectClean(clean);
  });

  it("survives an odd response", () => {
    for (const response of [undefined, "text", 5, {}]) {
      expect(() => cleanError(Object.assign(new Error("x"), { response }), CREDENTIALS)).not.toThrow();
    }
  });
});

describe("cleanResult", () => {
  it("keeps body and the documented part of the response, without the login", async () => {
    answer = json(201, { Count: 1, Data: [{ ID: 12345678901234567890n.toString() }] });
    const raw = await send();
    expect(inspect(raw, { depth: 9 })).toContain(BASIC);
    const clean = cleanResult(raw, CREDENTIALS) as Result;
    for (const part of [SECRET, BASIC]) expect(shown(clean)).not.toContain(part);
    expect(Object.keys(clean).sort()).toEqual(["body", "response"]);
    expect(clean.body).toBe(raw.body);
    expect(clean.response).toMatchObject({ status: 201, statusText: "Created", data: clean.body });
    expect((clean.response["headers"] as Record<string, unknown>)["content-type"]).toBe("application/json");
    expect(Object.keys(clean.response).sort()).toEqual(["data", "headers", "status", "statusText"]);
  });

  it("leaves bodies without a prototype as node-mailjet made them", async () => {
    answer = (response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"MessageID":1152921504606846977}');
    const clean = cleanResult(await send(), CREDENTIALS) as Result;
    expect(Object.getPrototypeOf(clean.body)).toBeNull();
    expect({ ...(clean.body as object) }).toEqual({ MessageID: "1152921504606846977" });
  });

  it("E15 (errors inside a 200 answer) keeps the failed message in the body", async () => {
    const Messages = [{ Status: "success" }, { Status: "error", Errors: [{ ErrorCode: "x" }] }];
    answer = json(200, { Messages });
    const clean = cleanResult(await send(), CREDENTIALS) as Result;
    expect(JSON.parse(JSON.stringify(clean.body))).toEqual({ Messages });
  });

  it("E06 (mail results carry the keys) gives a stream that does not know its request", async () => {
    answer = (response) => response.end("streamed");
    const raw = await send({ output: "stream" });
    expect(inspect(raw.body, { depth: 9 })).toContain(BASIC);
    const clean = cleanResult(raw, CREDENTIALS) as Result;
    expect(shown(clean)).not.toContain(BASIC);
    expect(clean.response["data"]).toBe(clean.body);
    expect(await text(clean.body as Readable)).toBe("streamed");
  });

  it("hands a failure of the stream on to its reader", async () => {
    const body = new Readable({ read: () => {} });
    const clean = cleanResult({ response: {}, body }, CREDENTIALS) as Result;
    const reading = text(clean.body as Readable);
    body.destroy(new Error("cut"));
    await expect(reading).rejects.toThrow("cut");
  });

  it("cleans what a failing stream throws", async () => {
    const body = new Readable({ read: () => {} });
    const clean = cleanResult({ response: {}, body }, CREDENTIALS) as Result;
    const reading = text(clean.body as Readable).catch((error: unknown) => error);
    body.destroy(Object.assign(new Error(`cut ${SECRET}`), { config: { auth: { password: SECRET } } }));
    expect(shown(await reading)).not.toContain(SECRET);
  });

  it("ends nobody's process when a body breaks that nobody reads", async () => {
    const body = new Readable({ read: () => {} });
    const clean = cleanResult({ response: {}, body }, CREDENTIALS) as Result;
    const closed = new Promise((resolve) => (clean.body as Readable).once("close", resolve));
    body.destroy(new Error("cut"));
    await closed; // an error without a listener would have failed this test as uncaught
    expect((clean.body as Readable).errored).toBeInstanceOf(Error);
  });

  it("stops the answer when its reader goes away", async () => {
    const body = new Readable({ read: () => {} });
    const closed = new Promise((resolve) => body.once("close", resolve));
    ((cleanResult({ response: {}, body }, CREDENTIALS) as Result).body as Readable).destroy();
    await closed;
    expect(body.destroyed).toBe(true);
  });
});

describe("rejectionIn", () => {
  it("reads Mailjet's words from a 401", async () => {
    answer = json(401, { ErrorMessage: "Bad.", ErrorCode: "mj-0015", ErrorIdentifier: "id-1", StatusCode: 401 });
    const { clean } = await failure();
    expect(rejectionIn(clean)).toEqual({ ErrorMessage: "Bad.", ErrorCode: "mj-0015", ErrorIdentifier: "id-1" });
  });

  it("is there for a 401 without any words", () => {
    expect(rejectionIn(Object.assign(new Error("x"), { statusCode: 401, ErrorCode: 5 }))).toEqual({});
  });

  it("is absent for everything else", async () => {
    for (const status of [400, 403, 429, 500]) {
      answer = json(status, { ErrorCode: "mj-0015" });
      expect(rejectionIn((await failure()).clean)).toBeUndefined();
    }
    expect(rejectionIn(new Error("401"))).toBeUndefined();
  });
});
