export type { FindOptions } from "./find-mailjet-keys.ts";
export { findMailjetKeys } from "./find-mailjet-keys.ts";
export type { FoundKeys, KeyFinding, KeyKind, KeyPlace } from "./key-finding.ts";
export { keysOf } from "./key-finding.ts";
