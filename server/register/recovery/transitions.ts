import type { HowStopped, Recovery, RecoveryState } from "./recovery.ts";

// The states go started → cooling → issued, or to stopped or lapsed, by pure functions, as for a login (protocol §5, §9).

type Next = RecoveryState | undefined;

/** A recovery in one of these states is under way, and has given no ticket yet. */
export const TICKETLESS_RECOVERY_STATES = ["started", "cooling"] as const satisfies readonly RecoveryState["state"][];
/** A recovery in one of these states was not stopped and did not lapse, so it may still give a ticket. */
export const OPEN_RECOVERY_STATES = [...TICKETLESS_RECOVERY_STATES, "issued"] as const;

const DAY_MS = 86_400_000;
/** The time that a second administrator has, and the time for which the ticket can be fetched afterwards. */
const WAITS_MS = 7 * DAY_MS;

/** Returns the first state. */
export const started = (now: number): RecoveryState => ({ state: "started", closesAt: now + WAITS_MS });

/**
 * `started → cooling`: a second administrator agrees, who is neither the first one nor the person.
 *
 * @param coolingMs the time in which the person can say no
 */
export const agree = (recovery: Recovery, by: string, now: number, coolingMs: number): Next => {
  if (recovery.state !== "started" || now >= recovery.closesAt) return undefined;
  if (by === recovery.startedBy || by === recovery.userId) return undefined;
  const opensAt = now + coolingMs;
  return { state: "cooling", secondedBy: by, secondedAt: now, opensAt, closesAt: opensAt + WAITS_MS };
};

/** `cooling, issued → issued`: the cooling time has passed, and one of the two asks for the ticket. A later ticket takes an earlier one's place. */
export const issue = (recovery: Recovery, by: string, now: number, ticketHash: string): Next => {
  if (recovery.state !== "cooling" && recovery.state !== "issued") return undefined;
  const { startedBy, secondedBy, secondedAt, opensAt, closesAt } = recovery;
  if (now < opensAt || now >= closesAt) return undefined;
  if (by !== startedBy && by !== secondedBy) return undefined;
  return { state: "issued", secondedBy, secondedAt, opensAt, closesAt, ticketHash };
};

/** `started, cooling, issued → stopped`: the person or any administrator says no. */
export const stop = (recovery: Recovery, by: string, now: number, how: HowStopped, note: string | null): Next => {
  if (!isOpen(recovery)) return undefined;
  return { state: "stopped", closesAt: recovery.closesAt, stoppedBy: by, stoppedAt: now, how, note };
};

/** `started, cooling → lapsed`: its time has passed and it gave no ticket. */
export const lapse = (recovery: Recovery, now: number): Next =>
  TICKETLESS_RECOVERY_STATES.some((state) => state === recovery.state) && now >= recovery.closesAt
    ? { state: "lapsed", closesAt: recovery.closesAt }
    : undefined;

/** True while it may still give a ticket. */
export const isOpen = ({ state }: Pick<Recovery, "state">): boolean =>
  OPEN_RECOVERY_STATES.some((open) => open === state);
