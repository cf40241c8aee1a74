import { deviceApi, type Standing, standingAnswerSchema } from "@nearside/shared/api/devices.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { allMachines, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import { type EndCode, problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import { readAnswer } from "../server/read-answer.ts";
import { proveBy, sendProved } from "../server/send-proved.ts";
import type { ServerClock } from "../server/server-clock.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import { demandAllowedIssuer } from "../settings/managed-settings.ts";
import { pause } from "../waiting.ts";
import type { MachineWorld } from "../world/world.ts";

/** The state of one enrolment, as its server regards it. */
interface SeenStanding {
  readonly machine: EnrolledMachine;
  /** The server's last word; null if it has said nothing yet. */
  readonly standing: Standing | null;
  /** The reason for which the server could not be asked the last time; null if it was. */
  readonly problem: EndCode | null;
}

/** The standings of all enrolments of this account, as their servers say them while the keeper runs (protocol §4.7). */
export interface Standings {
  /** Looks for enrolments that were made or removed, and gives all. */
  look(): Promise<readonly SeenStanding[]>;
  /**
   * False for a machine that its server does not regard as active. One that nobody has said anything of yet is served: the server
   * judges every step, and an enrolment that was just made must not wait.
   */
  serves(machine: string): boolean;
  /** The clock of that machine's server, which each question sets right; undefined for an enrolment that was not looked at yet. */
  clockOf(machine: string): ServerClock | undefined;
  /** Calls that function with each machine that is no longer active. */
  onEnd(end: (machine: string) => void): void;
}

/** An answer is held for 20 s. One that comes sooner and says nothing new was not held. Milliseconds. */
const HELD_AT_LEAST = (HELD_POLL_SECONDS - 2) * 1000;
const TIMEOUT = (HELD_POLL_SECONDS + 5) * 1000;
/** The pause where the server has no place for this machine. Milliseconds. */
const NOT_HELD_PAUSE = 30_000;
/** The pause before a server that failed is asked again, doubled for each further time. Milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 60_000;
/** A server that does not know the question will learn it with a new version. Milliseconds. */
const UNKNOWN_THERE_PAUSE = 3_600_000;
/** Enrolments are looked for this often. Milliseconds. */
const LOOK_EVERY = 60_000;

type FollowWorld = Pick<MachineWorld, "managed" | "now" | "place" | "random" | "sleep">;

/** Follows the standing of every enrolment until it is stopped. */
export function followStandings(world: FollowWorld, stop: AbortSignal): Standings {
  const followed = new Map<string, Followed>();
  const ends: ((machine: string) => void)[] = [];
  const look = async (): Promise<readonly SeenStanding[]> => {
    const machines = await allMachines(await world.place());
    for (const [id, { leave }] of followed) {
      if (machines.some((machine) => machine.id === id)) continue;
      followed.delete(id);
      leave();
    }
    for (const machine of machines)
      if (!followed.has(machine.id) && !stop.aborted)
        followed.set(
          machine.id,
          followOne(world, machine, stop, (id) => {
            for (const end of ends) end(id);
          }),
        );
    return machines.flatMap(({ id }) => followed.get(id)?.seen() ?? []);
  };
  void (async () => {
    while (!stop.aborted) {
      await look().catch(() => undefined); // a file that can't be read now is read the next time
      await pause(LOOK_EVERY, stop);
    }
  })();
  return {
    look,
    serves: (machine) => (followed.get(machine)?.seen().standing ?? "active") === "active",
    clockOf: (machine) => followed.get(machine)?.clock,
    onEnd: (end) => void ends.push(end),
  };
}

interface Followed {
  readonly clock: ServerClock;
  seen(): SeenStanding;
  leave(): void;
}

function followOne(
  world: FollowWorld,
  machine: EnrolledMachine,
  stop: AbortSignal,
  ended: (machine: string) => void,
): Followed {
  const left = new AbortController();
  const ending = AbortSignal.any([stop, left.signal]);
  const connection = connect(machine.issuer, { ...world, stop: ending });
  let seen: SeenStanding = { machine, standing: null, problem: null };
  const note = (said: Partial<SeenStanding>): void => {
    const before = seen.standing;
    seen = { ...seen, ...said };
    if (seen.standing !== before && seen.standing !== "active") ended(machine.id);
  };
  void (async () => {
    let failures = 0;
    while (!ending.aborted) {
      const began = world.now();
      const { standing: known } = seen;
      try {
        demandAllowedIssuer(await world.managed(), machine.issuer);
        note({ standing: await ask(connection, machine, known), problem: null });
        failures = 0;
        const isHeld = known !== seen.standing || world.now() - began >= HELD_AT_LEAST;
        if (!isHeld) await pause(NOT_HELD_PAUSE, ending);
      } catch (error) {
        note(saidBy(error));
        failures += 1;
        await pause(pauseAfter(error, failures), ending);
      }
    }
  })().finally(() => connection.http.close());
  return { clock: connection.clock, seen: () => seen, leave: () => left.abort() };
}

/** @throws Unreachable, ServerRefusal, KeyFileError, KeyringError, TpmError */
async function ask(connection: Connection, machine: EnrolledMachine, known: Standing | null): Promise<Standing> {
  const url = `${connection.issuer}${deviceApi.standing.address}`;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ known });
  const make = async () => ({ method: "POST" as const, url, headers, body, timeout: TIMEOUT });
  return readAnswer(await sendProved(connection, proveBy(await machine.deviceSigner()), make), standingAnswerSchema)
    .standing;
}

/** A server that no longer knows the key has nothing for this machine. */
const saidBy = (error: unknown): Partial<SeenStanding> =>
  error instanceof ServerRefusal && error.error === "device_unknown"
    ? { standing: "revoked", problem: null }
    : { problem: problemOf(error).code };

function pauseAfter(error: unknown, failures: number): number {
  if (error instanceof ServerRefusal && (error.status === 404 || error.error === "device_unknown"))
    return UNKNOWN_THERE_PAUSE;
  const asked = error instanceof ServerRefusal ? (error.retryAfter ?? 0) * 1000 : 0;
  return Math.max(asked, Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE));
}
