import { remoteEnrolmentAnswerSchema } from "@nearside/shared/api/through-keeper.ts";
import { openKeeperChannel } from "../channel/ask-keeper.ts";
import { lookAtSsh } from "../keeper/ssh/setup/setup-ssh.ts";
import type { World } from "../world/world.ts";
import { type Finding, good, notice } from "./finding.ts";

const ABOUT = "ssh";

interface SshFindings {
  readonly findings: readonly Finding[];
  /** True if the machine that the person came from vouches for logins from here: then no browser need run here. */
  readonly isVouchedFor: boolean;
}

/** Looks at logins that begin on another host than the browser's: here as that host, and as the machine that vouches. */
export async function checkSsh(world: World): Promise<SshFindings> {
  const { env, platform } = world.surroundings;
  const back = world.forwardedAgent === undefined ? undefined : await lookBack(world.forwardedAgent);
  const findings = [...here(env, world.forwardedAgent !== undefined), ...(back === undefined ? [] : [back])];
  if (platform === "linux" && world.doorway() !== undefined) findings.push(...ofSetup(await lookAtSsh(world), env));
  return { findings, isVouchedFor: back?.state === "good" };
}

type Env = World["surroundings"]["env"];
const has = (env: Env, name: string): boolean => (env[name] ?? "") !== "";

/** Finds what keeps this place from reaching the keeper of the person's own machine. @param isForwarded true if an agent was forwarded here */
export function here(env: Env, isForwarded: boolean): Finding[] {
  if (isForwarded) return [];
  if (has(env, "CODESPACES")) return [CODESPACE];
  if (!has(env, "SSH_CONNECTION")) return [];
  return [has(env, "VSCODE_IPC_HOOK_CLI") ? EDITOR : NOT_FORWARDED];
}

/** Says which logins the set-up of this account's own `ssh` makes possible. */
export function ofSetup({ is, hosts, config }: Awaited<ReturnType<typeof lookAtSsh>>, env: Env): Finding[] {
  if (is === "missing")
    return [
      good(ABOUT, "It does not ask the keeper here, and no login on this machine needs that. (nearside ssh setup)"),
    ];
  if (is === "stale")
    return [
      notice(
        ABOUT,
        `Its set-up was changed, or is another version's (${config}).`,
        "Make it again: nearside ssh setup",
      ),
    ];
  const which = hosts.logins.includes("*") ? "every host" : hosts.logins.join(", ");
  const isWsl = has(env, "WSL_DISTRO_NAME") || has(env, "WSL_INTEROP");
  return [good(ABOUT, `It asks the keeper for ${which}: you can log in there.`), ...(isWsl ? [WSL] : [])];
}

/** The keeper of the machine that the person came from. */
async function lookBack(agent: string): Promise<Finding> {
  try {
    const channel = await openKeeperChannel(agent);
    try {
      const { issuer, user } = await channel.ask({ remote: "enrolment", issuer: null }, remoteEnrolmentAnswerSchema);
      return good(
        ABOUT,
        `The machine that you came from vouches for you here: ${user.name} at ${issuer}. (nearside login)`,
      );
    } finally {
      channel.close();
    }
  } catch {
    return notice(
      ABOUT,
      "An agent is forwarded here, and no keeper answers behind it that would vouch for you.",
      "On the machine that you came from: nearside keeper install, nearside ssh setup, and nearside ssh check with this host's name.",
    );
  }
}

const NOT_FORWARDED = notice(
  ABOUT,
  "You came here by SSH, and no agent was forwarded, so no keeper of your own machine can vouch for you here.",
  "On the machine that you came from: nearside ssh setup, then begin the session anew.",
);

const EDITOR = notice(
  ABOUT,
  "This terminal is of an editor that came here by SSH, and no agent was forwarded with it.",
  "On the machine that you came from: nearside ssh setup. Then end the editor's connection to this host, and connect again. An editor on Windows runs Windows' own ssh.exe, which asks no keeper: start it from WSL.",
);

const WSL = notice(
  ABOUT,
  "This is WSL: Windows' own ssh.exe, which VS Code on Windows uses too, reads another configuration and does not ask this keeper.",
  "Use ssh within WSL, or start VS Code from WSL (code .).",
);

const CODESPACE = notice(
  ABOUT,
  "This is a codespace that is reached through a browser or a tunnel of its own, so no ssh of your machine carries a login.",
  "Come by SSH from a machine on which nearside ssh setup was made: gh codespace ssh",
);
