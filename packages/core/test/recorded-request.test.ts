import mailjet from "node-mailjet";
import { describe, expect, it } from "vitest";
import type { MailjetModule } from "../src/mailjet-module.ts";
import { type HttpMethod, RecordedRequest } from "../src/recorded-request.ts";

const MODULE = mailjet as unknown as MailjetModule;
const client = (): InstanceType<MailjetModule["Client"]> => new MODULE.Client({ apiKey: "k", apiSecret: "s" });

/** What node-mailjet would send. */
async function sent(record: RecordedRequest): Promise<{ url: string; body: unknown; params: unknown }> {
  return (await record.build(client(), MODULE).request({ a: 1 }, { b: 2 }, false)) as never;
}

function record(
  method: HttpMethod = "get",
  resource = "contact",
  config: RecordedRequest["config"] = null,
): RecordedRequest {
  return new RecordedRequest(method, resource, config);
}

describe("RecordedRequest", () => {
  it("builds what was recorded, as often as asked", async () => {
    const request = record("post", "contact", { version: "v3", host: "api.us.mailjet.com" });
    request.id(5);
    request.action("getcontactslists");
    const expected = {
      url: "https://api.us.mailjet.com/v3/REST/contact/5/getcontactslists",
      body: { a: 1 },
      params: { b: 2 },
    };
    expect(await sent(request)).toEqual(expected);
    expect(await sent(request)).toEqual(expected);
  });

  it("is not emptied by a request that was sent, as those of node-mailjet are", async () => {
    const request = record();
    request.id(5);
    const built = request.build(client(), MODULE);
    await built.request({}, {}, false);
    expect(await built.request({}, {}, false)).toMatchObject({ url: "https://api.mailjet.com/v3/REST/contact" });
    expect((await sent(request)).url).toBe("https://api.mailjet.com/v3/REST/contact/5");
  });

  it("keeps the order of ids and actions", async () => {
    const request = record("get", "contactslist");
    request.id(1);
    request.action("CSVData");
    expect((await sent(request)).url).toBe("https://api.mailjet.com/v3/DATA/contactslist/1/csvdata/text:plain");
  });

  it("does not follow later changes of the caller's configuration", async () => {
    const config = { version: "v3.1" } as { version: `v${number}` };
    const request = record("post", "send", config);
    config.version = "v4";
    expect((await sent(request)).url).toBe("https://api.mailjet.com/v3.1/send");
  });

  it.each(["get", "post", "put", "delete"] as const)("sends a body with %s as node-mailjet does", async (method) => {
    expect((await sent(record(method))).body).toEqual(method === "get" ? undefined : { a: 1 });
  });

  it.each([5, "5", "a@b.example", "apikey|My template", "/5", "a/b", "1.5", "..a", "x..y", "%41"])(
    "takes the id %j",
    async (id) => {
      const request = record();
      request.id(id);
      const { pathname } = new URL((await sent(request)).url);
      expect(pathname).toMatch(/^\/v3\/REST\/contact\/.+$/);
    },
  );

  it.each([
    "../user",
    "..",
    ".",
    "5/../../user",
    "..\\user",
    "%2e%2e/user",
    ".%2E",
    ".\t./user",
    ".. ",
    "5/.",
    "",
    " ",
    "/",
    "5?x=1",
    "5#x",
    "5\n",
  ])("refuses %j as id and as action, since it would reach another resource", (text) => {
    expect(() => record().id(text)).toThrow(TypeError);
    expect(() => record().action(text)).toThrow(TypeError);
  });

  it("refuses arguments of other types as TypeError", () => {
    const wrong = [undefined, null, {}, true, ["5"]] as unknown as string[];
    for (const value of wrong) {
      expect(() => record().id(value)).toThrow(new TypeError('Argument "value" of id() must be a string or a number.'));
      expect(() => record().action(value)).toThrow(new TypeError('Argument "name" of action() must be a string.'));
      expect(() => new RecordedRequest("get", value, null)).toThrow(TypeError);
    }
  });

  it("records nothing of what it refused", async () => {
    const request = record();
    expect(() => request.id("../user")).toThrow();
    request.id(7);
    expect((await sent(request)).url).toBe("https://api.mailjet.com/v3/REST/contact/7");
  });
});
