export { createTransport } from "./create-transport.ts";
export { isLoopback } from "./is-loopback.ts";
export { statusCode } from "./status-code.ts";
export type { Transport, TransportOptions, TransportRequest, TransportResponse } from "./transport.ts";
