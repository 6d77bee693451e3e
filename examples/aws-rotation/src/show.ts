// Rotates a secret as Secrets Manager does, while an application goes on sending.
import { randomUUID } from "node:crypto";
import { RotateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createMailjet } from "mailjet-secrets";
import { handler } from "./handler.ts";

const SECRET = "prod/mailjet";
const mailjet = createMailjet({ provider: "aws", secret: SECRET });
const client = new SecretsManagerClient({});
const version = randomUUID();

await send("before the rotation");
// Announces a new version; AWS would call the function by itself then.
await client.send(
  new RotateSecretCommand({
    SecretId: SECRET,
    ClientRequestToken: version,
    RotationLambdaARN: "arn:aws:lambda:eu-west-1:111111111111:function:rotation",
  }),
);
for (const Step of ["createSecret", "setSecret", "testSecret", "finishSecret"]) {
  await handler({ Step, SecretId: SECRET, ClientRequestToken: version }); // writes its own line
  await send(`after ${Step}`);
}
await mailjet.refresh(); // an application that keeps running does so by itself, and at once if Mailjet refuses its pair
await send("with the new pair");
client.destroy();
await mailjet.close();

async function send(when: string): Promise<void> {
  const Messages = [
    { From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Thank you." },
  ];
  const { response } = await mailjet.post("send", { version: "v3.1" }).request({ Messages });
  console.log(`  mail ${when}: Mailjet answered ${response.status} to the pair ${mailjet.status().fingerprint}`);
}
