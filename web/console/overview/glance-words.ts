import type { ArchiveState } from "@nearside/shared/api/console/archive.ts";
import type { BreakGlassAnswer } from "@nearside/shared/api/console/break-glass.ts";
import { totalInWords } from "@nearside/shared/api/console/list.ts";
import type { MailState } from "@nearside/shared/api/console/mail.ts";
import type { BadgeTone } from "../ui/badge.tsx";

/** The line that the overview shows about a section before it is opened. */
export interface Glance {
  readonly tone: BadgeTone;
  readonly text: string;
}

const count = totalInWords;
const is = (total: number | null): string => (total === 1 ? "is" : "are");

export const peopleGlance = (total: number | null): Glance => ({ tone: "plain", text: `${count(total)} active` });

export const waitingGlance = (total: number | null): Glance =>
  total === 0
    ? { tone: "plain", text: "nothing waits" }
    : { tone: "wait", text: `${count(total)} ${total === 1 ? "waits" : "wait"} for the six words` };

export const machinesGlance = (total: number | null): Glance => ({
  tone: total === 0 ? "plain" : "wait",
  text: total === 0 ? "none is quarantined" : `${count(total)} ${is(total)} quarantined`,
});

export const ALARM_DAYS = 7;
export const alarmsGlance = (total: number | null): Glance => ({
  tone: total === 0 ? "plain" : "alert",
  text: `${total === 0 ? "no alarm" : total === 1 ? "1 alarm" : `${count(total)} alarms`} in ${ALARM_DAYS} days`,
});

export function archiveGlance({ folder, run }: Pick<ArchiveState, "folder" | "run">): Glance {
  if (folder === null) return { tone: "plain", text: "everything stays" };
  if (run?.problem != null) return { tone: "alert", text: "could not be moved" };
  return { tone: "plain", text: run !== null && run.ended_at === null ? "is being moved" : "goes by itself" };
}

export const recoveriesGlance = (total: number | null): Glance =>
  total === 0
    ? { tone: "plain", text: "none waits for a second" }
    : { tone: "wait", text: `${count(total)} ${total === 1 ? "waits" : "wait"} for a second` };

/** Counts the codes that are left, for owners, who alone can make new ones. */
export const codesGlance = ({ left, made_at }: BreakGlassAnswer): Glance =>
  left === 0
    ? { tone: "alert", text: made_at === null ? "no break-glass codes yet" : "no break-glass code left" }
    : { tone: "plain", text: left === 1 ? "1 break-glass code left" : `${left} break-glass codes left` };

export function mailGlance({ server, given_up, waiting }: Pick<MailState, "server" | "given_up" | "waiting">): Glance {
  if (server === null) return { tone: "wait", text: "no mail is sent" };
  if (given_up.count > 0) return { tone: "alert", text: `${count(given_up.count)} could not be delivered` };
  return { tone: "plain", text: waiting.count === 0 ? "all is sent" : `${count(waiting.count)} to be sent` };
}
