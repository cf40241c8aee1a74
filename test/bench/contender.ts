import { cpuMicroseconds } from "./cpu-time.ts";
import { inFlight } from "./load/in-flight.ts";
import { percentile } from "./percentile.ts";

/** One server of the comparison, with the calls that both get alike. */
export interface Contender {
  readonly pid: number;
  /** A whole login. */
  readonly login: () => Promise<unknown>;
  /** A refresh of a session of its own; calls in flight are of different sessions. */
  readonly refresh: () => Promise<unknown>;
  readonly introspect: () => Promise<unknown>;
  /** Gets its JWKS so often. */
  readonly jwks: (count: number) => Promise<unknown>;
}

/** One round: seconds for one, in flight, and CPU microseconds of the server for one. */
interface Round {
  readonly seconds: number;
  readonly cpu: number;
}

interface Rounds {
  readonly ours: readonly Round[];
  readonly theirs: readonly Round[];
}

const ROUNDS = 7;
export const AT_A_TIME = 8;

/** Rounds' worth before the first: a server that has just started spends most of its time on being compiled. */
const WARM_UP = 12;

/**
 * Both by turns, so that whatever else the machine does befalls both alike, once both are warm.
 *
 * @param count of one round
 */
export async function byTurns(
  [ours, theirs]: readonly [Contender, Contender],
  count: number,
  work: (of: Contender) => Promise<unknown>,
): Promise<Rounds> {
  const rounds: { ours: Round[]; theirs: Round[] } = { ours: [], theirs: [] };
  for (const each of [ours, theirs]) await inFlight(count * WARM_UP, AT_A_TIME, () => work(each));
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.ours.push(await measured(ours, count, work));
    rounds.theirs.push(await measured(theirs, count, work));
  }
  return rounds;
}

async function measured(of: Contender, count: number, work: (of: Contender) => Promise<unknown>): Promise<Round> {
  const cpu = cpuMicroseconds(of.pid);
  const start = performance.now();
  await inFlight(count, AT_A_TIME, () => work(of));
  return { seconds: (performance.now() - start) / 1000 / count, cpu: (cpuMicroseconds(of.pid) - cpu) / count };
}

/** The median of what each pair of rounds says: a stall of the machine in one of them moves it little. */
export const ratioOf = ({ ours, theirs }: Rounds, what: keyof Round): number =>
  percentile(
    ours.map((round, turn) => round[what] / (theirs[turn]?.[what] ?? Number.NaN)),
    50,
  );

export const medianOf = (rounds: readonly Round[], what: keyof Round): number =>
  percentile(
    rounds.map((round) => round[what]),
    50,
  );
