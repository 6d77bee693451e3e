import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadVersion, NODE_MAILJET_VERSIONS } from "./support/node-mailjet-versions.ts";
import type { SampleClient } from "./support/sample.ts";
import { type Act, openStage, type Stage } from "./support/stage.ts";
import { WAYS } from "./support/ways.ts";
import type { ScriptedAnswer } from "./support/wire.ts";

const V31 = { version: "v3.1" } as const;
const MESSAGE = { From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hello" };
const JSON_TYPE = { "content-type": "application/json" };
const HTML = { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad gateway</h1>" };
const WORDS = {
  status: 403,
  headers: JSON_TYPE,
  body: JSON.stringify({
    ErrorMessage: "Not allowed.",
    ErrorCode: "send-0008",
    ErrorIdentifier: "id-1",
    ErrorRelatedTo: ["From"],
    ErrorInfo: { nested: [1, null, true] },
    StatusCode: 403,
  }),
};

const send = (client: SampleClient): Promise<unknown> => client.post("send", V31).request({ Messages: [MESSAGE] });
const read = (client: SampleClient): Promise<unknown> => client.get("sender").request();
const answered = (answer: ScriptedAnswer, run: Act["run"] = read): Act => ({ run, script: () => answer });
const as = (output: "text" | "arraybuffer" | "stream"): Act["run"] => {
  return (client) => client.get("sender", { output }).request();
};

/** How calls end, well or not. */
const ENDS: Readonly<Record<string, Act>> = {
  "a mail that was accepted": { run: send },
  "a mail without content": { run: (client) => client.post("send", V31).request({ Messages: [{}] }) },
  "a batch of which one mail was accepted": {
    run: (client) => client.post("send", V31).request({ Messages: [MESSAGE, { ...MESSAGE, To: [] }] }),
  },
  "a body that is no object": { run: (client) => client.post("send", V31).request("[]") },
  "a 400 without a body": { run: (client) => client.post("send").request({}) },
  "an unknown resource": { run: (client) => client.get("nothing").request() },
  "an unknown object": { run: (client) => client.get("sender").id(99).request() },
  "a method that is not allowed": { run: (client) => client.put("message").request() },
  "a 403 with all of Mailjet's words": answered(WORDS),
  "an update that changes nothing (304)": answered({ status: 304 }, (client) => client.put("sender").id(1).request({})),
  "a 204": answered({ status: 204 }, (client) => client.delete("sender").id(1).request()),
  "a redirect": {
    run: (client) => client.get("old").request(),
    script: (_, path) => (path.endsWith("old") ? { status: 302, headers: { location: "/v3/REST/sender" } } : undefined),
  },
  "a 429": { run: send, fault: { kind: "status", status: 429, retryAfterSeconds: 5 } },
  "a 429 with an HTML body": { run: send, fault: { kind: "status", status: 429, body: "html" } },
  "a 500": { run: send, fault: { kind: "status", status: 500 } },
  "a 500 with an HTML body": { run: send, fault: { kind: "status", status: 500, body: "html" } },
  "a 502 of a load balancer": answered(HTML),
  "an HTML page as success": answered({ ...HTML, status: 200 }),
  "a JSON that ends in the middle": { run: send, fault: { kind: "garbage" } },
  "a success that quotes numbers beyond 2^53": answered({
    status: 200,
    headers: JSON_TYPE,
    body: '{"ID":12345678901234567890}',
  }),
  "a success as text": { run: as("text") },
  "a success as bytes": { run: as("arraybuffer") },
  "a success as stream": { run: as("stream") },
  "an error as text": answered(WORDS, as("text")),
  "an error as bytes": answered(WORDS, as("arraybuffer")),
  "an error as stream": answered(WORDS, as("stream")),
  "a time-out": { run: send, fault: { kind: "hang" }, settings: () => ({ options: { timeout: 100 } }) },
  "a connection that is cut": { run: send, fault: { kind: "reset" } },
  "a refused connection": { run: (client) => client.get("sender", { host: "127.0.0.1:1" }).request() },
  "an action that refuses its data": {
    run: (client) => client.post("contactslist").id(1).action("managecontact").request({ Properties: "text" }),
  },
};

describe.each(NODE_MAILJET_VERSIONS)("an outcome is the same as with %s", (version) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(await loadVersion(version));
  });
  afterAll(() => stage.close());

  describe.each(Object.keys(WAYS))("through %s", (way) => {
    it.each(Object.entries(ENDS))("for %s", async (_, act) => {
      expect(await stage.ours(act, way)).toEqual(await stage.original(act));
    });
  });
});
