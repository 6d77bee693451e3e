import type { MailjetCredentials } from "@mailjet-secrets/core";
import type { MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import type { OpenStore } from "../open-store.ts";
import type { Dialogue } from "./dialogue.ts";
import type { Facts, Journal } from "./journal.ts";
import type { RotateOptions } from "./rotate-options.ts";
import type { SealedPairs } from "./sealed-pairs.ts";

/** What a step came to: done, with what it found out; or that it waits for something outside, and is to be repeated later. */
export type StepOutcome = { readonly facts?: Facts } | { readonly waitingFor: string };

/** One small step of a plan. It can be killed anywhere, and repeated: it looks first at what is there already. */
export interface RotationStep {
  /** Word in the journal. */
  readonly name: string;
  /** What it does, one sentence, for people; also before anything is known. */
  describe(context: RotationContext): string;
  /** Whether it is run once more although it is done. Absence: it is not. */
  isOpenAgain?(context: RotationContext): boolean;
  /** Rejects with `SecretsError`; everything is then as the journal and the step's own look can tell. */
  run(context: RotationContext): Promise<StepOutcome>;
}

/** What the steps work with. */
export interface RotationContext {
  readonly options: RotateOptions;
  readonly journal: Journal;
  /** Where the services read. */
  readonly store: OpenStore;
  /** The administration pair. Absence: none was given; the plan then needs none. */
  readonly administration?: Administration;
  readonly sealed: SealedPairs;
  /** Mailjet by another pair. `whose`: for messages, such as "the old pair". Closed with the context. */
  adminOf(pair: MailjetCredentials, whose: string): MailjetAdmin;
  readonly dialogue: Dialogue;
  /** Ends waiting, at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The primary key by which others are made and deactivated. */
export interface Administration {
  readonly credentials: MailjetCredentials;
  readonly mailjet: MailjetAdmin;
}
