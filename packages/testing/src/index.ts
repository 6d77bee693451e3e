export type { FakeClock } from "./fake-clock.ts";
export { fakeClock } from "./fake-clock.ts";
export type { EmulatedKey } from "./mailjet/accounts.ts";
export type { MailjetFault } from "./mailjet/faults.ts";
export type { Hold } from "./mailjet/hold.ts";
export type { AcceptedMessage } from "./mailjet/outbox.ts";
export type { ReceivedRequest } from "./mailjet/received-request.ts";
export type { MailjetEmulator, MailjetEmulatorOptions } from "./mailjet-emulator.ts";
export { startMailjetEmulator } from "./mailjet-emulator.ts";
