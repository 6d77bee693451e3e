import { type Command, Option } from "commander";
import { DEFAULT_ACCOUNT } from "../exec/credential-id.ts";
import type { ExecOptions } from "../exec/exec.ts";
import { type Mapping, parseMapping } from "../exec/mapping.ts";
import { usageError } from "../own-ending.ts";
import type { AddCommand } from "../program.ts";
import { addStoreOptions, type StoreSelection } from "../store-selection.ts";

interface ExecFlags extends Omit<StoreSelection, "account"> {
  readonly account?: readonly string[];
  readonly map?: readonly string[];
  readonly only?: readonly string[];
  readonly cwd?: string;
  readonly keepStoreCredentials?: true;
  readonly application?: string;
  readonly report?: string;
}

const HELP = `
The command gets MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE (MJ_API_TOKEN for an SMS account; MJ_API_HOST if the secret
names a host). For --account marketing they are MARKETING_MJ_APIKEY_PUBLIC and so on; --account default is the one
without a name. It is not started if a secret cannot be read.

Everything behind -- is the command's, as it stands, without a shell in between. So
    mailjet-secrets exec -- echo $MJ_APIKEY_PUBLIC
prints nothing: your own shell replaces the variable before this program starts. This prints whether it is set:
    mailjet-secrets exec -- sh -c 'echo \${MJ_APIKEY_PUBLIC:+set}'

An environment does not change while a program runs: after a rotation one that was started before still has the old
pair. Restart it then, or read the store from inside.

Logins to the store (VAULT_TOKEN, VAULT_ROLE_ID, VAULT_SECRET_ID, the same with BAO_, CONJUR_AUTHN_API_KEY, AWS_TOKEN, and
variables that the configuration names, as secretIdVariable does) are not handed on, unless --keep-store-credentials is
given or --only names them. The other AWS_* are handed on. Anybody who may look into the environment of a process of
yours sees the pair; in no list of processes does it stand.

With --application and --report the command stands in "inventory", as those that use the library do: reports say which pair
it got, again each hour as long as it runs, and that it has ended.

Signals go on to the command: all that Node.js can catch, on Linux and macOS. On Windows the console's own events reach
it; that, and .cmd files (which do not start without a shell), are untested.

Exit code: that of the command; 128 + n if it died of signal n; 127 there is no such command; 126 it did not start, or
its working directory is missing; 64 to 78 for what went wrong before it was started. Real-time signals, which Node.js
does not know, are not passed on, and the death of one is seen as 0.
`;

export const addExec: AddCommand = (program, run) => {
  const command = program.command("exec").summary("run a command with the pair in its environment");
  command.description("Runs a command, in whatever language, with the pair in its environment.");
  severalAccounts(addStoreOptions(command))
    .usage("[options] -- command [arguments...]")
    .argument("[words...]")
    // Of a command without `--` in front the options are not ours: what is missing is `--`.
    .passThroughOptions()
    .addOption(repeatable("--map <NAME=field>", "set this variable instead of the usual ones; repeatable"))
    .addOption(repeatable("--only <names>", "hand on nothing but PATH and these variables; with commas, repeatable"))
    .option("--cwd <path>", "working directory of the command (else this one)")
    .option("--keep-store-credentials", "hand on the logins to the store, too")
    .option("--application <name>", "with --report: name of the command for inventory")
    .option("--report <file>", "where it is said which pair the command has: stderr, or a file that is appended to")
    .addHelpText("after", HELP)
    .action((words: string[], flags: ExecFlags) => {
      checkWords(words, program);
      const options = optionsOf(flags);
      return run(async (surroundings) => (await import("../exec/exec.ts")).exec(words, options, surroundings));
    });
};

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(append);
}

function append(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** Here several accounts make sense. */
function severalAccounts(command: Command): Command {
  const option = command.options.find(({ long }) => long === "--account")?.argParser(append);
  if (option !== undefined) option.description = "account to use, its name in front of the variables; repeatable";
  return command;
}

/** Flags of the command must not be taken for ours, nor ours for its own: `--` says whose they are. */
function checkWords(words: readonly string[], program: Command): void {
  const given: readonly string[] = (program as Command & { readonly rawArgs: readonly string[] }).rawArgs;
  const end = given.indexOf("--");
  if (end < 0 || given.length - end - 1 !== words.length) {
    throw usageError("Put -- in front of the command: mailjet-secrets exec [options] -- command [arguments...]");
  }
  if (words.length === 0) throw usageError("There is no command behind --.");
}

function reportsOf(application: string | undefined, report: string | undefined): ExecOptions["reports"] {
  if (application === undefined && report === undefined) return undefined;
  if (application === undefined || report === undefined)
    throw usageError("--application and --report need each other.");
  if (report === "stdout") throw usageError("--report takes stderr or a file: stdout is the command's.");
  return { application, report };
}

function optionsOf({ account, map = [], only, application, report, ...others }: ExecFlags): ExecOptions {
  const accounts = [...new Set(account ?? [DEFAULT_ACCOUNT])];
  if (others.secret !== undefined && accounts.length > 1) {
    throw usageError("--secret names one secret. Declare those of several accounts in the configuration.");
  }
  const mappings = map.map((text): Mapping => {
    const mapping = parseMapping(text);
    if (typeof mapping === "string") throw usageError(mapping);
    return mapping;
  });
  const names = only?.flatMap((text) => text.split(",").map((name) => name.trim())).filter((name) => name !== "");
  const reports = reportsOf(application, report);
  return { ...others, accounts, mappings, ...(names && { only: names }), ...(reports && { reports }) };
}
