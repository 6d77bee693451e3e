import type { MailjetAccount } from "@mailjet-secrets/core";
import type { MailjetFault } from "@mailjet-secrets/testing";
import type { Client } from "node-mailjet";
import type { Wire } from "./wire.ts";

/** What code that sends needs of a client: node-mailjet's, ours, and the factory have it. */
export type SampleClient = Pick<MailjetAccount, "get" | "post" | "put" | "delete">;

type ClientParams = ConstructorParameters<typeof Client>[0];

/** node-mailjet's `config` and `options`, given when the client is made. */
export interface Settings {
  readonly config?: NonNullable<ClientParams["config"]>;
  readonly options?: NonNullable<ClientParams["options"]>;
}

/** How a README makes the client. */
export type Connect = "new Mailjet" | "new Client" | "apiConnect" | "smsConnect";

/** A call of node-mailjet's documentation. */
export interface Sample {
  /** The heading of the README under which it stands. */
  readonly heading: string;
  /** Hash of its text there; `readmeSamples` computes it. */
  readonly hash: string;
  /** @default "new Mailjet" */
  readonly connect?: Connect;
  /** @default "mail" */
  readonly kind?: "sms";
  readonly settings?: (wire: Wire) => Settings;
  /** What goes wrong on the way. @default nothing */
  readonly fault?: MailjetFault;
  /** `host`: stands where the sample names a host of Mailjet. */
  readonly run: (client: SampleClient, host: string) => Promise<unknown>;
}
