import { readFile, stat } from "node:fs/promises";
import type { PostureName, UnknownReason } from "@nearside/shared/posture/posture.ts";
import { type ProgramOutcome, runProgram } from "../peer/ask-program.ts";

/** One fact, as it was seen. A machine says so, and no part is proven (protocol §4.8). */
export interface Seen {
  readonly value: string;
  /** For `unknown`. */
  readonly reason?: UnknownReason;
  readonly source: string;
  /** Epoch milliseconds of what the source itself knows, where that is older than the look: a list of updates. */
  readonly asOf?: number;
}

/** The means by which a machine is looked at. Nothing here needs root, and each program has little time. */
export interface Eyes {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  run(path: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<ProgramOutcome>;
  /** The text of a file of the system; undefined if it can't be read. */
  read(path: string): Promise<string | undefined>;
  /** Epoch milliseconds at which a file or folder was changed; undefined if it is not there. */
  changedAt(path: string): Promise<number | undefined>;
}

/** The ways to see one fact: the first one that knows it is believed. */
export type Looks = Readonly<Record<PostureName, readonly ((eyes: Eyes) => Promise<Seen>)[]>>;

export const unknown = (reason: UnknownReason, source = "none"): Seen => ({ value: "unknown", reason, source });

/** Says why a program told nothing. */
export function unanswered(outcome: ProgramOutcome, source: string): Seen {
  if (outcome.state === "missing") return unknown("unsupported", source);
  return unknown(outcome.state === "timed_out" ? "timed_out" : "unreadable", source);
}

/** Loading the lists of a package manager takes a second or two; nobody waits for it. Milliseconds and bytes. */
const LIMITS = { milliseconds: 20_000, bytes: 4_194_304 };
/** Characters. */
const LARGEST_FILE = 65_536;

/** @param holds keeps this process from ending before the programs have ended that it asks; left out, they end with it */
export const openEyes = (from: Pick<Eyes, "platform" | "env" | "home">, holds?: "holds"): Eyes => ({
  ...from,
  run: (path, args, env = {}) => runProgram(path, args, LIMITS, { env, aside: holds ?? "ends" }),
  read: (path) =>
    readFile(path, "utf8").then(
      (text) => text.slice(0, LARGEST_FILE),
      () => undefined,
    ),
  changedAt: (path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    ),
});

/** The newest of those times; undefined if it is given no time. */
export async function newestOf(eyes: Eyes, paths: readonly string[]): Promise<number | undefined> {
  const times = await Promise.all(paths.map((path) => eyes.changedAt(path)));
  return times.reduce((newest, time) => (time !== undefined && time > (newest ?? 0) ? time : newest), undefined);
}
