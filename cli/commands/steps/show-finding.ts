import type { Finding } from "../../doctor/finding.ts";
import type { World } from "../../world/world.ts";

const MARKS = { good: "ok", notice: "note", bad: "PROBLEM" } as const;
const TONES = { good: "good", notice: "plain", bad: "bad" } as const;

/** Shows a finding to a person: what was looked at, what was found, and the cure. */
export function showFinding(terminal: World["terminal"], { about, state, says, cure }: Finding): void {
  terminal.say(`${MARKS[state].padEnd(8)}${about}: ${says}`, TONES[state]);
  for (const line of cure?.split("\n") ?? []) terminal.say(`        → ${line}`);
}
