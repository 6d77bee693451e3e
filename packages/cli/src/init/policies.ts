import type { Answers, StoreFacts } from "./init-options.ts";

/** What an application has to be allowed, in the store's own language. */
export interface Policy {
  readonly language: "IAM" | "Vault" | "Conjur";
  readonly text: string;
  /** What has to be put into the text by hand. Absence: nothing. */
  readonly toFillIn?: string;
}

/** The least that an application has to be allowed for reading its secret. Absence: `env`, which has no such thing. */
export function readingPolicy(answers: Answers): Policy | undefined {
  if (answers.provider === "aws") return iamPolicy(answers);
  if (answers.provider === "vault") return { language: "Vault", text: vaultPolicy(answers) };
  if (answers.provider === "conjur") return { language: "Conjur", text: conjurPolicy(answers.secret ?? "") };
  return undefined;
}

function iamPolicy({ secret = "", region, awsAccount, kmsKey }: StoreFacts): Policy {
  const arn = /^arn:([^:]*):secretsmanager:([^:]*):([^:]*):secret:/.exec(secret);
  const [partition, where, owner] = [
    arn?.[1] ?? "aws",
    arn?.[2] ?? region ?? "REGION",
    arn?.[3] ?? awsAccount ?? "ACCOUNT-ID",
  ];
  // Secrets Manager puts a hyphen and six characters of its own after the name.
  const resource = arn === null ? `arn:${partition}:secretsmanager:${where}:${owner}:secret:${secret}-??????` : secret;
  const key = kmsKey?.startsWith("arn:") ? kmsKey : `arn:${partition}:kms:${where}:${owner}:key/${kmsKey}`;
  const statements = [
    `    {
      "Effect": "Allow",
      "Action": "secretsmanager:GetSecretValue",
      "Resource": ${JSON.stringify(resource)}
    }`,
    `    {
      "Effect": "Allow",
      "Action": "kms:Decrypt",
      "Resource": ${JSON.stringify(key)},
      "Condition": { "StringEquals": { "kms:ViaService": ${JSON.stringify(`secretsmanager.${where}.amazonaws.com`)} } }
    }`,
  ].slice(0, kmsKey === undefined ? 1 : 2);
  const text = `{
  "Version": "2012-10-17",
  "Statement": [
${statements.join(",\n")}
  ]
}
`;
  const missing = ["REGION", "ACCOUNT-ID"].filter((word) => text.includes(`:${word}:`));
  return { language: "IAM", text, ...(missing.length === 0 ? {} : { toFillIn: missing.join(" and ") }) };
}

function vaultPolicy({ secret = "", mount = "secret", kvVersion = "2" }: StoreFacts): string {
  const [engine, path] = [mount, secret].map((part) => part.replace(/^\/+|\/+$/g, ""));
  return `path ${JSON.stringify(`${engine}/${kvVersion === "1" ? "" : "data/"}${path}`)} {
  capabilities = ["read"]
}
`;
}

function conjurPolicy(secret: string): string {
  // In full an id is account:variable:id.
  const id = secret.replace(/^[^:/]+:variable:/, "");
  const slash = id.lastIndexOf("/");
  const variable = yamlText(id.slice(slash + 1));
  const body = `- !variable ${variable}
- !host app
- !permit
  role: !host app
  privileges: [ read, execute ]
  resource: !variable ${variable}
`;
  if (slash === -1) return body;
  return `- !policy
  id: ${yamlText(id.slice(0, slash))}
  body:
${body.replace(/^(?=.)/gm, "  ")}`;
}

/** A word as it is, anything else quoted: JSON's texts are YAML's as well. */
function yamlText(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
