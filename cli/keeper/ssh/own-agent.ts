import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { type ProcessSeen, processOf } from "../caller.ts";
import { environmentOf } from "./real-agent.ts";
import { configurationOf, type SshConfiguration } from "./ssh-configuration.ts";

/** `ssh` runs in this environment where the keeper's own lines of its configuration shall not count. */
export const WITHOUT_KEEPER = { NEARSIDE_SSH: "off" } as const;

/** A line that may say which agent counts for a host, besides SSH_AUTH_SOCK. */
const SAYS_AGENT = /^\s*(?:identityagent|include|match)\b/im;
/** A `ssh` that carries another one has that one's environment, and so the keeper's socket. */
const MOST_PARENTS = 4;

interface Configuration {
  /** The keeper's folder of sockets. */
  readonly folder: string;
  /** The files that `ssh` reads, without what the keeper's set-up put in. */
  readonly texts: () => Promise<readonly string[]>;
  /** The agent of the keeper itself, which it began with. */
  readonly fallback: string | undefined;
}

/**
 * The socket of the agent that this `ssh` would use if there were no keeper: by its configuration's IdentityAgent, else by
 * its environment.
 */
export async function ownAgentOf(
  ssh: ProcessSeen,
  { folder, texts, fallback }: Configuration,
): Promise<string | undefined> {
  const fromEnvironment = agentInEnvironment(ssh, folder) ?? fallback;
  if (!(await texts()).some((text) => SAYS_AGENT.test(text))) return fromEnvironment;
  const said = (await configurationOf(ssh, WITHOUT_KEEPER)).said("identityagent");
  if (said === undefined || said === "SSH_AUTH_SOCK") return fromEnvironment;
  if (said === "none") return undefined;
  return said.startsWith("$") ? environmentOf(ssh.pid)[said.slice(1)] : said;
}

function agentInEnvironment(ssh: ProcessSeen, folder: string): string | undefined {
  let process: ProcessSeen | undefined = ssh;
  for (let level = 0; level < MOST_PARENTS && process !== undefined; level += 1) {
    const socket = environmentOf(process.pid)["SSH_AUTH_SOCK"];
    if (socket === undefined || posix.dirname(socket) !== folder) return socket;
    process = processOf(process.parentPid);
  }
  return undefined;
}

/**
 * True if that `ssh` asks this keeper for its own sign-in. Then it bound its host before anything could be forwarded; of one that signs in
 * without the keeper, the first bind that comes may be a host's.
 */
export const asksKeeper = ({ said }: SshConfiguration, sockets: readonly string[]): boolean =>
  sockets.includes(said("identityagent") ?? "") && !/^(?:no|false)$/.test(said("pubkeyauthentication") ?? "no");

/** The texts of `ssh`'s configuration, but the lines between the marks of the keeper's set-up. */
export const configurationTexts =
  (home: string, without: (text: string) => string) => async (): Promise<readonly string[]> =>
    Promise.all(
      [posix.join(home, ".ssh/config"), "/etc/ssh/ssh_config"].map(async (path) =>
        without(await readFile(path, "utf8").catch(() => "")),
      ),
    );
