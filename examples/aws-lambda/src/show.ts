// Invokes the handler as Lambda does, several times in one process, and shows what each invocation costs.
import { subscribe } from "node:diagnostics_channel";
import { sqsEvent } from "./sqs-event.ts";

const { MAIL_TO = "ann@example.org", ROTATE_URL: rotateUrl } = process.env;

let reads = 0;
let messages = 0;
subscribe("mailjet-secrets:read", () => {
  reads += 1;
});

await invoke("Cold", 1);
await invoke("Warm", 1);
await invoke("Warm", 3);
if (rotateUrl !== undefined) {
  await fetch(rotateUrl, { method: "POST" }); // of the emulation; with your own, rotate the secret as you always do
  await invoke("After a rotation", 1);
  await invoke("Warm", 1);
}

async function invoke(name: string, count: number): Promise<void> {
  const mail = { to: MAIL_TO, subject: "Your order", text: "Thank you." };
  const event = sqsEvent(Array.from({ length: count }, () => ({ id: `m-${++messages}`, body: JSON.stringify(mail) })));
  const readsBefore = reads;
  const start = performance.now();
  const { handler } = await import("./handler.ts"); // loads it at the cold start only
  const { batchItemFailures } = await handler(event);
  const durationMs = performance.now() - start;
  if (batchItemFailures.length > 0) process.exitCode = 1;
  const columns = [
    name.padEnd(18),
    `${durationMs.toFixed(0).padStart(5)} ms`,
    `mails accepted: ${count - batchItemFailures.length}`,
    `reads of the store: ${reads - readsBefore}`,
  ];
  console.log(`  ${columns.join("   ")}`);
}
