export type { FindOptions } from "./find-mailjet-keys.ts";
export { findMailjetKeys } from "./find-mailjet-keys.ts";
export type { FoundKeys, KeyFinding, KeyKind, KeyPlace } from "./key-finding.ts";
export { keysOf } from "./key-finding.ts";
export type { LintContext, LintedSource, LintMessage, MailjetRule, MailjetRuleOptions } from "./secretlint-rule.ts";
export { creator } from "./secretlint-rule.ts";
