import type { CommonFault } from "./common-fault.ts";
import type { Hold } from "./hold.ts";

/** What all emulators have in common; each is a server on a free port of 127.0.0.1. */
export interface Emulator<Fault = CommonFault> {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Number of connections that were opened so far. */
  readonly connectionCount: number;
  /** Number of connections that are open now. */
  readonly openConnections: number;
  /** Number of requests that arrived and whose connection waits for the answer. */
  readonly openRequests: number;
  /** Lets requests fail; the fault that was added first comes first. */
  fail(fault: Fault): void;
  /** Ends all faults. */
  clearFaults(): void;
  /** Processes requests as ever, but holds their answers back. `subject`: beginning of the path, for AWS of the operation. @default all */
  hold(subject?: string): Hold;
  /** Cuts all connections, as a proxy or an expired tunnel does; the emulator goes on. */
  cutConnections(): void;
  /** Cuts all connections and refuses new ones, as a machine without the server does; nothing is forgotten. */
  goDown(): Promise<void>;
  /** Ends `goDown`, on the same port. Rejects if something else has taken the port. */
  comeBack(): Promise<void>;
  /** Cuts all connections and frees the port. Safe to call more than once. */
  close(): Promise<void>;
  /** The same as {@link Emulator.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What those have that can speak HTTPS. */
export interface CertifiedEmulator {
  /** PEM of the certificate to trust; the same one for all emulators of a process. */
  readonly certificate: string;
  /** Writes the certificate to a temporary file, for `NODE_EXTRA_CA_CERTS` of a child; `close()` removes it. */
  certificateFile(): Promise<string>;
}
