import { spawn } from "node:child_process";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { askKeeper } from "../doorway/call-keeper.ts";
import { type KeeperStatus, statusSchema } from "../doorway/messages.ts";
import { noAnswerInWords, TurnedAway } from "../doorway/turned-away.ts";
import { effectiveConfig, lookAtSsh, ownConfig } from "../keeper/ssh/setup/setup-ssh.ts";
import { sshSocketsOf } from "../keeper/ssh/ssh-sockets.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "ssh";
const RUN_KEEPER = "Have it started by itself (nearside keeper install), or run it: nearside keeper run";
/** A person may have to type a password first. Milliseconds. */
const ROUND_TRIP_WITHIN = 120_000;

/** Tries the way from a host back to this machine, and says what is in the way. It stops at what nothing gets over. */
export async function* checkSshHost(world: World, host: string): AsyncGenerator<Finding> {
  const setup = await lookAtSsh(world);
  if (setup.is === "missing")
    return yield bad(ABOUT, "It is not set up for the keeper here.", "Set it up: nearside ssh setup");
  if (setup.is === "stale")
    yield notice(
      ABOUT,
      `Its set-up is another version's, or was changed (${setup.config}).`,
      "Set it up again: nearside ssh setup",
    );
  const before = await statusOf(world);
  if (before === undefined) return yield bad("keeper", "No keeper runs, so ssh goes on without one.", RUN_KEEPER);
  if (before instanceof TurnedAway) return yield noAnswer(before);
  const config = await effectiveConfig(world, host).catch(() => undefined);
  if (config === undefined)
    return yield bad(ABOUT, "ssh does not take its configuration.", `See what it says: ssh -G ${host}`);
  const wrong = inTheWay(world, config);
  if (wrong !== undefined) return yield wrong;
  yield good(ABOUT, "It asks the keeper for this host, and forwards it.");
  yield* notes(config, (await ownConfig(world, host)).get("forwardagent") ?? "no", setup.hosts.keys.length > 0);
  yield* roundTrip(world, host, before);
}

async function statusOf(world: World): Promise<KeeperStatus | TurnedAway | undefined> {
  const doorway = world.doorway();
  if (doorway === undefined) return undefined;
  return askKeeper(doorway, { verb: "status" }, statusSchema).catch((error: unknown) => {
    if (error instanceof TurnedAway) return error;
    throw error;
  });
}

function noAnswer({ code }: TurnedAway): Finding {
  const { says, cure } = noAnswerInWords(code);
  return bad("keeper", says, cure);
}

function inTheWay(world: World, config: ReadonlyMap<string, string>): Finding | undefined {
  const doorway = world.doorway();
  const sockets = doorway === undefined ? undefined : sshSocketsOf(doorway);
  const agent = config.get("identityagent");
  if (agent !== sockets?.logins && agent !== sockets?.keys)
    return bad(
      ABOUT,
      "The set-up does not count for this host: it was made for others, or something before it names another agent.",
      "Set it up for this host too: nearside ssh setup --host <pattern>",
    );
  const forwards = config.get("forwardagent");
  if (forwards !== "yes")
    return bad(
      ABOUT,
      "The agent is not forwarded to this host.",
      "Take ForwardAgent out of what comes before the Include line.",
    );
  if (config.get("pubkeyauthentication") === "no" || config.get("pubkeyauthentication") === "false")
    return bad(
      ABOUT,
      "PubkeyAuthentication is off for this host, so ssh never tells its agent where it is signed in.",
      "Let it be on for this host, and let the host take keys: ssh asks its agent only where it tries one.",
    );
  return undefined;
}

function* notes(config: ReadonlyMap<string, string>, forwardsOwn: string, mayUseKeys: boolean): Generator<Finding> {
  if ((config.get("proxyjump") ?? "none") !== "none")
    yield good(ABOUT, "It goes by ProxyJump, so the host itself is the first one, and is known by its own key.");
  if ((config.get("controlmaster") ?? "false") !== "false")
    yield notice(
      ABOUT,
      "It shares connections (ControlMaster): one that is open from before the set-up decides for all that share it.",
      "End it once: ssh -O exit <host>",
    );
  if (forwardsOwn !== "no" && !mayUseKeys)
    yield notice(
      ABOUT,
      "You forwarded your own agent to this host before. It can no longer use your keys there.",
      "If it shall: nearside ssh setup --keys <host>",
    );
}

/** Asks the host whether an agent was forwarded, whether it answers, and whether nearside is there. */
const REMOTE = `
if [ -z "$SSH_AUTH_SOCK" ]; then echo nearside-agent:none; exit 0; fi
if command -v ssh-add >/dev/null 2>&1; then ssh-add -l >/dev/null 2>&1; echo "nearside-agent:$?"; else echo nearside-agent:untried; fi
if command -v nearside >/dev/null 2>&1; then echo nearside-there:yes; else echo nearside-there:no; fi`;

async function* roundTrip(world: World, host: string, before: KeeperStatus): AsyncGenerator<Finding> {
  const began = world.now();
  const { code, stdout, stderr } = await runOn(world, host);
  const agent = /^nearside-agent:(\w+)$/m.exec(stdout)?.[1];
  if (agent === undefined) {
    const said = neutralise(stderr.trim().split("\n").at(-1) ?? "", 200);
    return yield bad(
      host,
      `ssh could not run a command there (${code ?? "no answer"}). ${said}`.trim(),
      `Try it by hand: ssh ${host} true`,
    );
  }
  if (agent === "none")
    return yield bad(
      host,
      "The host takes no forwarded agent.",
      "Its administrator allows it in sshd_config: AllowAgentForwarding yes",
    );
  const after = await statusOf(world);
  if (after instanceof TurnedAway) return yield noAnswer(after);
  const grew = (after?.ssh.connections ?? 0) > before.ssh.connections;
  if (agent === "untried") {
    yield notice(
      host,
      "An agent was forwarded. ssh-add is not there, so the way was not tried to its end.",
      "Try a login there: nearside login",
    );
  } else if (!grew)
    return yield bad(
      host,
      "The agent that the host reached is not this keeper: a shared connection of before, or a shell there that sets SSH_AUTH_SOCK.",
      "End shared connections (ssh -O exit <host>); on the host, look what its shell's start sets SSH_AUTH_SOCK to.",
    );
  else
    yield good(
      host,
      `The host reached the keeper of this machine, and is known by its key (${world.now() - began} ms in all).`,
    );
  if (/^nearside-there:no$/m.test(stdout))
    yield notice(
      host,
      "nearside is not in PATH there.",
      "Install it there as on this machine: your server's page /get has the command.",
    );
}

function runOn(
  { terminal, surroundings, stop }: World,
  host: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const batch = terminal.interactive ? [] : ["-o", "BatchMode=yes"];
  return new Promise((resolve) => {
    const args = ["-T", "-o", "ConnectTimeout=10", ...batch, "--", host, REMOTE];
    const child = spawn("ssh", args, { stdio: ["ignore", "pipe", "pipe"], env: { ...surroundings.env }, signal: stop });
    const late = setTimeout(() => child.kill(), ROUND_TRIP_WITHIN);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text: Buffer) => {
      stdout = (stdout + text.toString()).slice(0, 10_000);
    });
    child.stderr.on("data", (text: Buffer) => {
      stderr = (stderr + text.toString()).slice(-10_000);
    });
    const end = (code: number | null): void => {
      clearTimeout(late);
      resolve({ code, stdout, stderr });
    };
    child.once("error", () => end(null));
    child.once("close", end);
  });
}
