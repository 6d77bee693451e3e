import {
  type ConjurEmulator,
  startAwsEmulator,
  startConjurEmulator,
  startVaultEmulator,
} from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { readingPolicy } from "../../packages/cli/src/init/policies.ts";
import { blocksOf } from "./support/markdown.ts";
import { expectRights, PAIRS, roleCommands, type Secrets } from "./support/pair-roles.ts";
import {
  conjurPolicy,
  documentedPolicies,
  iamActions,
  type Privilege,
  vaultPolicy,
  type Who,
} from "./support/policies.ts";

const SECRETS: Secrets = { service: "prod/mailjet", administration: "admin/mailjet", other: "prod/other" };
const WHO: readonly Who[] = ["service", "storing", "rotation"];
const LIMIT_MS = 60_000;

describe("policies of docs/least-privilege.md", () => {
  it("for services are those that init prints, and for storing those of the READMEs", () => {
    const facts = { region: "eu-west-1", awsAccount: "111111111111", kmsKey: "KEY-ID" };
    const printed = {
      aws: readingPolicy({ provider: "aws", secret: "prod/mailjet", ...facts })?.text,
      vault: readingPolicy({ provider: "vault", secret: "prod/mailjet" })?.text,
      conjur: readingPolicy({ provider: "conjur", secret: "mailjet/credentials" })?.text,
    };
    for (const store of ["aws", "vault", "conjur"] as const) {
      expect(documentedPolicies(store).service).toBe(printed[store]);
    }
    for (const store of ["aws", "vault"] as const) {
      const inReadme = blocksOf(`packages/${store}/README.md`).map(({ code }) => code);
      expect(inReadme).toContain(documentedPolicies(store).storing);
    }
  });
});

describe.each([2, 1] as const)("with the policies for Vault, KV version %i", (kvVersion) => {
  it.each(WHO)(
    "%s may do what the table says, and nothing else",
    async (who) => {
      const text = documentedPolicies("vault")[who];
      const policy = vaultPolicy(kvVersion === 1 ? text.replaceAll("/data/", "/") : text);
      const vault = await startVaultEmulator({ mounts: { secret: kvVersion }, policies: { tried: policy } });
      onTestFinished(() => vault.close());
      for (const [name, pair] of Object.entries(PAIRS)) vault.put(`secret/${SECRETS[name as keyof Secrets]}`, pair);
      const token = vault.createToken({ policies: ["tried"] });
      await expectRights(
        who,
        { MAILJET_SECRETS_PROVIDER: "vault", VAULT_ADDR: vault.url, VAULT_TOKEN: token },
        SECRETS,
      );
    },
    LIMIT_MS,
  );
});

describe("with the policies for Conjur", () => {
  const HIDDEN = 66;
  const secrets: Secrets = {
    service: "mailjet/credentials",
    administration: "mailjet-admin/credentials",
    other: "other/credentials",
  };
  const apiKey = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";

  async function startConjur(host: string, permissions: Readonly<Record<string, readonly Privilege[]>>) {
    const conjur: ConjurEmulator = await startConjurEmulator({ roles: [{ login: host, apiKey, permissions }] });
    onTestFinished(() => conjur.close());
    for (const [name, pair] of Object.entries(PAIRS)) {
      conjur.setVariable(secrets[name as keyof Secrets], JSON.stringify(pair));
    }
    return {
      MAILJET_SECRETS_PROVIDER: "conjur",
      CONJUR_APPLIANCE_URL: conjur.url,
      CONJUR_ACCOUNT: conjur.account,
      CONJUR_AUTHN_LOGIN: host,
      CONJUR_AUTHN_API_KEY: apiKey,
    };
  }

  it.each(WHO)(
    "%s may do what the table says, and nothing else",
    async (who) => {
      const { hosts, permits } = conjurPolicy(documentedPolicies("conjur")[who]);
      expect(hosts).toHaveLength(1);
      expect(permits.every(({ host }) => host === hosts[0])).toBe(true);
      const permissions = Object.fromEntries(permits.map(({ variable, privileges }) => [variable, privileges]));
      await expectRights(who, await startConjur(`host/${hosts[0]}`, permissions), secrets, HIDDEN);
    },
    LIMIT_MS,
  );

  it("every variable that is permitted is there: declared by that policy, or by the service's", () => {
    const loaded = WHO.map((who) => conjurPolicy(documentedPolicies("conjur")[who]));
    const declared = loaded.flatMap(({ variables }) => variables);
    for (const { permits } of loaded) for (const { variable } of permits) expect(declared).toContain(variable);
  });
});

describe("with the policies for AWS", () => {
  const policies = documentedPolicies("aws");
  const GRANTED: Readonly<Record<Who, readonly string[]>> = {
    service: [policies.service],
    storing: [policies.storing],
    rotation: [policies.storing, policies.rotation],
  };

  it.each(WHO)(
    "%s makes the calls that are allowed, all of them, and no others",
    async (who) => {
      const aws = await startAwsEmulator();
      onTestFinished(() => aws.close());
      for (const [name, pair] of Object.entries(PAIRS)) aws.putSecret(SECRETS[name as keyof Secrets], pair);
      const { read, store, rotate } = await roleCommands(
        {
          MAILJET_SECRETS_PROVIDER: "aws",
          AWS_REGION: aws.region,
          AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
          AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
          AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
        },
        SECRETS,
      );
      expect(
        await { service: () => read(SECRETS.service), storing: () => store(SECRETS.service), rotation: rotate }[who](),
      ).toBe(0);
      const made = aws.received.map(({ operation, parameters }) => {
        const name = String(parameters["SecretId"]);
        return {
          action: `secretsmanager:${operation}`,
          arn: `arn:aws:secretsmanager:eu-west-1:111111111111:secret:${name}-AbCdEf`,
        };
      });
      for (const { action, arn } of made)
        expect(GRANTED[who].flatMap((text) => iamActions(text, arn))).toContain(action);
      const allowed = new Set(GRANTED[who].flatMap((text) => iamActions(text)));
      expect(new Set(made.map(({ action }) => action))).toEqual(allowed);
    },
    LIMIT_MS,
  );

  it("the key's use is allowed through Secrets Manager only, and writing needs one more right of it", () => {
    const keyStatements = [policies.service, policies.storing].map((text) => JSON.parse(text).Statement[1]);
    expect(keyStatements.map(({ Action }) => Action)).toEqual(["kms:Decrypt", ["kms:Decrypt", "kms:GenerateDataKey"]]);
    for (const { Condition } of keyStatements) {
      expect(Condition.StringEquals["kms:ViaService"]).toBe("secretsmanager.eu-west-1.amazonaws.com");
    }
  });
});
