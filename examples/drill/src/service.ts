// One of the services that send mail. It knows nothing of leaks and rotations: by its environment it has a name, a store,
// and a file in which it says which pair it uses (MAILJET_SECRETS_APPLICATION, …_PROVIDER, …_SECRET, …_REPORT).
import { setTimeout as passes } from "node:timers/promises";
import { createMailjet } from "mailjet-secrets";

const PAUSE_MS = 100;
const name = process.env["MAILJET_SECRETS_APPLICATION"] ?? "service";
const mailjet = createMailjet();
let isStopped = false;
process.stdin.once("close", () => {
  isStopped = true;
});
process.stdin.resume();

let asked = 0;
const failures: string[] = [];
while (!isStopped) {
  asked += 1;
  await sendMail(`${name}-${asked}`).catch((error: Error) => failures.push(error.message));
  await passes(PAUSE_MS);
}
await mailjet.close();
console.log(JSON.stringify({ asked, failures }));

/** `customId`: the service's own number of the mail, by which it can be found at Mailjet. */
async function sendMail(customId: string): Promise<void> {
  await mailjet.post("send", { version: "v3.1" }).request({
    Messages: [
      {
        From: { Email: "billing@example.com" },
        To: [{ Email: "ann@example.org" }],
        Subject: "Your invoice",
        TextPart: "Please find it in your account.",
        CustomID: customId,
      },
    ],
  });
}
