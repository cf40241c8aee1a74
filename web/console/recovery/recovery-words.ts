import type { RecoveryRow, RecoveryStateName } from "@nearside/shared/api/console/recovery.ts";
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
import type { BadgeWords } from "../ui/badge.tsx";

/** Title and tone of the badge that shows in a list how far a recovery is. */
export const RECOVERY_WORDS: Readonly<Record<RecoveryStateName, BadgeWords>> = {
  started: { title: texts.states.started, tone: "wait" },
  cooling: { title: texts.states.cooling, tone: "wait" },
  issued: { title: texts.states.issued, tone: "near" },
  stopped: { title: texts.states.stopped, tone: "alert" },
  lapsed: { title: texts.states.lapsed, tone: "plain" },
};

/** Gives the badge of one recovery. Once it has a ticket, the state of its machine matters more. */
export function wordsOf({ state, machine }: Pick<RecoveryRow, "state" | "machine">): BadgeWords {
  if (state === "issued" && machine === "waiting") return { title: texts.states.machineWaiting, tone: "wait" };
  if (state === "issued" && machine === "active") return { title: texts.states.machineAdmitted, tone: "near" };
  return RECOVERY_WORDS[state];
}

/** The actions that the signed-in person may take now. */
interface RecoveryChoices {
  readonly agree: boolean;
  readonly ticket: boolean;
  readonly stop: boolean;
}

export function actionsFor(
  { state, user, started_by, seconded_by, opens_at, closes_at, machine }: RecoveryRow,
  me: { readonly id: string; readonly mayStart: boolean; readonly maySecond: boolean },
  now: number,
): RecoveryChoices {
  const isOpen = (state === "started" || state === "cooling" || state === "issued") && machine !== "active";
  const isOneOfTwo = me.id === started_by.id || me.id === seconded_by?.id;
  const hasOpened = opens_at !== null && now >= opens_at && now < closes_at;
  return {
    agree: state === "started" && me.maySecond && me.id !== started_by.id && me.id !== user.id,
    ticket: isOpen && state !== "started" && me.mayStart && isOneOfTwo && hasOpened,
    stop: isOpen && me.mayStart,
  };
}

/** Says how long it is until then: "2 h 05 min"; undefined if that moment has passed. */
export function leftUntil(at: number, now: number): string | undefined {
  if (now >= at) return undefined;
  const minutes = Math.ceil((at - now) / 60_000);
  return minutes < 60 ? texts.left.minutes(minutes) : texts.left.hours(Math.floor(minutes / 60), minutes % 60);
}
