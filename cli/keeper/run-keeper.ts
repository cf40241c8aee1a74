import inspector from "node:inspector";
import { FIREFOX_EXTENSION_ID } from "@nearside/shared/api/native.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/keeper.ts";
import { VERSION } from "../version.ts";
import { untilAborted } from "../waiting.ts";
import type { World } from "../world/world.ts";
import { runContainers } from "./container/run-containers.ts";
import { createElsewhere } from "./elsewhere/elsewhere.ts";
import { serveCallers } from "./keeper.ts";
import { loadKernel } from "./kernel.ts";
import { createLeases } from "./lease/leases.ts";
import { isActivated, listenOnDoorway } from "./listen.ts";
import type { Named } from "./process-times.ts";
import { serveRedirects } from "./redirect/serve-redirects.ts";
import { followExtensions } from "./setup/follow-extensions.ts";
import { hostsOf } from "./ssh/hosts.ts";
import { runSsh } from "./ssh/run-ssh.ts";
import { followStandings } from "./standings.ts";
import { tellPostures } from "./tell-postures.ts";
import { createWaitingLogins } from "./waiting-logins.ts";

/**
 * Runs the keeper of this account until somebody of the account, a signal or the system ends it.
 *
 * @param started called when it answers
 * @param ended called when rules ended logins by what it said of this machine
 * @throws Problem `keeper_running`, `keeper_unusable`, …; KeyFileError
 */
export async function runKeeper(
  world: World,
  started: (socket: string) => void,
  ended: Parameters<typeof tellPostures>[3],
): Promise<void> {
  const { surroundings, programs, stop } = world;
  const doorway = world.doorway();
  if (doorway === undefined) throw new Problem("keeper_unusable", texts.run.noSocketPlace);
  const kernel = await loadKernel(surroundings.platform);
  // Everything that it offers rests on who calls.
  if (kernel === undefined) throw new Problem("keeper_unusable", texts.run.callerUnknown);
  if (!kernel.hideMemory()) throw new Problem("keeper_unusable", texts.run.openMemory);
  const { peerOf } = kernel;
  const place = await world.place();
  const activated = isActivated(surroundings.env, surroundings.pid);
  const door = await listenOnDoorway(doorway, place, world, activated);
  const ending = new AbortController();
  const over = AbortSignal.any([stop, ending.signal]);
  /** Each part that has begun ends by one of these: a keeper that can't begin with all of them must not stay. */
  const ends: (() => void | Promise<void>)[] = [door.close];
  try {
    const since = Math.floor(world.now() / 1000);
    const standings = followStandings(world, over);
    const extensions = await followExtensions(world, over);
    const told = tellPostures(world, standings, over, ended);
    const logins = createWaitingLogins();
    const elsewhere = createElsewhere({ world, logins, standings });
    ends.push(elsewhere.close);
    const leases = createLeases({ world, standings, uid: doorway.uid });
    ends.push(leases.close);
    const isAgents = (caller: Named): boolean => leases.kinOf(caller) !== "outside";
    const ssh = await runSsh(world, doorway, { ...kernel, isAgents }, (sessions) =>
      hostsOf(world, elsewhere, sessions),
    );
    ends.push(ssh.close);
    const containers = await runContainers(world, { uid: doorway.uid, peerOf, isAgents, elsewhere });
    ends.push(containers.stop);
    const serving = serveCallers(door.server, {
      containers,
      leases,
      logins,
      standings,
      uid: doorway.uid,
      peerOf,
      host: {
        executable: programs.runtime,
        script: programs.nativeHost,
        extensions: () => [...extensions.origins(), FIREFOX_EXTENSION_ID],
      },
      status: async (waiting) => ({
        version: VERSION,
        pid: surroundings.pid,
        since,
        memory: process.memoryUsage.rss(),
        activated,
        waiting,
        ssh: ssh.count(),
        containers: containers.state(),
        enrolments: (await standings.look()).map(({ machine: { issuer, user, id }, standing, problem }) => ({
          issuer,
          user: user.name,
          machine: id,
          standing,
          problem,
          protection: told(id),
        })),
      }),
      stop: () => ending.abort(),
    });
    ends.push(serving.close);
    // By Node's options, or by a signal that came before this program could hear it.
    if (inspector.url() !== undefined) throw new Problem("keeper_unusable", texts.run.debugger);
    door.release();
    started(doorway.socket);
    void serveRedirects(world, standings, { uid: doorway.uid, isAgents }, over);
    await untilAborted(over);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    ending.abort();
    await Promise.allSettled(ends.map((end) => end()));
  }
}
