import { printableName, SecretsError, systemClock, untilAborted } from "@mailjet-secrets/core";
import { createOtherColour } from "./blue-green.ts";
import { checkRotationOptions } from "./check-rotation-options.ts";
import type { UnstoredKeys } from "./create-key.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { finish } from "./finish.ts";
import { openMailjet } from "./mailjet.ts";
import { createInNewSubAccount } from "./new-sub-account.ts";
import { isFinished } from "./rotated-secret.ts";
import { checkEvent, type RotationEvent, type RotationHandler, type RotationStep } from "./rotation-event.ts";
import type { RotationDetail, RotationLogEntry } from "./rotation-log.ts";
import type { RotationOptions } from "./rotation-options.ts";
import { openSecretsManager } from "./secrets-manager.ts";
import { needPending, type StepContext } from "./step-context.ts";
import { testPair } from "./test-pair.ts";
import { waitUntilActive } from "./wait-until-active.ts";

type Details = Record<string, RotationDetail>;

/**
 * Creates the function that Secrets Manager calls to rotate the pair in a secret: `createSecret`, `setSecret`,
 * `testSecret`, `finishSecret`. Each step may be repeated, and goes on where an earlier call was cut off. Loads the SDK and
 * opens connections in the steps only. Throws `INVALID_CONFIG` for options that cannot be right.
 */
export function createRotationHandler(options: RotationOptions): RotationHandler {
  checkRotationOptions(options);
  const { clock = systemClock, log = () => {} } = options;
  const unstored: UnstoredKeys = new Map();
  return async (event, lambdaContext) => {
    checkEvent(event);
    const start = clock.monotonic();
    const details: Details = {};
    const entry = (outcome: RotationLogEntry["outcome"], code?: string): RotationLogEntry => ({
      rotation: "mailjet",
      step: event.Step,
      plan: options.plan,
      secret: printableName(event.SecretId),
      version: printableName(event.ClientRequestToken),
      outcome,
      durationMs: Math.round(clock.monotonic() - start),
      ...(code === undefined ? {} : { code }),
      details,
    });
    const deadline = startDeadline(event.Step, lambdaContext, clock);
    try {
      const isNew = await untilAborted(runStep(options, event, deadline, details, unstored), deadline.signal);
      log(entry(isNew ? "done" : "repeated"));
    } catch (error) {
      const known = SecretsError.is(error) ? error : unknownFailure(event.Step, error);
      log(entry("failed", known.code));
      throw known;
    } finally {
      deadline.clear();
    }
  };
}

/** Runs one step. Gives whether it was not done before. */
async function runStep(
  options: RotationOptions,
  event: RotationEvent & { readonly Step: RotationStep },
  deadline: Deadline,
  details: Details,
  unstored: UnstoredKeys,
): Promise<boolean> {
  const { clock = systemClock, aws = {}, mailjet = {} } = options;
  const store = openSecretsManager(aws, deadline.signal, clock);
  try {
    const secret = await store.describe(event.SecretId);
    if (isFinished(secret, event.ClientRequestToken)) return false;
    const context: StepContext = {
      options,
      event,
      secret,
      store,
      mailjet: openMailjet(mailjet, deadline.signal, clock),
      deadline,
      clock,
      note: (more) => void Object.assign(details, more),
    };
    return await STEPS[event.Step](context, unstored);
  } finally {
    store.close();
  }
}

const STEPS: Readonly<Record<RotationStep, (context: StepContext, unstored: UnstoredKeys) => Promise<boolean>>> = {
  createSecret(context, unstored) {
    const { options } = context;
    return options.plan === "blue-green"
      ? createOtherColour({ ...context, options })
      : createInNewSubAccount({ ...context, options }, unstored);
  },
  async setSecret(context) {
    // Of two permanent keys the other one is ready: nothing is to be changed at Mailjet.
    if (context.options.plan === "blue-green") context.note({ pair: (await needPending(context)).pair.fingerprint });
    else await waitUntilActive(context);
    return true;
  },
  async testSecret(context) {
    await testPair(context);
    return true;
  },
  async finishSecret(context) {
    await finish(context);
    return true;
  },
};

function unknownFailure(step: string, cause: unknown): SecretsError {
  return new SecretsError("UNEXPECTED_RESPONSE", `The step ${step} failed in a way that is not known.`, {
    cause,
    hint: "Only the kind of the failure is shown, since its text may quote a secret.",
  });
}
