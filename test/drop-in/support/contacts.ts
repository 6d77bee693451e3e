import type { Script } from "./wire.ts";

const JSON_TYPE = { "content-type": "application/json; charset=UTF-8", "x-mj-request-guid": "guid-1" };

/** Answers for the resources of the samples that the emulator does not have; an id is beyond 2^53, as Mailjet's can be. */
export const contacts: Script = (method, path) => {
  if (!/^\/v3\/REST\/(contact|contactdata|template)(\/|$)/.test(path)) return undefined;
  if (method === "DELETE") return { status: 204 };
  const row =
    '{"ID":9007199254740993,"Email":"passenger@mailjet.com","IsExcludedFromCampaigns":true,"Name":"Ünïcode ✈"}';
  return { status: method === "POST" ? 201 : 200, headers: JSON_TYPE, body: `{"Count":1,"Data":[${row}],"Total":1}` };
};
