import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contacts } from "./support/contacts.ts";
import { loadVersion, NODE_MAILJET_VERSIONS } from "./support/node-mailjet-versions.ts";
import type { SampleClient } from "./support/sample.ts";
import { type Act, openStage, type Stage } from "./support/stage.ts";
import { WAYS } from "./support/ways.ts";

type Data = Parameters<ReturnType<SampleClient["post"]>["request"]>[0];

/** What node-mailjet sends although its types do not name it. */
const untyped = (value: unknown): Data => value as Data;
const post =
  (data: unknown): Act["run"] =>
  (client) =>
    client.post("contact").request(untyped(data));
const ask =
  (params: unknown): Act["run"] =>
  (client) =>
    client.get("contact").request({}, params as Record<string, unknown>);
const local =
  (flag: unknown): Act["run"] =>
  (client) =>
    client.post("contact").request({ a: 1 }, { b: 2 }, flag as false);

function form(): FormData {
  const data = new FormData();
  data.append("Email", "ann@example.org");
  return data;
}

const CALLS: Readonly<Record<string, Act["run"]>> = {
  "no data": (client) => client.post("contact").request(),
  "empty data": post({}),
  "null as data": post(null),
  "a list as data": post([{ Email: "ann@example.org" }, null]),
  "a number as data": post(5),
  "a text as data": post("plain ✈ text"),
  "a JSON text as data": post('{"Email" : "ann@example.org"}'),
  "bytes as data": post(Buffer.from([0, 1, 254, 255])),
  "typed bytes as data": post(new Uint8Array([0, 1, 254, 255])),
  "a buffer of bytes as data": post(new Uint8Array([0, 1, 254, 255]).buffer),
  "URL-encoded pairs as data": post(new URLSearchParams({ Email: "ann@example.org" })),
  "a form as data": post(form()),
  "dates, undefined and objects that convert themselves": post({
    at: new Date(0),
    gone: undefined,
    nan: Number.NaN,
    own: { toJSON: () => "converted" },
    list: [undefined, () => 1],
  }),
  "names that mean something to objects": post(JSON.parse('{"__proto__":{"a":1},"constructor":2,"10":1,"2":1}')),
  "an object without a prototype": post(Object.assign(Object.create(null), { a: 1 })),
  "data with a BigInt": post({ ID: 1n }),
  "no parameters": ask(undefined),
  "null as parameters": ask(null),
  "parameters of all kinds": ask({
    text: "a b&c=d/é",
    list: [1, "x"],
    nested: { a: { b: 1 } },
    date: new Date(0),
    none: undefined,
    nil: null,
    flag: true,
    zero: 0,
  }),
  "URL-encoded pairs as parameters": ask(new URLSearchParams({ Limit: "5", Sort: "ID DESC" })),
  "data with GET, which is not sent": (client) => client.get("contact").request({ a: 1 }),
  "data with DELETE": (client) => client.delete("contact").id(1).request({ a: 1 }),
  "a resource in upper case with a path": (client) => client.get("Contact/5/GetContactsLists").request(),
  "id and action": (client) => client.get("contact").id("ann@example.org").action("getContactsLists").request(),
  "an action before its id": (client) => client.get("contact").action("x").id(7).request(),
  "CSV data of a list": (client) =>
    client.post("contactslist").id(1).action("CSVData").request("email\nann@example.org"),
  "CSV errors of a job": (client) => client.get("batchjob").id(1).action("CSVError").request(),
  "a null configuration": (client) => client.get("contact", null).request(),
  "an empty configuration": (client) => client.get("contact", {}).request(),
  "another version": (client) => client.get("contact", { version: "v3.1" }).request(),
  "sms without a version": (client) => client.post("sms-send").request({}),
  "performAPICall true": local(true),
  "performAPICall false": local(false),
  "performAPICall undefined": local(undefined),
  "performAPICall null": local(null),
  "performAPICall 0": local(0),
  "performAPICall 1": local(1),
};

describe.each(NODE_MAILJET_VERSIONS)("a request is the same as with %s", (version) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(await loadVersion(version));
  });
  afterAll(() => stage.close());

  describe.each(Object.keys(WAYS))("through %s", (way) => {
    it.each(Object.entries(CALLS))("for %s", async (_, run) => {
      const act: Act = { run, script: contacts };
      expect(await stage.ours(act, way)).toEqual(await stage.original(act));
    });

    it("for an SMS, with the token", async () => {
      const run: Act["run"] = (client) =>
        client.post("sms-send", { version: "v4" }).request({ From: "A", To: "+1", Text: "x" });
      const act: Act = { kind: "sms", run };
      const original = await stage.original(act);
      expect(original.requests[0]?.headers).toContainEqual(expect.stringMatching(/^Authorization: Bearer /));
      expect(await stage.ours(act, way)).toEqual(original);
    });
  });
});
