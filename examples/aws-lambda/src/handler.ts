import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { createMailjet } from "mailjet-secrets";

/** What a message in the queue holds, as JSON. */
export interface QueuedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const { MAIL_FROM = "shop@example.com", MAIL_SANDBOX } = process.env;

// Outside the handler: made once for each instance of the function, and kept by all its warm invocations. It reads the
// secret at the first mail, not here: while a module loads, the Lambda extension does not serve yet.
const mailjet = createMailjet();

/** Sends a mail for each message of the queue. Only the messages that failed come again. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failures = await Promise.all(event.Records.map(failureOf));
  return { batchItemFailures: failures.filter((failure) => failure !== undefined) };
}

async function failureOf(record: SQSRecord): Promise<{ itemIdentifier: string } | undefined> {
  try {
    await send(record);
    return undefined;
  } catch (error) {
    // Errors of mailjet-secrets hold no key and say what to do: they may be logged whole.
    console.error(`The mail of message ${record.messageId} was not sent.`, error);
    return { itemIdentifier: record.messageId };
  }
}

async function send({ messageId, body }: SQSRecord): Promise<void> {
  const { to, subject, text } = JSON.parse(body) as QueuedMail;
  await mailjet.post("send", { version: "v3.1" }).request({
    SandboxMode: MAIL_SANDBOX === "1",
    Messages: [
      {
        From: { Email: MAIL_FROM },
        To: [{ Email: to }],
        Subject: subject,
        TextPart: text,
        CustomID: messageId, // the queue may deliver a message twice: so it is seen
      },
    ],
  });
}
