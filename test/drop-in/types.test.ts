import type { MailjetAccount, MailjetClientFactory } from "@mailjet-secrets/core";
import type {
  Client,
  Contact,
  LibraryLocalResponse,
  LibraryResponse,
  Message,
  Request,
  Segmentation,
  SendEmailV3,
  SendEmailV3_1,
  SendMessage,
  Template,
  Webhook,
} from "node-mailjet";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { loadVersion, NODE_MAILJET_VERSIONS, type NodeMailjetVersion } from "./support/node-mailjet-versions.ts";
import { factoryFor, originalClient } from "./support/ways.ts";

const METHODS = ["get", "post", "put", "delete"] as const;
const SETTINGS = {
  config: { host: "api.us.mailjet.com", version: "v3.1", output: "text" },
  options: { timeout: 5_000, maxBodyLength: 100, maxContentLength: 200 },
} as const;

describe.each(NODE_MAILJET_VERSIONS)("the live client, beside a client of %s,", (name) => {
  let version: NodeMailjetVersion;
  let factory: MailjetClientFactory;
  let client: Client;
  let original: Client;
  beforeAll(async () => {
    version = await loadVersion(name);
    factory = factoryFor(version, { settings: SETTINGS });
    client = await factory.getClient();
    original = originalClient(version, { connect: "apiConnect", settings: SETTINGS });
  });
  afterAll(() => factory.close());

  it("is an instance of Client, as those of apiConnect() are, and so of nothing else", () => {
    const { Mailjet } = version;
    expect(client).toBeInstanceOf(Mailjet.Client);
    expect([client instanceof Mailjet, original instanceof Mailjet]).toEqual([false, false]);
  });

  it.each(METHODS)("makes an instance of Request by %s(), which its own methods give back", (method) => {
    const request = client[method]("contact");
    expect(request).toBeInstanceOf(version.Mailjet.Request);
    expect(request.id(1)).toBe(request);
    expect(request.action("x")).toBe(request);
    expect(request.getUserAgent()).toBe(original[method]("contact").getUserAgent());
  });

  it("has every method, also those that node-mailjet keeps to itself", () => {
    const missing = (object: object, prototype: object): string[] =>
      Object.getOwnPropertyNames(prototype).filter((method) => typeof Reflect.get(object, method) !== "function");
    expect(missing(client, version.Mailjet.Client.prototype)).toEqual([]);
    expect(missing(client.get("contact"), version.Mailjet.Request.prototype)).toEqual([]);
  });

  it("tells the same version, configuration and options", () => {
    expect(client.getPackageVersion()).toBe(original.getPackageVersion());
    expect(client.getConfig()).toEqual(original.getConfig());
    expect(client.getOptions()).toEqual(original.getOptions());
  });

  it("gives copies of configuration and options, so that nobody changes them for others", () => {
    client.getConfig().host = "elsewhere.example";
    client.getOptions().timeout = 1;
    expect(client.getConfig()).toEqual(original.getConfig());
    expect(client.getOptions()).toEqual(original.getOptions());
  });

  it("inherits the statics", () => {
    const statics = client.constructor as typeof Client;
    expect(statics.config).toBe(version.Mailjet.Client.config);
    expect(statics.packageJSON).toBe(version.Mailjet.Client.packageJSON);
    expect(statics.apiConnect("key", "secret")).toBeInstanceOf(version.Mailjet.Client);
    expect(statics.smsConnect("token").getAPIToken()).toBe("token");
  });

  it.each(METHODS)("refuses by %s() a resource that is no text, with node-mailjet's own words", (method) => {
    const resource = 5 as unknown as string;
    const words = messageOf(() => original[method](resource));
    expect(words).toContain("resource");
    expect(messageOf(() => client[method](resource))).toBe(words);
  });
});

// Checked by the compiler (`npm run check:types`); at run time the following does nothing.
describe("types", () => {
  const inCompiler = (check: (client: Client, factory: MailjetAccount) => unknown): void => void check;

  it("let the client go where a Client is expected, and its requests where a Request is", () => {
    const takes = (_client: Client, _request: Request): void => {};
    inCompiler(async (_, factory) => {
      const client = await factory.getClient();
      takes(client, client.post("send", { version: "v3.1" }).id(1).action("x"));
    });
    expectTypeOf<Awaited<ReturnType<MailjetAccount["getClient"]>>>().toEqualTypeOf<Client>();
  });

  it("of the factory's methods are those of Client, but for what the request is", () => {
    expectTypeOf<Parameters<MailjetAccount["get"]>>().toEqualTypeOf<Parameters<Client["get"]>>();
    expectTypeOf<Parameters<MailjetAccount["post"]>>().toEqualTypeOf<Parameters<Client["post"]>>();
    expectTypeOf<Parameters<MailjetAccount["put"]>>().toEqualTypeOf<Parameters<Client["put"]>>();
    expectTypeOf<Parameters<MailjetAccount["delete"]>>().toEqualTypeOf<Parameters<Client["delete"]>>();
    expectTypeOf<Pick<Request, "id" | "action" | "request">>().toExtend<
      Pick<ReturnType<MailjetAccount["get"]>, "request">
    >();
    expectTypeOf<ReturnType<MailjetAccount["get"]>["request"]>().toEqualTypeOf<Request["request"]>();
  });

  it("of results follow the generic parameters", () => {
    inCompiler((client, factory) => {
      for (const from of [client, factory]) {
        const sent = from.post("send").request<SendEmailV3_1.Response>({ Messages: [] });
        expectTypeOf(sent).toEqualTypeOf<Promise<LibraryResponse<SendEmailV3_1.Response>>>();
        const local = from.post("send").request<{ a: number }, { b: string }>({ a: 1 }, { b: "x" }, false);
        expectTypeOf(local).toEqualTypeOf<Promise<LibraryLocalResponse<{ a: number }, { b: string }>>>();
      }
    });
  });

  it("of results are found from what a result is assigned to", () => {
    inCompiler(async (client, factory) => {
      for (const from of [client, factory]) {
        const mail: LibraryResponse<SendEmailV3.Response> = await from.post("send").request({});
        const contact: LibraryResponse<Contact.GetContactResponse> = await from.get("contact").request();
        const message: LibraryResponse<Message.GetMessagesResponse> = await from.get("message").request();
        const template: LibraryResponse<Template.GetTemplateResponse> = await from.get("template").request();
        const segment: LibraryResponse<Segmentation.GetContactFilterResponse> = await from
          .get("contactfilter")
          .request();
        const webhook: LibraryResponse<Webhook.GetEventCallbackUrlResponse> = await from
          .get("eventcallbackurl")
          .request();
        const sms: LibraryResponse<SendMessage.Response> = await from.post("sms-send").request({});
        void [mail, contact, message, template, segment, webhook, sms];
      }
    });
  });

  it("refuse what node-mailjet's refuse", () => {
    inCompiler((client, factory) => {
      for (const from of [client, factory]) {
        // @ts-expect-error: a resource is a text
        void from.get(5);
        // @ts-expect-error: versions begin with v
        void from.get("contact", { version: "3" });
        // @ts-expect-error: an option that does not exist
        void from.get("contact", { hosts: "api.mailjet.com" });
        // @ts-expect-error: an id is a text or a number
        void from.get("contact").id({});
        // @ts-expect-error: data is a record or a text
        void from.post("contact").request(5);
      }
    });
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("Nothing was thrown.");
}
