export type { Transport, TransportOptions, TransportRequest, TransportResponse } from "./transport.ts";
