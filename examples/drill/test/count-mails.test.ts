import { expect, it } from "vitest";
import { countMails } from "../src/services.ts";

it("counts mails by the pair that they were sent with, those that were lost, and those that arrived twice", () => {
  const messages = [
    { apiKey: "old", customId: "web-shop-1" },
    { apiKey: "old", customId: "web-shop-2" },
    { apiKey: "new", customId: "web-shop-4" },
    { apiKey: "new", customId: "web-shop-4" },
    { apiKey: "new", customId: "newsletter-1" },
    { apiKey: "old" },
  ];
  const output = JSON.stringify({ asked: 4, failures: ["Mailjet answered 401"] });
  expect(countMails("web-shop", output, messages, "old")).toEqual({
    service: "web-shop",
    asked: 4,
    withOldPair: 2,
    withNewPair: 1,
    lost: 1,
    twice: 1,
    failures: ["Mailjet answered 401"],
  });
});

it("tells of a service that died without a word, so that the drill does not end well", () => {
  expect(countMails("web-shop", "", [], "old").failures).toEqual(["no word at its end"]);
});
