import { describe, expect, it } from "vitest";
import { failure, PAIR, paths, read, rootProvider, startVault } from "./support/vault.ts";

const V2 = "secret/data/mailjet";
const V1 = "secret/mailjet";
const envelope = (more: object): object => ({ request_id: "0", ...more });
const WRONG_ENGINE = "Invalid path for a versioned K/V secrets engine. See the API docs";

/** What a server may answer, by a word for the table below. */
const ANSWERS = {
  "v2 values": { status: 200, body: envelope({ data: { data: PAIR, metadata: { version: 3 } } }) },
  "v1 values": { status: 200, body: envelope({ data: PAIR }) },
  "v1 data/ record": { status: 200, body: envelope({ data: { other: "x" } }) },
  deleted: {
    status: 404,
    body: envelope({ data: { data: null, metadata: { version: 3, deletion_time: "2024-01-01T00:00:00Z" } } }),
  },
  missing: { status: 404, errors: [] },
  "wrong engine": { status: 404, body: envelope({ data: null, warnings: [WRONG_ENGINE] }) },
  "no mount": { status: 404, errors: ['no handler for route "secret/mailjet". route entry not found.'] },
  denied: { status: 403, errors: ["1 error occurred:\n\t* permission denied\n\n"] },
  sealed: { status: 503, errors: ["Vault is sealed"] },
  page: { status: 403, body: "html" },
} as const;

type Word = keyof typeof ANSWERS;

/** Answer as to v2, as to v1 (or "–": not asked), what comes of it, a part of its message, what is asked the next time. */
type Row = readonly [second: Word, first: Word | "–", outcome: string, text: string, next: readonly string[]];

const BOTH = [V2, V1];
const TABLE: readonly Row[] = [
  ["v2 values", "–", "values", "", [V2]],
  ["deleted", "–", "NOT_FOUND", `Version 3 of ${V2} was deleted`, [V2]],
  ["sealed", "–", "UNAVAILABLE", "sealed", [V2]],
  ["page", "–", "UNEXPECTED_RESPONSE", "a page of HTML", [V2]],
  ["missing", "v1 values", "values", "", [V1]],
  ["missing", "wrong engine", "NOT_FOUND", `Vault has no secret at ${V2}. Check id and mount`, [V2]],
  ["missing", "missing", "NOT_FOUND", `${V2} (as in version 2) and ${V1} (as in version 1) were asked for`, BOTH],
  ["missing", "no mount", "NOT_FOUND", `Vault has no secret at ${V2}.`, BOTH],
  ["missing", "denied", "ACCESS_DENIED", `path "${V1}" { capabilities = ["read"] }`, BOTH],
  ["missing", "sealed", "UNAVAILABLE", "sealed", BOTH],
  ["missing", "page", "UNEXPECTED_RESPONSE", "a page of HTML", BOTH],
  ["no mount", "no mount", "NOT_FOUND", "Nothing is mounted at secret", BOTH],
  ["no mount", "denied", "ACCESS_DENIED", `path "${V1}"`, BOTH],
  ["denied", "v1 values", "values", "", [V1]],
  ["denied", "wrong engine", "ACCESS_DENIED", `path "${V2}" { capabilities = ["read"] }`, [V2]],
  ["denied", "missing", "ACCESS_DENIED", `path "${V2}"`, BOTH],
  ["denied", "no mount", "ACCESS_DENIED", `path "${V2}"`, BOTH],
  ["denied", "denied", "ACCESS_DENIED", "set kvVersion to 1 or 2", BOTH],
  ["denied", "sealed", "UNAVAILABLE", "sealed", BOTH],
  ["denied", "page", "UNEXPECTED_RESPONSE", "a page of HTML", BOTH],
  ["v1 data/ record", "v1 values", "values", "", [V1]],
  ["v1 data/ record", "missing", "NOT_FOUND", `Vault has no secret at ${V1}.`, [V1]],
  ["v1 data/ record", "denied", "ACCESS_DENIED", `path "${V1}"`, [V1]],
];

describe("C06 where the version of the engine is not to be learnt", () => {
  it.each(TABLE)("%s as v2, and %s as v1, come to %s %s", async (second, first, outcome, text, next) => {
    const vault = await startVault();
    const refusal = { kind: "status", status: 403, errors: ["preflight capability check returned 403"] } as const;
    vault.fail({ ...refusal, path: "/v1/sys/internal/" });
    vault.fail({ kind: "status", ...ANSWERS[second], path: `/v1/${V2}` });
    vault.fail({ kind: "status", ...ANSWERS[first === "–" ? "sealed" : first], path: `/v1/${V1}` });
    const provider = rootProvider(vault, { kvVersion: "auto" });
    const asked = (): string[] => paths(vault).filter((path) => path.startsWith("secret/"));
    const result = await read(provider).catch(({ code, message }: { code: string; message: string }) => ({
      code,
      message,
    }));
    if (outcome === "values") expect(result).toEqual(PAIR);
    else expect(result).toEqual({ code: outcome, message: expect.stringContaining(text) });
    expect(asked()).toEqual(first === "–" ? [V2] : BOTH);
    await read(provider).catch(() => {});
    expect(asked().slice(first === "–" ? 1 : 2)).toEqual(next);
  });

  it("a version that was asked for tells that KV v1 has none", async () => {
    const vault = await startVault({ mounts: { secret: 1 } });
    vault.put("secret/mailjet", PAIR);
    vault.fail({ kind: "status", status: 404, path: "/v1/sys/internal/" });
    const provider = rootProvider(vault, { kvVersion: "auto" });
    const { hint } = await failure("INVALID_CONFIG", read(provider, "mailjet", { requestedVersion: "1" }));
    expect(hint).toContain("Leave requestedVersion out");
    expect(await read(provider)).toEqual(PAIR);
  });
});
