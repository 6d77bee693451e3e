// npm start: the rotation function against an emulated Secrets Manager and Mailjet. For the real ones: template.yaml.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { emulatedEnvironment, randomPair } from "@mailjet-secrets/example-support";
import { startAwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";

const [primary, pair] = [randomPair(), randomPair()];
await using mailjet = await startMailjetEmulator({
  keys: [
    { ...primary, name: "primary", isMaster: true },
    { ...pair, name: "shop", senders: ["shop@example.com"] },
  ],
  metaSenders: ["shop@example.com"], // valid for all keys of the account, so for a new one at once
});
await using aws = await startAwsEmulator({
  secrets: { "prod/mailjet": { ...pair, team: "shop" }, "prod/mailjet-primary": { ...primary } },
});

console.log("\nSecrets Manager rotates a Mailjet pair, and no mail is lost\n");
const child = spawn(process.execPath, [fileURLToPath(new URL("./show.js", import.meta.url))], {
  stdio: "inherit",
  env: {
    ...(await emulatedEnvironment(mailjet)),
    MAILJET_ROTATION_PLAN: "new-sub-account",
    MAILJET_ADMIN_SECRET_ID: "prod/mailjet-primary",
    MAILJET_ROTATION_SENDER: "shop@example.com",
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
  },
});
const [code] = (await once(child, "exit")) as [number | null];
process.exitCode = code ?? 1;
console.log("\nWith your own: sam build && sam deploy --guided\n");
