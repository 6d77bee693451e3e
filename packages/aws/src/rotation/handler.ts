import { environmentOptions } from "./environment-options.ts";
import type { RotationHandler } from "./rotation-event.ts";
import { createRotationHandler } from "./rotation-handler.ts";

let rotate: RotationHandler | undefined;

/**
 * A rotation function that is configured by its environment: `MAILJET_ROTATION_PLAN`, `MAILJET_ADMIN_SECRET_ID` and so on.
 * Writes one line of JSON to stdout for each step. Rejects with `INVALID_CONFIG` that lists what is wrong with the
 * environment.
 */
export const handler: RotationHandler = async (event, context) => {
  rotate ??= createRotationHandler({
    ...environmentOptions(process.env),
    log: (entry) => void process.stdout.write(`${JSON.stringify(entry)}\n`),
  });
  return rotate(event, context);
};
