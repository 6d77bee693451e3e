import { describe, expect, it } from "vitest";
import { commonSecrets, envSecrets, storeSecrets } from "../src/account-secrets.ts";
import { KEY } from "./support/pair.ts";
import { refusal } from "./support/refusal.ts";

describe("secrets of a store", () => {
  it("are the common ones", () => {
    const { secret, accounts } = storeSecrets({ secret: "prod/mailjet", accounts: { a: "prod/a" } }, "aws");
    expect([secret, accounts("a"), accounts("b")]).toEqual([{ id: "prod/mailjet" }, { id: "prod/a" }, undefined]);
  });

  it("are those of its own block first, by account, and never those of another block", () => {
    const config = {
      secret: { id: "common", fields: { apiKey: "pub" } },
      accounts: { a: "common/a", b: "common/b" },
      aws: { secret: "aws/mailjet", accounts: { a: "aws/a" } },
      vault: { secret: "kv/mailjet", accounts: { b: "kv/b", c: "kv/c" } },
    };
    const aws = storeSecrets(config, "aws");
    expect([aws.secret, ...["a", "b", "c"].map(aws.accounts)]).toEqual([
      { id: "aws/mailjet" },
      { id: "aws/a" },
      { id: "common/b" },
      undefined,
    ]);
    expect(storeSecrets(config, "conjur").secret).toEqual(config.secret);
  });

  it("take over the kind of the common secret: it is the account's, not the store's", () => {
    const { secret, accounts } = storeSecrets(
      {
        secret: { kind: "sms" },
        accounts: { a: { kind: "sms" } },
        vault: { secret: "kv/sms", accounts: { a: "kv/a" } },
      },
      "vault",
    );
    expect([secret, accounts("a")]).toEqual([
      { id: "kv/sms", kind: "sms" },
      { id: "kv/a", kind: "sms" },
    ]);
  });

  it("are missing if nothing names one, which the message mends", async () => {
    expect(await refusal(() => storeSecrets({ secret: { kind: "mail" } }, "vault"))).toBe(
      "The configuration has a mistake: secret: is missing; set vault.secret, secret or MAILJET_SECRETS_SECRET to the id of the secret in vault.",
    );
  });

  it("may lack a default one where accounts are declared, and each of those needs an id", async () => {
    expect(storeSecrets({ accounts: { a: "prod/a" } }, "aws").secret).toEqual({});
    expect(storeSecrets({ accounts: () => undefined }, "aws").secret).toEqual({});
    const config = { accounts: { a: {}, b: { kind: "sms" as const } }, aws: { accounts: { a: "prod/a" } } };
    expect(await refusal(() => storeSecrets(config, "aws"))).toContain(
      ": accounts.b: needs the id of its secret in aws.",
    );
  });

  it("know only the accounts that are declared", () => {
    const { accounts } = storeSecrets({ secret: "x", accounts: { a: "b" } }, "aws");
    expect(["constructor", "toString", "__proto__"].map(accounts)).toEqual([undefined, undefined, undefined]);
  });

  it("come from a function for many tenants, whose answers are checked", async () => {
    const answers: Readonly<Record<string, unknown>> = {
      a: "tenants/a",
      b: { id: "b", feilds: {} },
      c: KEY,
      d: 5,
      e: null,
    };
    const { accounts } = storeSecrets({ accounts: (name) => answers[name] as string }, "vault");
    expect([accounts("a"), accounts("e"), accounts("f")]).toEqual([{ id: "tenants/a" }, undefined, undefined]);
    expect(await refusal(() => accounts("b"))).toBe(
      "The function for accounts gave a wrong answer: accounts.b.feilds: is not an option (did you mean fields?).",
    );
    expect(await refusal(() => accounts("c"))).toContain("accounts.c: must be the id of the secret");
    expect(await refusal(() => accounts("d"))).toContain("accounts.d: must be the id of a secret");
  });
});

describe("secrets of env", () => {
  it("have no prefix for the default account, and the name in upper case for others", () => {
    const { secret, accounts } = envSecrets({ accounts: { marketing: {}, "order-mails é": {} } });
    expect([secret, accounts("marketing"), accounts("order-mails é"), accounts("other")]).toEqual([
      { id: "" },
      { id: "MARKETING" },
      { id: "ORDER_MAILS__" },
      undefined,
    ]);
  });

  it("are refused when two accounts would read the same variables", () => {
    expect(() => envSecrets({ accounts: { "eu-west": {}, eu_west: {} } })).toThrow(/eu_west: reads the same variables/);
  });

  it("are refused for names of a function that no variable can have", () => {
    const { accounts } = envSecrets({ accounts: (name) => ({ id: name }) });
    expect(accounts("order-mails")).toEqual({ id: "ORDER_MAILS" });
    expect(() => accounts("ö1")).toThrow(/cannot become the prefix/);
  });

  it.each(["SHOP", "SHOP_"])("begin with the prefix %s", (prefix) => {
    const { secret, accounts } = envSecrets({ env: { prefix }, accounts: { marketing: {} } });
    expect([secret, accounts("marketing")]).toEqual([{ id: prefix }, { id: "SHOP_MARKETING" }]);
  });

  it("take nothing but the kind from the common ones", () => {
    const common = { id: "prod/sms", fields: { apiToken: "token" }, requestedVersion: "3", kind: "sms" as const };
    const { secret, accounts } = envSecrets({ secret: common, accounts: { alerts: common } });
    expect([secret, accounts("alerts")]).toEqual([
      { id: "", kind: "sms" },
      { id: "ALERTS", kind: "sms" },
    ]);
  });

  it("are what the block says, field by field; its ids are whole prefixes", () => {
    const { secret, accounts } = envSecrets({
      accounts: { alerts: { kind: "sms" } },
      env: {
        prefix: "SHOP",
        secret: { fields: { apiKey: "USER", apiSecret: "PASSWORD" } },
        accounts: { alerts: "SMS", news: { id: "NEWS", fields: { apiKey: "A" } } },
      },
    });
    expect([secret, accounts("alerts"), accounts("news")]).toEqual([
      { id: "SHOP", fields: { apiKey: "USER", apiSecret: "PASSWORD" } },
      { id: "SMS", kind: "sms" },
      { id: "NEWS", fields: { apiKey: "A" } },
    ]);
  });

  it("follow a function: what it knows is declared", () => {
    const { accounts } = envSecrets({ accounts: (name) => (name === "a" ? "tenants/a" : undefined) });
    expect([accounts("a"), accounts("b")]).toEqual([{ id: "A" }, undefined]);
  });
});

it("A provider given as an object takes the common secrets as they are", () => {
  const config = { secret: "MAIN", accounts: { a: "A" }, env: { prefix: "SHOP", secret: "OTHER" } };
  const { secret, accounts } = commonSecrets(config);
  expect([secret, accounts("a"), accounts("b")]).toEqual([{ id: "MAIN" }, { id: "A" }, undefined]);
  expect(commonSecrets({}).secret).toEqual({});
});
