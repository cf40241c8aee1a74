import { keeperApi, type RedirectOutcome } from "@nearside/shared/api/authorizations.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { authorization } from "@nearside/shared/statements/authorization.ts";
import type * as v from "valibot";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { type Connection, connect } from "../../server/connection.ts";
import { readAnswer, readDone } from "../../server/read-answer.ts";
import { proveBy, sendProved } from "../../server/send-proved.ts";
import { demandAllowedIssuer } from "../../settings/managed-settings.ts";
import { pause } from "../../waiting.ts";
import type { World } from "../../world/world.ts";
import type { Standings } from "../standings.ts";
import { type AskedThere, checkAsk } from "./check-ask.ts";
import { type Vouching, vouchFor } from "./vouch.ts";

/** A held request is answered within 20 s (protocol §4.6). Milliseconds. */
const HELD_WITHIN = (HELD_POLL_SECONDS + 5) * 1000;
const HELD_AT_LEAST = (HELD_POLL_SECONDS - 2) * 1000;
/** The pause where it was not held. Milliseconds. */
const NOT_HELD_PAUSE = 5000;
const ANSWER_WITHIN = 10_000;
/** The pause before the next try while a server does not answer, or does not know such programs. Milliseconds. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** It looks this often for enrolments that came and went, or count again. Milliseconds. */
const LOOK_EVERY = 5000;

type Account = Pick<Vouching, "isAgents" | "uid">;
type ServingWorld = Pick<
  World,
  "doorway" | "managed" | "now" | "peerOf" | "posture" | "random" | "sleep" | "surroundings"
>;

/**
 * Serves programs that only know a loopback redirect (protocol §6), for every enrolment of this account that its server regards as active,
 * until the signal. It throws nothing.
 *
 */
export async function serveRedirects(
  world: ServingWorld,
  standings: Standings,
  account: Account,
  stop: AbortSignal,
): Promise<void> {
  const serving = new Map<string, AbortController>();
  const leave = (id: string): void => {
    serving.get(id)?.abort();
    serving.delete(id);
  };
  standings.onEnd(leave);
  while (!stop.aborted) {
    const seen = await standings.look().catch(() => undefined); // a file that can't be read now is read the next time
    const machines = seen?.map(({ machine }) => machine).filter(({ id }) => standings.serves(id));
    for (const machine of machines ?? []) {
      if (serving.has(machine.id)) continue;
      const end = new AbortController();
      serving.set(machine.id, end);
      void serveEnrolment(machine, world, account, AbortSignal.any([stop, end.signal])).catch(() => undefined);
    }
    if (machines !== undefined)
      for (const id of serving.keys()) if (!machines.some((machine) => machine.id === id)) leave(id);
    await pause(LOOK_EVERY, stop);
  }
}

/** Asks the server of one enrolment what programs of this machine ask for, again and again. */
async function serveEnrolment(
  machine: EnrolledMachine,
  world: ServingWorld,
  account: Account,
  stop: AbortSignal,
): Promise<void> {
  const known = new Set<string>();
  for (let wait = FIRST_PAUSE; !stop.aborted; ) {
    const connection = connect(machine.issuer, { ...world, stop });
    try {
      demandAllowedIssuer(await world.managed(), machine.issuer);
      if ((await connection.metadata()).nearside_redirects !== true) {
        await pause(LONGEST_PAUSE, stop);
        continue;
      }
      while (!stop.aborted) {
        const began = world.now();
        const { now, authorizations: asked } = await askServer(connection, machine, [...known]);
        connection.clock.learn(now);
        wait = FIRST_PAUSE;
        // A server that has no place for this machine answers at once.
        if (asked.length === 0 && world.now() - began < HELD_AT_LEAST) await pause(NOT_HELD_PAUSE, stop);
        for (const each of asked) {
          const { jti } = (await authorization.read(each.authorization)).claims;
          known.add(jti);
          const tell = (id: string, outcome: RedirectOutcome) => tellServer(connection, machine, id, outcome);
          // Each has a connection of its own, as a command line has: a held request keeps none waiting.
          const own = connect(machine.issuer, { ...world, clock: connection.clock, stop });
          void serveOne(each, { connection: own, machine, world, ...account, tell })
            .catch(() => undefined)
            .finally(() => {
              known.delete(jti);
              own.http.close();
            });
        }
      }
    } catch {
      await pause(wait, stop);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    } finally {
      connection.http.close();
    }
  }
}

/** Looks at nothing unless a browser of this machine asked: what a server says by itself is let go without an answer. */
async function serveOne(each: AskedThere, vouching: Vouching): Promise<void> {
  const { connection, machine, tell } = vouching;
  const { issuer, keys, clock, now } = connection;
  const expected = {
    ...{ issuer, serverKeys: await keys.current(), receipts: machine.receipts },
    now: Math.floor(now() / 1000 + clock.offset()),
  };
  try {
    return await vouchFor(await checkAsk(each, expected), vouching);
  } catch (error) {
    if (!(error instanceof Refused && error.code === "not_enrolled")) throw error;
    await tell((await authorization.read(each.authorization)).claims.jti, "browser_unknown");
  }
}

async function askServer(
  connection: Connection,
  machine: EnrolledMachine,
  known: readonly string[],
): Promise<v.InferOutput<typeof keeperApi.redirects.output>> {
  const body = JSON.stringify({ known: known.slice(-16) });
  const answer = await send(connection, machine, keeperApi.redirects.address, body, HELD_WITHIN);
  return readAnswer(answer, keeperApi.redirects.output);
}

async function tellServer(
  connection: Connection,
  machine: EnrolledMachine,
  id: string,
  outcome: RedirectOutcome,
): Promise<void> {
  const body = JSON.stringify({ authorization: id, outcome });
  readDone(await send(connection, machine, keeperApi.outcome.address, body, ANSWER_WITHIN));
}

async function send(connection: Connection, machine: EnrolledMachine, path: string, body: string, timeout: number) {
  const signer = await machine.deviceSigner();
  const url = `${connection.issuer}${path}`;
  const headers = { "content-type": "application/json" };
  return sendProved(connection, proveBy(signer), async () => ({
    method: "POST" as const,
    url,
    headers,
    body,
    timeout,
  }));
}
