// Imports what is named, or nothing, and tells how long that took, and the processor time of the whole process until then.
const IMPORTS = {
  nothing: () => {},
  "mailjet-secrets": () => import("mailjet-secrets"),
  "the same and all adapters": async () => {
    await import("mailjet-secrets");
    for (const name of ["env", "aws", "vault", "conjur"]) await import(`@mailjet-secrets/${name}`);
  },
  "@mailjet-secrets/core": () => import("@mailjet-secrets/core"),
  "@mailjet-secrets/env": () => import("@mailjet-secrets/env"),
  "@mailjet-secrets/aws": () => import("@mailjet-secrets/aws"),
  "@mailjet-secrets/vault": () => import("@mailjet-secrets/vault"),
  "@mailjet-secrets/conjur": () => import("@mailjet-secrets/conjur"),
  "node-mailjet": () => import("node-mailjet"),
  "node-vault": () => import("node-vault"),
  "@aws-sdk/client-secrets-manager": () => import("@aws-sdk/client-secrets-manager"),
  "@aws-lambda-powertools/parameters/secrets": () => import("@aws-lambda-powertools/parameters/secrets"),
  "@middy/secrets-manager": () => import("@middy/secrets-manager"),
};
const start = performance.now();
await IMPORTS[process.argv[2]]();
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ milliseconds, cpuMilliseconds: (user + system) / 1_000 }));
