import type { Posture } from "@nearside/shared/posture/posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { reportPosture } from "../login/report-posture.ts";
import { connect } from "../server/connection.ts";
import { demandAllowedIssuer } from "../settings/managed-settings.ts";
import { pause } from "../waiting.ts";
import type { MachineWorld } from "../world/world.ts";
import type { Standings } from "./standings.ts";
import {
  afterAnswer,
  afterFailure,
  afterNoQuestion,
  isDue,
  LOOK_EVERY,
  NEVER_TOLD,
  type Telling,
  valuesOf,
} from "./when-to-tell.ts";

/** Rules ended these because of what this machine said. */
interface EndedByPosture {
  readonly issuer: string;
  readonly ended: number;
  readonly rules: readonly DecidingRule[];
}

/** The last report to a server. */
interface LastTold {
  /** NumericDate; null if it was not told yet. */
  readonly at: number | null;
  /** The code of the reason for which it could not be told the last time; null if it was. */
  readonly problem: string | null;
  /** The facts that its rules look at, as it said last. */
  readonly ruled: readonly string[];
}

type TellingWorld = Pick<MachineWorld, "lookAround" | "managed" | "now" | "random" | "sleep">;

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
    const values = valuesOf(posture);
    for (const { machine } of enrolled) {
      const before = told.get(machine.id) ?? NEVER_TOLD;
      if (isDue(before, values, world.now()) && !stop.aborted)
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
    const { at, problem, ruled } = told.get(machine) ?? NEVER_TOLD;
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
    if (answer === undefined) return afterNoQuestion(before, values, world.now());
    if (answer.ended > 0) ended({ issuer, ended: answer.ended, rules: answer.rules });
    return afterAnswer(values, answer, world.now());
  } catch (error) {
    return afterFailure(before, error, world.now());
  } finally {
    connection.http.close();
  }
}
