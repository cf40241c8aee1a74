import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { Doorway } from "../../doorway/doorway.ts";
import type { World } from "../../world/world.ts";
import { processOf } from "../caller.ts";
import type { FarEndOf } from "../kernel.ts";
import { listenAt } from "../listen.ts";
import type { OwnConfiguration } from "./chain.ts";
import { oncePerSsh } from "./once-per-ssh.ts";
import { asksKeeper, configurationTexts, ownAgentOf } from "./own-agent.ts";
import { createOwnSessions, type OwnSessions } from "./own-sessions.ts";
import { type SshParts, serveSsh } from "./serve-ssh.ts";
import { withoutInclude } from "./setup/config-lines.ts";
import { configurationOf } from "./ssh-configuration.ts";
import { sshSocketsOf } from "./ssh-sockets.ts";

/**
 * Listens as the agent of this account's `ssh`, beside the keeper's own socket, whose folder is this account's alone and has one
 * keeper.
 *
 * @throws Problem `keeper_unusable`
 */
export async function runSsh(
  { surroundings: { home, env, pid }, now }: World,
  doorway: Doorway,
  { peerOf, farEndOf, isAgents }: Pick<SshParts, "isAgents" | "peerOf"> & { readonly farEndOf: FarEndOf | undefined },
  host: (sessions: OwnSessions) => SshParts["host"],
): Promise<{ readonly count: OwnSessions["count"]; close(): Promise<void> }> {
  if (farEndOf === undefined) return WITHOUT_SSH;
  const sockets = sshSocketsOf(doorway);
  const { folder } = sockets;
  const sessions = createOwnSessions();
  const texts = configurationTexts(home, ownLines);
  const agentOf = oncePerSsh((ssh) => ownAgentOf(ssh, { folder, texts, fallback: env["SSH_AUTH_SOCK"] }));
  const ownConfiguration: OwnConfiguration = oncePerSsh(async (ssh) => {
    const configuration = await configurationOf(ssh);
    return asksKeeper(configuration, [sockets.logins, sockets.keys]) ? configuration : undefined;
  });
  const kernel = { uid: doorway.uid, peerOf, farEndOf, isAgents };
  const parts = { ...kernel, ownConfiguration, sessions, now, folder, agentOf, host: host(sessions) };
  const serve = async (path: string, forwardsKeys: boolean) => {
    const server = createServer();
    const serving = serveSsh(server, { ...parts, forwardsKeys });
    await listenAt(server, path);
    return serving;
  };
  const serving = [await serve(sockets.logins, false), await serve(sockets.keys, true)];
  // `ssh` looks here before it uses the sockets: a keeper that crashed leaves them behind.
  await writeFile(sockets.live, `${pid} ${processOf(pid)?.startTime ?? ""}\n`, { mode: 0o600 });
  return {
    count: sessions.count,
    close: async () => {
      await rm(sockets.live, { force: true });
      for (const each of serving) each.close();
    },
  };
}

/** The person has written this. Lines between our marks are hers too. */
function ownLines(text: string): string {
  try {
    return withoutInclude(text);
  } catch {
    return text;
  }
}

/** A system that does not tell what `ssh` itself says from what comes through it: there `ssh` continues with the person's own agent. */
const WITHOUT_SSH = { count: () => ({ sessions: 0, connections: 0 }), close: async () => undefined };
