export type { AwsClientOptions, AwsSdkOptions } from "./aws-options.ts";
export { handler } from "./rotation/handler.ts";
export type { RotationContext, RotationEvent, RotationHandler } from "./rotation/rotation-event.ts";
export { createRotationHandler } from "./rotation/rotation-handler.ts";
export type { RotationDetail, RotationLogEntry } from "./rotation/rotation-log.ts";
export type {
  BlueGreenOptions,
  NewSubAccountOptions,
  RotationMailjetOptions,
  RotationOptions,
} from "./rotation/rotation-options.ts";
