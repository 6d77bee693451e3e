import type { Clock } from "@mailjet-secrets/core";
import type { Numbering } from "./answer.ts";

/** A mail that the emulator accepted for delivery. Sandboxed mails are not among them. */
export interface AcceptedMessage {
  readonly apiKey: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject?: string;
  readonly customId?: string;
  /** One per recipient, in the order to, cc, bcc; text, because the numbers are beyond 2^53. */
  readonly messageIds: readonly string[];
  /** Epoch milliseconds. */
  readonly acceptedAt: number;
}

/** A mail on its way into the {@link Outbox}. */
export type Letter = Omit<AcceptedMessage, "messageIds" | "acceptedAt">;

/** One delivery of a mail, as the `message` resource lists it. */
export interface Delivery {
  readonly letter: Letter;
  readonly email: string;
  readonly messageId: bigint;
  readonly uuid: string;
  readonly acceptedAt: number;
}

/** What was accepted for delivery. */
export interface Outbox {
  readonly messages: readonly AcceptedMessage[];
  readonly deliveries: readonly Delivery[];
  /** Accepts a mail and numbers its deliveries, one per recipient. */
  accept(letter: Letter): readonly Delivery[];
}

/** Creates an empty {@link Outbox}. */
export function outbox(clock: Clock, numbers: Numbering): Outbox {
  const messages: AcceptedMessage[] = [];
  const deliveries: Delivery[] = [];
  return {
    messages,
    deliveries,
    accept(letter) {
      const acceptedAt = clock.now();
      const added = [...letter.to, ...letter.cc, ...letter.bcc].map((email) => ({
        letter,
        email,
        messageId: numbers.messageId(),
        uuid: numbers.uuid(),
        acceptedAt,
      }));
      deliveries.push(...added);
      messages.push({ ...letter, messageIds: added.map((delivery) => delivery.messageId.toString()), acceptedAt });
      return added;
    },
  };
}
