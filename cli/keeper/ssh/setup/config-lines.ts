import { Problem } from "../../../problems/problem.ts";
import { texts } from "../../../texts/keeper.ts";
import { shellWord } from "../../setup/shell-word.ts";

// `nearside ssh setup` writes this for `ssh` (ssh_config(5)).

const BEGIN = "# nearside: begin (nearside ssh undo takes these lines out)\n";
const END = "# nearside: end\n";

/** The text with our lines in front, where no block of the person's has begun. @param included absolute path */
export const withInclude = (text: string, included: string): string =>
  `${BEGIN}Include ${configWord(included)}\n${END}${withoutInclude(text)}`;

/**
 * The text without our lines, byte for byte as it was before.
 *
 * @throws Problem `ssh_unusable` if somebody has written between them
 */
export function withoutInclude(text: string): string {
  const from = text.indexOf(BEGIN);
  const end = text.indexOf(END, from);
  if (from === -1 || end === -1) return text;
  if (!/^Include "[^"\n]*"\n$/.test(text.slice(from + BEGIN.length, end)))
    throw new Problem("ssh_unusable", texts.ssh.otherLines);
  return text.slice(0, from) + text.slice(end + END.length);
}

export const hasInclude = (text: string, included: string): boolean =>
  text.startsWith(`${BEGIN}Include ${configWord(included)}\n${END}`);

/** The hosts that the set-up is for, by the names that the person types. Patterns of ssh_config(5). */
export interface Hosts {
  /** Their sessions carry logins. */
  readonly logins: readonly string[];
  /** They may use the person's keys too, as with any forwarded agent. */
  readonly keys: readonly string[];
}

interface Files {
  /** Says if the keeper runs. */
  readonly ready: string;
  readonly socket: string;
  readonly keysSocket: string;
}

/** The included file: the keeper is `ssh`'s agent where it runs, and the forwarded one. */
export function includedText({ logins, keys }: Hosts, { ready, socket, keysSocket }: Files): string {
  const block = (hosts: readonly string[], agent: string): string => {
    if (hosts.length === 0) return "";
    const which = hosts.includes("*") && hosts.length === 1 ? "" : `originalhost ${hosts.join(",")} `;
    return `
Match ${which}exec ${configWord(shellWord(ready))}
  IdentityAgent ${configWord(agent)}
  ForwardAgent yes
`;
  };
  const head = "# Written by `nearside ssh setup`. `nearside ssh undo` takes it away.\n";
  return `${head}${block(keys, keysSocket)}${block(logins, socket)}`;
}

/**
 * One word of the configuration: % begins a token there, and ${ a variable.
 *
 * @throws Problem `ssh_unusable` for one that can't be written there
 */
function configWord(word: string): string {
  if (/["\\\n`$]/.test(word)) throw new Problem("ssh_unusable", texts.ssh.badFolder);
  return `"${word.replaceAll("%", "%%")}"`;
}

/** Names and patterns that a person types have no commas and blanks: these would begin another one. */
const PATTERN = /^!?[A-Za-z0-9*?._:@][A-Za-z0-9*?._:@-]{0,254}$/;

/** @throws Problem `usage` */
export function readHosts(typed: readonly string[]): readonly string[] {
  const hosts = typed.flatMap((each) => each.split(",")).filter((each) => each !== "");
  if (!hosts.every((each) => PATTERN.test(each))) throw new Problem("usage", texts.ssh.hostForm);
  if (hosts.length > 0 && hosts.every((each) => each.startsWith("!"))) throw new Problem("usage", texts.ssh.noHost);
  return [...new Set(hosts)];
}

/**
 * The program that `ssh` asks each time if the keeper runs: a shell starts in a millisecond or two. Where systemd holds the
 * keeper's socket it starts the keeper.
 */
export const readyProgram = (live: string, startKeeper: string): string => `#!/bin/sh
# Written by \`nearside ssh setup\`. It says if the keeper of this account runs: only then does ssh use it. NEARSIDE_SSH=off says no.
[ "$NEARSIDE_SSH" = off ] && exit 1
# An agent under a lease has this limit, and uses the agent that it had without a keeper: dash and busybox call it -w, bash -x.
[ "$(ulimit -H -w 2>/dev/null || ulimit -H -x 2>/dev/null)" = 0 ] && exit 1
set -f
runs() {
  read -r pid begun <${live} || return 1
  read -r stat <"/proc/$pid/stat" || return 1
  set -- \${stat##*) }
  [ "\${20}" = "$begun" ]
}
runs 2>/dev/null && exit 0
systemctl --user --quiet is-active nearside-keeper.socket 2>/dev/null || exit 1
${startKeeper} >/dev/null 2>&1
runs 2>/dev/null
`;
