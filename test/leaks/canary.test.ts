import { inspect } from "node:util";
import { createMailjetClientFactory, SecretsError } from "@mailjet-secrets/core";
import { type MailjetEmulator, memoryProvider, startMailjetEmulator } from "@mailjet-secrets/testing";
import Mailjet from "node-mailjet";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { canaryForms, findCanary, printed } from "../support/canary.ts";

const PAIR = { apiKey: "3f9c1d7be2a84605b1c7d9e0f2a4b6c8", apiSecret: "c45e90ab7d1f4e268a3b5c7d9e1f2a40" };
const WRONG = { apiKey: "7a1b3c5d7e9f4a6b8c0d2e4f6a8b0c1d", apiSecret: "e8d6c4b2a09f4e7d5c3b1a0f9e8d7c6b" };
/** What node-mailjet by itself shows. Put together here, so that it is none of the secrets that CI searches for. */
const SHOWN = { apiKey: "5e".repeat(16), apiSecret: "a7".repeat(16) };
const TOKEN = "9d8c7b6a5f4e4d3c2b1a0f9e8d7c6b5a";
const FORMS = [
  ...canaryForms(PAIR.apiKey, PAIR.apiSecret),
  ...canaryForms(WRONG.apiKey, WRONG.apiSecret),
  ...canaryForms(TOKEN),
  ...canaryForms(SHOWN.apiKey, SHOWN.apiSecret),
];
const MAIL = { Messages: [{ From: { Email: "a@example.com" }, To: [{ Email: "b@example.com" }], TextPart: "x" }] };

let mailjet: MailjetEmulator;
let distrust: () => void;

beforeAll(async () => {
  mailjet = await startMailjetEmulator({ keys: [PAIR, SHOWN], smsTokens: [TOKEN] });
  distrust = mailjet.trust();
});
afterEach(() => mailjet.clearFaults());
afterAll(async () => {
  await mailjet.close();
  distrust();
});

type Factory = ReturnType<typeof createMailjetClientFactory>;

function factoryOver(values: Record<string, string>, kind: "mail" | "sms" = "mail"): Factory {
  return createMailjetClientFactory({
    provider: memoryProvider({ main: values }),
    secret: { id: "main", kind },
    rotationGraceMs: 0,
    mailjet: { host: mailjet.host, timeoutMs: 300 },
  });
}

function send(factory: Pick<Factory, "post">): Promise<unknown> {
  return factory.post("send", { version: "v3.1" }).request(MAIL);
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error("It should have failed.");
    },
    (error: unknown) => error,
  );

function expectNothing(thing: unknown): void {
  expect(findCanary(printed(thing), FORMS)).toBeUndefined();
}

describe("nothing leaks", () => {
  it("the search finds what node-mailjet itself prints, so that it can fail", async () => {
    const client = new Mailjet.Client({ ...SHOWN, config: { host: mailjet.host } });
    expect(findCanary(inspect(client, { depth: 6 }), FORMS)).toBeDefined();
    const result = await client.post("send", { version: "v3.1" }).request(MAIL);
    expect(findCanary(inspect(result, { depth: 6 }), FORMS)).toBeDefined();
    mailjet.fail({ kind: "status", status: 500, times: 1 });
    const error = await failure(client.post("send", { version: "v3.1" }).request(MAIL));
    expect(findCanary(inspect(error, { depth: 6 }), FORMS)).toBeDefined();
  });

  it("from the factory, its accounts, clients, requests, credentials and statuses", async () => {
    const factory = factoryOver(PAIR);
    const client = await factory.getClient();
    await send(factory);
    const things = [
      factory,
      factory.account("other"),
      factory.post("send"),
      client,
      client.post("send", { version: "v3.1" }),
      client.getConfig(),
      client.getOptions(),
      await factory.credentials(),
      factory.credentials(),
      factory.status(),
      factory.statuses(),
    ];
    for (const thing of things) expectNothing(thing);
  });

  it("from results of sends", async () => {
    const factory = factoryOver(PAIR);
    expectNothing(await send(factory));
    expectNothing(await factory.post("send", { version: "v3.1" }).request({ ...MAIL, SandboxMode: true }));
    expectNothing(await factory.get("sender").request());
    const texts = factoryOver({ token: TOKEN }, "sms");
    expectNothing(
      await texts.post("sms-send", { version: "v4" }).request({ From: "S", To: "+33600000000", Text: "x" }),
    );
    expectNothing(await texts.getClient());
    expectNothing(await texts.credentials());
  });

  it.each([
    // Twice, since it is sent once more.
    ["a 429", { kind: "status", status: 429, times: 2 }],
    ["a 429 with an HTML body", { kind: "status", status: 429, body: "html", times: 2 }],
    ["a 500", { kind: "status", status: 500, times: 1 }],
    ["a connection that was cut", { kind: "reset", times: 1 }],
    ["an answer that does not come", { kind: "hang", times: 1 }],
  ] as const)("E06 from the error of %s", async (_, fault) => {
    const factory = factoryOver(PAIR);
    await factory.credentials();
    mailjet.fail(fault);
    const error = await failure(send(factory));
    expectNothing(error);
    expectNothing(await failure(send(factoryOver(WRONG))));
  });

  it("E06 from the error of a refused connection, of wrong data and of a rejected pair", async () => {
    const refused = createMailjetClientFactory({
      provider: memoryProvider({ "": PAIR }),
      mailjet: { host: "127.0.0.1:9" },
    });
    expectNothing(await failure(send(refused)));
    expectNothing(await failure(factoryOver(PAIR).post("send", { version: "v3.1" }).request({ Messages: [] })));
    expectNothing(await failure(factoryOver(PAIR).post("contact").id(1).action("managecontact").request({})));
    const rejected = factoryOver(WRONG);
    const error = await failure(send(rejected));
    expect(SecretsError.is(error, "CREDENTIALS_REJECTED")).toBe(true);
    expectNothing(error);
    expectNothing(rejected.status());
    expectNothing(await failure(rejected.credentials()));
  });

  it("from errors of withCredentials when the caller's own error holds the pair", async () => {
    const factory = factoryOver(PAIR);
    const error = await failure(
      factory.withCredentials((pair) => {
        const config = { auth: { username: pair.apiKey(), password: pair.apiSecret() } };
        throw Object.assign(new Error(`login of ${pair.apiSecret()} failed`), { status: 401, config });
      }),
    );
    expectNothing(error);
  });

  it.each([
    ["a key with a line break", { apiKey: `${PAIR.apiKey}\n${PAIR.apiSecret}`, apiSecret: PAIR.apiSecret }],
    ["twice the same value", { apiKey: PAIR.apiKey, apiSecret: PAIR.apiKey }],
    ["one half only", { apiKey: PAIR.apiKey }],
    ["two different keys", { apiKey: PAIR.apiKey, MJ_APIKEY_PUBLIC: WRONG.apiKey, apiSecret: PAIR.apiSecret }],
    ["the key as the name of a field", { [PAIR.apiKey]: PAIR.apiSecret }],
    ["a bare text", { value: PAIR.apiSecret }],
    ["broken JSON", { value: `{apiKey:${PAIR.apiKey},apiSecret:${PAIR.apiSecret}}` }],
    ["a foreign host", { ...PAIR, host: `${PAIR.apiSecret}.example.com` }],
    ["quotes inside", { apiKey: `${PAIR.apiKey}"`, apiSecret: PAIR.apiSecret }],
  ])("from the error about a secret with %s", async (_, values) => {
    const error = await failure(factoryOver(values as Record<string, string>).credentials());
    expect(SecretsError.is(error, "INVALID_SECRET")).toBe(true);
    expectNothing(error);
  });

  it("B02 from a provider that fails with an error that quotes the secret", async () => {
    const factory = createMailjetClientFactory({
      provider: {
        name: "careless",
        read: async () => JSON.parse(PAIR.apiSecret),
      },
    });
    const error = await failure(factory.credentials());
    expect(SecretsError.is(error, "UNEXPECTED_RESPONSE")).toBe(true);
    expectNothing(error);
  });
});
