import { percentile } from "./percentile.ts";

// The figures of the bench. Machines differ and are noisy: a ratio within one run decides whether it passed, milliseconds and
// bytes are reported beside what they should be.

export interface Figure {
  readonly what: string;
  readonly value: string;
  /** The value that it should have; undefined if no such number exists. */
  readonly aim: string | undefined;
  /** `within` and `over` its aim; a gate that is over fails the bench. */
  readonly verdict: "within" | "over" | "–";
  readonly gates: boolean;
}

/** @param most milliseconds, for the median */
export function milliseconds(what: string, times: readonly number[], most?: number): Figure {
  const median = percentile(times, 50);
  const value = `p50 ${median.toFixed(1)} ms, p95 ${percentile(times, 95).toFixed(1)} ms (${times.length})`;
  return figure(what, value, median, most, `p50 ≤ ${most} ms`);
}

/** @param most bytes */
export function bytes(what: string, size: number, most?: number): Figure {
  return figure(what, `${(size / 1000).toFixed(1)} kB`, size, most, `≤ ${((most ?? 0) / 1000).toFixed(0)} kB`);
}

/** Reported beside its aim. @param most how many times the one should be the other */
export const atMost = (what: string, value: number, most: number): Figure =>
  figure(what, value.toFixed(2), value, most, `≤ ${most}`);

/** Reported beside its aim. @param least how many times the one should be the other */
export const atLeast = (what: string, value: number, least: number): Figure =>
  figure(what, value.toFixed(2), -value, -least, `≥ ${least}`);

/** Decides. @param most how many times the one may be the other */
export function ratio(what: string, value: number, most: number): Figure {
  return { ...figure(what, value.toFixed(2), value, most, `≤ ${most}`), gates: true };
}

export const note = (what: string, value: string): Figure => figure(what, value, 0, undefined, "");

function figure(what: string, value: string, measured: number, most: number | undefined, aim: string): Figure {
  if (most === undefined) return { what, value, aim: undefined, verdict: "–", gates: false };
  return { what, value, aim, verdict: measured <= most ? "within" : "over", gates: false };
}

/** A Markdown table, as a closing note takes it. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, aim, verdict, gates }) => [
    what,
    value,
    aim ?? "–",
    gates ? `${verdict} (gate)` : verdict,
  ]);
  return [["measured", "figure", "aim", ""], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
