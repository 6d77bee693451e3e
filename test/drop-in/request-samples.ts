import type { Sample } from "./support/sample.ts";

const CONTACT_ID = 3276401;
const TEMPLATE_ID = "1234567";
const LIST_ID = 17;

/** The samples of the README's part "Request examples" and after it, in its order. */
export const REQUEST_SAMPLES: readonly Sample[] = [
  {
    heading: "POST Request",
    hash: "b1a51652",
    run: (mailjet) =>
      mailjet
        .post("contact", { version: "v3" })
        .id(CONTACT_ID)
        .request({ Name: "Ünïcode ✈" }, { Sort: "ID DESC" }, true),
  },
  {
    heading: "Simple POST request",
    hash: "71f32c65",
    run: (mailjet) =>
      mailjet
        .post("contact")
        .request({ Email: "passenger@mailjet.com", IsExcludedFromCampaigns: true, Name: "New Contact" }),
  },
  {
    heading: "Using actions",
    hash: "677fcf30",
    connect: "new Client",
    run: (mailjet) =>
      mailjet
        .post("contact")
        .id(CONTACT_ID)
        .action("managecontactslists")
        .request({ ContactsLists: [{ ListID: LIST_ID, Action: "addnoforce" }] }),
  },
  {
    heading: "GET Request",
    hash: "456604b1",
    run: (mailjet) =>
      mailjet.get("contact", { version: "v3" }).id(CONTACT_ID).request({ dropped: 1 }, { Limit: 5 }, true),
  },
  { heading: "Retrieve all objects", hash: "381a03ce", run: (mailjet) => mailjet.get("contact").request() },
  {
    heading: "Use filtering",
    hash: "c93c7a50",
    run: (mailjet) => mailjet.get("contact").request({}, { IsExcludedFromCampaigns: false }),
  },
  {
    heading: "Retrieve a single object",
    hash: "e75f2c43",
    run: (mailjet) => mailjet.get("contact").id(CONTACT_ID).request(),
  },
  {
    heading: "PUT Request",
    hash: "e5299223",
    run: (mailjet) =>
      mailjet.put("contact", { version: "v3" }).id(CONTACT_ID).request({ Name: "John" }, { a: 1 }, true),
  },
  {
    heading: "PUT Request",
    hash: "8bfecec2",
    run: (mailjet) =>
      mailjet
        .put("contactdata")
        .id(CONTACT_ID)
        .request({ Data: [{ first_name: "John", last_name: "Smith" }] }),
  },
  {
    heading: "DELETE Request",
    hash: "f1a350f6",
    run: (mailjet) => mailjet.delete("template", { version: "v3" }).id(TEMPLATE_ID).request({}, {}, true),
  },
  {
    heading: "DELETE Request",
    hash: "e11bec48",
    run: (mailjet) => mailjet.delete("template").id(TEMPLATE_ID).request(),
  },
  {
    heading: "Token authentication",
    hash: "58cb95d6",
    kind: "sms",
    connect: "smsConnect",
    run: (mailjet) => mailjet.get("sms", { version: "v4" }).request({}, { Limit: 3 }),
  },
  {
    heading: "Example request",
    hash: "0831efb2",
    kind: "sms",
    connect: "smsConnect",
    settings: () => ({ config: { version: "v4" } }),
    run: (mailjet) =>
      mailjet
        .post("sms-send")
        .request({ Text: "Have a nice SMS flight with Mailjet !", To: "+33600000000", From: "MJPilot" }),
  },
];
