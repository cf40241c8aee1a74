import type { Context } from "@nearside/shared/claims.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { osName } from "./os-name.ts";
import { ancestry, type ProcessFacts } from "./process-tree.ts";
import { redactArguments, redactText } from "./redact/redact-arguments.ts";
import { REMOVED } from "./redact/secret-shape.ts";
import { remoteHints, remoteOf } from "./remote.ts";
import type { Surroundings } from "./surroundings.ts";
import { terminalSession } from "./terminal-session.ts";

/**
 * This machine's own account of the login that it starts (protocol §4.1 `context`): secrets are removed, every character is
 * visible, and each field keeps the schema's cap. It throws nothing: a field that the system doesn't tell is `null`.
 */
export async function collectContext(from: Surroundings): Promise<Context> {
  const processes = await ancestry(from.platform, from.pid);
  const parent = processes[1];
  const session = await terminalSession(from.platform, processes);
  return {
    hostname: neutralise(from.hostname, 255),
    os: neutralise(await osName(from), 255),
    account: neutralise(from.account, 255),
    command: neutralise(commandLine(from.command), 1024),
    cwd: neutralise(fromHome(from.cwd, from.home, from.platform), 1024),
    parent: parent === undefined ? null : neutralise(commandOf(parent), 255),
    tty: processes[0]?.tty == null ? null : neutralise(processes[0].tty, 255),
    ...(session === undefined ? {} : { terminal_session: session }),
    remote: remoteOf(await remoteHints(from, processes)),
  };
}

/** A kernel's thread, or a process that is ending, has no arguments left: its name is put in brackets, as ps does. */
function commandOf({ command, name }: ProcessFacts): string {
  if (typeof command === "string") return redactText(command);
  // Chromium and others overwrite their arguments with one text.
  const [only] = command;
  if (command.length === 1 && only !== undefined) return redactText(only);
  return command.length === 0 ? `[${name}]` : commandLine(command);
}

/** The folder with the person's home as `~`, which is clear enough and tells less. */
export function fromHome(folder: string, home: string, platform: NodeJS.Platform): string {
  const separator = platform === "win32" ? "\\" : "/";
  const root = home.endsWith(separator) ? home.slice(0, -1) : home;
  if (root === "") return folder;
  if (folder === root) return "~";
  return folder.startsWith(root + separator) ? `~${folder.slice(root.length)}` : folder;
}

/** No more than this is read, since no page shows more than 1024 characters (protocol §4.1). In UTF-16 units. */
const ENOUGH = 16_384;

/** A word that needs no quotes to be read as one word. */
const PLAIN = /^(?!~)[\w@%+=:,./~-]+$/;

/** Quotes an argument as a shell would need it, so that its beginning and end can be seen. */
function quoted(argument: string): string {
  if (PLAIN.test(argument.replaceAll(REMOVED, ""))) return argument;
  return argument === REMOVED ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A program and its arguments as one line, with secrets removed, not yet neutralised or cut. */
export function commandLine(argv: readonly string[]): string {
  let length = 0;
  const read = argv.filter((argument) => {
    length += argument.length;
    return length <= ENOUGH || argument === argv[0];
  });
  const line = redactArguments(read).map(quoted).join(" ");
  return read.length < argv.length ? `${line} …` : line;
}
