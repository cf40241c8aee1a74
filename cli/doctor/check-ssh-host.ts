import { spawn } from "node:child_process";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { askKeeper } from "../doorway/call-keeper.ts";
import { type KeeperStatus, statusSchema } from "../doorway/messages.ts";
import { noAnswerInWords, TurnedAway } from "../doorway/turned-away.ts";
import { effectiveConfig, lookAtSsh, ownConfig } from "../keeper/ssh/setup/setup-ssh.ts";
import { sshSocketsOf } from "../keeper/ssh/ssh-sockets.ts";
import { problemOf } from "../problems/problem.ts";
import { createHttp } from "../server/http.ts";
import { fetchMetadata } from "../server/metadata.ts";
import { texts } from "../texts/doctor/ssh.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "ssh";
const RUN_KEEPER = texts.host.runKeeper;
/** A person may have to type a password first. Milliseconds. */
const ROUND_TRIP_WITHIN = 120_000;

/** Tries the way from a host back to this machine, and says what is in the way. It stops at what nothing gets over. */
export async function* checkSshHost(world: World, host: string): AsyncGenerator<Finding> {
  const setup = await lookAtSsh(world);
  if (setup.is === "missing") return yield bad(ABOUT, texts.host.notSetUp, texts.host.setUp);
  if (setup.is === "stale") yield notice(ABOUT, texts.host.stale({ config: setup.config }), texts.host.setUpAgain);
  const before = await statusOf(world);
  if (before === undefined) return yield bad("keeper", texts.host.noKeeper, RUN_KEEPER);
  if (before instanceof TurnedAway) return yield noAnswer(before);
  for (const issuer of new Set(before.enrolments.map((each) => each.issuer))) yield* allowsHosts(world, issuer);
  const config = await effectiveConfig(world, host).catch(() => undefined);
  if (config === undefined) return yield bad(ABOUT, texts.host.badConfig, texts.host.seeConfig({ host }));
  const wrong = inTheWay(world, config);
  if (wrong !== undefined) return yield wrong;
  yield good(ABOUT, texts.host.good);
  yield* notes(config, (await ownConfig(world, host)).get("forwardagent") ?? "no", setup.hosts.keys.length > 0);
  yield* roundTrip(world, host, before);
}

/** The way back to this machine is of no use where the server takes no login from there. */
async function* allowsHosts({ stop }: World, issuer: string): AsyncGenerator<Finding> {
  const http = createHttp(stop);
  try {
    const { nearside_remote_hosts: taken } = await fetchMetadata(issuer, http);
    if (taken === "none") yield bad("server", texts.host.notAllowed({ issuer }), texts.host.allowHosts);
  } catch (error) {
    stop.throwIfAborted();
    yield notice("server", texts.host.notAsked({ issuer, why: problemOf(error).message }), texts.host.askAgain);
  } finally {
    http.close();
  }
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
    return bad(ABOUT, texts.host.otherHosts, texts.host.setUpHost);
  const forwards = config.get("forwardagent");
  if (forwards !== "yes") return bad(ABOUT, texts.host.notForwarded, texts.host.removeForward);
  if (config.get("pubkeyauthentication") === "no" || config.get("pubkeyauthentication") === "false")
    return bad(ABOUT, texts.host.noPublicKey, texts.host.publicKey);
  return undefined;
}

function* notes(config: ReadonlyMap<string, string>, forwardsOwn: string, mayUseKeys: boolean): Generator<Finding> {
  if ((config.get("proxyjump") ?? "none") !== "none") yield good(ABOUT, texts.host.proxyJump);
  if ((config.get("controlmaster") ?? "false") !== "false")
    yield notice(ABOUT, texts.host.shared, texts.host.endShared);
  if (forwardsOwn !== "no" && !mayUseKeys) yield notice(ABOUT, texts.host.ownAgent, texts.host.allowKeys);
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
      texts.host.notRun({ code: code === null ? texts.host.noAnswer : String(code), said }).trim(),
      texts.host.tryByHand({ host }),
    );
  }
  if (agent === "none") return yield bad(host, texts.host.noAgent, texts.host.allowAgent);
  const after = await statusOf(world);
  if (after instanceof TurnedAway) return yield noAnswer(after);
  const grew = (after?.ssh.connections ?? 0) > before.ssh.connections;
  if (agent === "untried") {
    yield notice(host, texts.host.untried, texts.host.tryLogin);
  } else if (!grew) return yield bad(host, texts.host.otherAgent, texts.host.endOthers);
  else yield good(host, texts.host.reached({ milliseconds: world.now() - began }));
  if (/^nearside-there:no$/m.test(stdout)) yield notice(host, texts.host.notInPath, texts.host.install);
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
