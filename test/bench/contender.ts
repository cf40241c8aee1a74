import { inFlight } from "./load/in-flight.ts";
import { percentile } from "./percentile.ts";

/** One server of a comparison, with the calls that all of them get alike. */
export interface Contender {
  /** CPU time so far of everything that serves it, a database of its own too: microseconds. */
  readonly cpu: () => number;
  /** Memory of its servers now, bytes. */
  readonly resident: () => number;
  /** A whole login. */
  readonly login: () => Promise<unknown>;
  /** A refresh of a session of its own; calls in flight are of different sessions. */
  readonly refresh: () => Promise<unknown>;
}

/** One that an API asks about tokens, and that publishes its keys. */
export interface IssuingContender extends Contender {
  readonly introspect: () => Promise<unknown>;
  /** Gets its JWKS so often. */
  readonly jwks: (count: number) => Promise<unknown>;
  readonly issuer: string;
}

/** One round: seconds for one, in flight, and CPU microseconds of the server for one. */
interface Round {
  readonly seconds: number;
  readonly cpu: number;
}

/** Those of each, by its name. */
type Rounds<Name extends string> = ReadonlyMap<Name, readonly Round[]>;

const ROUNDS = 7;
export const AT_A_TIME = 8;

/** Rounds' worth before the first: a server that has just started spends most of its time on being compiled. */
const WARM_UP = 12;

/**
 * All by turns, so that everything else that the machine does befalls all alike, once all are warm. The order changes from round to round:
 * the first of a round finds the machine as the last one left it.
 *
 * @param count of one round
 */
export async function byTurns<Name extends string, Of extends { readonly cpu: () => number }>(
  contenders: Readonly<Record<Name, Of>>,
  count: number,
  workOf: (of: Of) => Promise<unknown>,
): Promise<Rounds<Name>> {
  const names = Object.keys(contenders) as Name[];
  const rounds = new Map(names.map((name): [Name, Round[]] => [name, []]));
  for (const name of names) await inFlight(count * WARM_UP, AT_A_TIME, () => workOf(contenders[name]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)])
      rounds.get(name)?.push(await measure(contenders[name], count, workOf));
  }
  return rounds;
}

async function measure<Of extends { readonly cpu: () => number }>(
  of: Of,
  count: number,
  workOf: (of: Of) => Promise<unknown>,
): Promise<Round> {
  const before = of.cpu();
  const start = performance.now();
  await inFlight(count, AT_A_TIME, () => workOf(of));
  return { seconds: (performance.now() - start) / 1000 / count, cpu: (of.cpu() - before) / count };
}

/** The median of what each pair of rounds says: a stall of the machine in one of them moves it little. */
export function ratioOf<Name extends string>(rounds: Rounds<Name>, what: keyof Round, one: Name, other: Name): number {
  const others = rounds.get(other) ?? [];
  const ratios = (rounds.get(one) ?? []).map((round, turn) => round[what] / (others[turn]?.[what] ?? Number.NaN));
  return percentile(ratios, 50);
}

export const medianOf = <Name extends string>(rounds: Rounds<Name>, what: keyof Round, of: Name): number =>
  percentile(
    (rounds.get(of) ?? []).map((round) => round[what]),
    50,
  );

/** "ours 140/s, 3.50 ms CPU; peer …" */
export const ratesOf = <Name extends string>(rounds: Rounds<Name>): string =>
  [...rounds.keys()]
    .map((name) => {
      const rate = 1 / medianOf(rounds, "seconds", name);
      return `${name} ${rate.toFixed(0)}/s, ${(medianOf(rounds, "cpu", name) / 1000).toFixed(2)} ms CPU`;
    })
    .join("; ");
