import { usageError } from "../own-ending.ts";
import type { AddCommand } from "../program.ts";
import { addStoreOptions, type StoreSelection } from "../store-selection.ts";
import { cliVersion } from "../version.ts";

const HELP = `
An id is a field (apiKey, apiSecret, apiToken, host), or account/field: marketing/apiKey; default/apiKey is the same as
apiKey. Without an id, ids are read from the input, one a line, and each is answered by a line of base64.

Summon starts a provider by its path and gives it nothing but the id. So put this file into its folder, executable,
as /usr/local/lib/summon/mailjet-secrets:
    #!/bin/sh
    exec mailjet-secrets summon "$@"

secrets.yml:
    MJ_APIKEY_PUBLIC: !var apiKey
    MJ_APIKEY_PRIVATE: !var apiSecret

With several ids Summon asks for each by itself in versions before 0.10: a rotation between two of them mixes an old key
with a new secret. exec reads both at once.
`;

export const addSummon: AddCommand = (program, run) => {
  const command = program.command("summon").summary("answer as a provider of CyberArk Summon");
  command.description("Answers as a provider of CyberArk Summon: the value of one id on stdout, nothing else.");
  addStoreOptions(command)
    .argument("[id]")
    .version(cliVersion())
    .addHelpText("after", HELP)
    .action((id: string | undefined, selection: StoreSelection) =>
      run(async (surroundings) => {
        if (id === undefined && surroundings.stdin.isTTY === true) throw usageError("Name an id.");
        return (await import("../summon/summon.ts")).summon(id, selection, surroundings);
      }),
    );
};
