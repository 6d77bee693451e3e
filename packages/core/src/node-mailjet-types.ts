import type { Client } from "node-mailjet";

/** node-mailjet does not export the types of its parameters; these follow whichever version is installed. */
export type ClientParams = ConstructorParameters<typeof Client>[0];
export type RequestConstructorConfig = Parameters<Client["get"]>[1];
export type NodeMailjetRequest = ReturnType<Client["get"]>;
