import type { Contact, LibraryResponse, SendEmailV3_1, SendMessage } from "node-mailjet";
import { REQUEST_SAMPLES } from "./request-samples.ts";
import type { Sample, SampleClient } from "./support/sample.ts";

const MAIL = {
  Messages: [
    {
      From: { Email: "pilot@mailjet.com", Name: "Mailjet Pilot" },
      To: [{ Email: "passenger1@mailjet.com", Name: "passenger 1" }],
      Subject: "Your email flight plan!",
      TextPart: "Dear passenger 1, welcome to Mailjet! May the delivery force be with you!",
      HTMLPart:
        '<h3>Dear passenger 1, welcome to <a href="https://www.mailjet.com/">Mailjet</a>!</h3><br />May the delivery force be with you!',
    },
  ],
};

/** Where a sample ends at `post()`, the mail of the first sample is sent. */
const sendMail = (client: SampleClient): Promise<unknown> => client.post("send", { version: "v3.1" }).request(MAIL);

/** Every sample of node-mailjet's README that makes or uses a client, in its order. */
export const SAMPLES: readonly Sample[] = [
  { heading: "Basic setup", hash: "181ca07c", run: sendMail },
  {
    heading: "Basic setup",
    hash: "707eeb1b",
    kind: "sms",
    run: (mailjet) => mailjet.get("sms", { version: "v4" }).request(),
  },
  { heading: "API Setup", hash: "8f31361c", connect: "apiConnect", settings: () => EMPTY, run: sendMail },
  {
    heading: "SMS Setup",
    hash: "19d44133",
    kind: "sms",
    connect: "smsConnect",
    settings: () => EMPTY,
    run: (mailjet) => mailjet.get("sms", { version: "v4" }).request(),
  },
  { heading: "Make your first call", hash: "b7b99ce9", connect: "apiConnect", run: sendMail },
  {
    heading: "Configuration",
    hash: "ae8f3945",
    settings: () => ({ config: { version: "v3.1" }, options: { headers: { "X-Note": "all parts given" } } }),
    run: (mailjet) => mailjet.post("send", { output: "json" }).request(MAIL, { tag: "a b&c", list: [1, 2] }, true),
  },
  {
    heading: "Options",
    hash: "ae88ffc3",
    settings: ({ plainPort }) => ({
      options: {
        timeout: 10_000, // 1000 there: too near for a busy machine
        maxBodyLength: 1500,
        maxContentLength: 100,
        headers: { "X-API-Key": "foobar" },
        proxy: { protocol: "http", host: "127.0.0.1", port: plainPort },
      },
    }),
    run: sendMail,
  },
  {
    heading: "Request timeout",
    hash: "a35b2f7e",
    settings: () => ({ options: { timeout: 100 } }),
    fault: { kind: "hang" },
    run: sendMail,
  },
  {
    heading: "Request headers",
    hash: "bb70b96c",
    settings: () => ({
      options: { headers: { Accept: "application/json", "API-Key": "foobar", "Content-Type": "application/json" } },
    }),
    run: sendMail,
  },
  {
    heading: "Request max body length",
    hash: "38b4dd92",
    settings: () => ({ options: { maxBodyLength: 100 } }),
    run: sendMail,
  },
  {
    heading: "Response max content length",
    hash: "63623e4f",
    settings: () => ({ options: { maxContentLength: 50 } }),
    run: sendMail,
  },
  {
    heading: "Use proxy",
    hash: "c7997278",
    settings: ({ port }) => ({
      options: {
        proxy: { protocol: "https", host: "127.0.0.1", port, auth: { username: "test", password: "password" } },
      },
    }),
    run: sendMail,
  },
  {
    heading: "Config",
    hash: "73dc4a8c",
    settings: ({ host }) => ({ config: { host, version: "v3", output: "text" } }),
    run: (mailjet) => mailjet.get("sender").request(),
  },
  {
    heading: "Config",
    hash: "0dd3eb60",
    run: (mailjet, host) => mailjet.post("send", { host, version: "v3.1", output: "json" }).request(MAIL),
  },
  { heading: "API Versioning", hash: "cb3ccd9a", run: sendMail },
  {
    heading: "Host URL",
    hash: "0c294c92",
    run: (mailjet, host) => mailjet.post("send", { version: "v3.1", host }).request(MAIL),
  },
  {
    heading: "Response output",
    hash: "069302b7",
    run: (mailjet) => mailjet.post("send", { version: "v3.1", output: "arraybuffer" }).request(MAIL),
  },
  {
    heading: "Disable API call",
    hash: "e5cf4d75",
    run: (mailjet) => mailjet.post("send", { version: "v3.1" }).request({}, {}, false),
  },
  {
    heading: "Send Email example",
    hash: "0e026ece",
    connect: "new Client",
    async run(mailjet) {
      const data: SendEmailV3_1.Body = {
        Messages: [
          {
            From: { Email: "pilot@test.com" },
            To: [{ Email: "passenger@test.com" }],
            Subject: "Your email flight plan!",
            HTMLPart: "<h3>Dear passenger, welcome to Mailjet!</h3><br />May the delivery force be with you!",
            TextPart: "Dear passenger, welcome to Mailjet! May the delivery force be with you!",
          },
        ],
      };
      const result: LibraryResponse<SendEmailV3_1.Response> = await mailjet
        .post("send", { version: "v3.1" })
        .request(data);
      return result;
    },
  },
  {
    heading: "Send Message Example",
    hash: "ad75ed69",
    connect: "new Client",
    async run(mailjet) {
      const body: SendMessage.Body = { From: "some@email.com", To: "some2@email.com", Text: "Test" };
      const result: LibraryResponse<SendMessage.Response> = await mailjet
        .post("contact", { version: "v3" })
        .request(body);
      return result;
    },
  },
  {
    heading: "Get Contact Example",
    hash: "6bb9d256",
    connect: "new Client",
    async run(mailjet) {
      const queryData: Contact.GetContactQueryParams = { IsExcludedFromCampaigns: false, Campaign: 2234234 };
      const result: LibraryResponse<Contact.GetContactResponse> = await mailjet
        .get("contact", { version: "v3" })
        .request({}, queryData);
      return result;
    },
  },
  ...REQUEST_SAMPLES,
];

const EMPTY = { config: {}, options: {} };
