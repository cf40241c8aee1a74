import { factsIn, type Posture } from "@nearside/shared/posture/posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { reportPosture } from "../login/report-posture.ts";
import { problemOf } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import { Unreachable } from "../server/http.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import { demandAllowedIssuer } from "../settings/managed-settings.ts";
import { pause } from "../waiting.ts";
import type { MachineWorld } from "../world/world.ts";
import type { Standings } from "./standings.ts";

/** What rules ended because of what this machine said. */
interface EndedByPosture {
  readonly issuer: string;
  readonly ended: number;
  readonly rules: readonly DecidingRule[];
}

/** When the keeper told a server of this machine's protection last. */
interface LastTold {
  /** NumericDate; null if it was not told yet. */
  readonly at: number | null;
  /** Why it could not be told the last time, as a code; null if it was. */
  readonly problem: string | null;
  /** The facts that its rules look at, as it said last. */
  readonly ruled: readonly string[];
}

/** The machine is looked at this often, and that is how often one server hears of it at most. Milliseconds. */
const LOOK_EVERY = 60_000;
/** A word that has not changed is said again after this long, for people who look at its date. Milliseconds. */
const LONGEST_SILENCE = 86_400_000;
/** Parts of the age that rules allow, after which it is said again: one report may get lost. */
const PARTS_OF_AGE = 3;
/** The pause after a server that could not be told, doubled for each further time. Milliseconds. */
const FIRST_PAUSE = 60_000;
const LONGEST_PAUSE = 3_600_000;
/** A machine that was away tells it soon after it is back. Milliseconds. */
const AWAY_PAUSE = 120_000;

type TellingWorld = Pick<MachineWorld, "lookAround" | "managed" | "now" | "random" | "sleep">;

interface Telling {
  readonly values: string;
  /** Epoch milliseconds. */
  readonly at: number | null;
  readonly again: number;
  readonly failures: number;
  readonly problem: string | null;
  readonly ruled: readonly string[];
}

const NEVER: Telling = { values: "", at: null, again: 0, failures: 0, problem: null, ruled: [] };

/**
 * Tells the server of each enrolment what this machine sees of its own protection (protocol §4.8): when something has changed, and again
 * before it is older than its rules allow.
 *
 * @param ended called when rules ended logins of this machine by what it said
 * @returns when that machine was told of last
 */
export function tellPostures(
  world: TellingWorld,
  standings: Standings,
  stop: AbortSignal,
  ended: (what: EndedByPosture) => void,
): (machine: string) => LastTold {
  const told = new Map<string, Telling>();
  const round = async (): Promise<void> => {
    const enrolled = (await standings.look()).filter(({ machine: { id } }) => standings.serves(id));
    if (enrolled.length === 0) return;
    const posture = await world.lookAround();
    const values = JSON.stringify(factsIn(posture).map(([name, { value }]) => [name, value]));
    for (const { machine } of enrolled) {
      const before = told.get(machine.id) ?? NEVER;
      // one that failed is tried again when its pause is over, whatever has changed
      const isDue = world.now() >= before.again || (before.failures === 0 && values !== before.values);
      if (isDue && !stop.aborted)
        told.set(machine.id, await tellOne(world, machine, { posture, values, before }, stop, ended));
    }
  };
  void (async () => {
    while (!stop.aborted) {
      await round().catch(() => undefined); // a file that can't be read now is read the next time
      await pause(LOOK_EVERY, stop);
    }
  })();
  return (machine) => {
    const { at, problem, ruled } = told.get(machine) ?? NEVER;
    return { at: at === null ? null : Math.floor(at / 1000), problem, ruled };
  };
}

interface ToTell {
  readonly posture: Posture;
  readonly values: string;
  readonly before: Telling;
}

async function tellOne(
  world: TellingWorld,
  machine: EnrolledMachine,
  { posture, values, before }: ToTell,
  stop: AbortSignal,
  ended: (what: EndedByPosture) => void,
): Promise<Telling> {
  const { issuer } = machine;
  const connection = connect(issuer, { ...world, stop, posture: async () => posture });
  try {
    demandAllowedIssuer(await world.managed(), issuer);
    const answer = await reportPosture(connection, machine);
    const now = world.now();
    if (answer === undefined) return { ...before, values, again: now + LONGEST_PAUSE, problem: "not_asked" };
    if (answer.ended > 0) ended({ issuer, ended: answer.ended, rules: answer.rules });
    const again = now + silenceFor(answer.posture_age);
    return { values, at: now, again, failures: 0, problem: null, ruled: answer.posture_ruled };
  } catch (error) {
    const failures = before.failures + 1;
    const longest = error instanceof Unreachable ? AWAY_PAUSE : LONGEST_PAUSE;
    const pause = Math.min(FIRST_PAUSE * 2 ** (failures - 1), longest);
    const asked = error instanceof ServerRefusal ? (error.retryAfter ?? 0) * 1000 : 0;
    return { ...before, failures, again: world.now() + Math.max(pause, asked), problem: problemOf(error).code };
  } finally {
    connection.http.close();
  }
}

/** @param age the youngest that rules compare with, in seconds; null if they compare with none */
const silenceFor = (age: number | null): number =>
  age === null ? LONGEST_SILENCE : Math.min(LONGEST_SILENCE, Math.max(LOOK_EVERY, (age * 1000) / PARTS_OF_AGE));
