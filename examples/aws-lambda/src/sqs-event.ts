import type { SQSEvent } from "aws-lambda";

/** The event that Lambda makes of messages in a queue. */
export function sqsEvent(messages: readonly { id: string; body: string }[]): SQSEvent {
  return {
    Records: messages.map(({ id, body }) => ({
      messageId: id,
      receiptHandle: `receipt-${id}`,
      body,
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "1700000000000",
        SenderId: "AIDAEXAMPLE",
        ApproximateFirstReceiveTimestamp: "1700000000001",
      },
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:111111111111:mails",
      awsRegion: "eu-west-1",
    })),
  };
}
