import { remoteEnrolmentAnswerSchema } from "@nearside/shared/api/through-keeper.ts";
import { openKeeperChannel } from "../channel/ask-keeper.ts";
import { lookAtSsh } from "../keeper/ssh/setup/setup-ssh.ts";
import { texts } from "../texts/doctor/ssh.ts";
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
  if (is === "missing") return [good(ABOUT, texts.here.unused)];
  if (is === "stale") return [notice(ABOUT, texts.here.stale({ config }), texts.here.again)];
  const isWsl = has(env, "WSL_DISTRO_NAME") || has(env, "WSL_INTEROP");
  return [
    good(ABOUT, hosts.logins.includes("*") ? texts.here.goodForAll : texts.here.good({ hosts: hosts.logins })),
    ...(isWsl ? [WSL] : []),
  ];
}

/** The keeper of the machine that the person came from. */
async function lookBack(agent: string): Promise<Finding> {
  try {
    const channel = await openKeeperChannel(agent);
    try {
      const { issuer, user } = await channel.ask({ remote: "enrolment", issuer: null }, remoteEnrolmentAnswerSchema);
      return good(ABOUT, texts.here.vouched({ user: user.name, issuer }));
    } finally {
      channel.close();
    }
  } catch {
    return notice(ABOUT, texts.here.noKeeper, texts.here.thereAll);
  }
}

const NOT_FORWARDED = notice(ABOUT, texts.here.noAgent, texts.here.thereSetUp);

const EDITOR = notice(ABOUT, texts.here.editor, texts.here.thereEditor);

const WSL = notice(ABOUT, texts.here.wsl, texts.here.useWsl);

const CODESPACE = notice(ABOUT, texts.here.codespace, texts.here.bySsh);
