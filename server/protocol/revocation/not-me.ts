import type { NotMe, NotMeDone, NotMePreview } from "@nearside/shared/api/console/not-me.ts";
import type { PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { accountAlarm } from "../../platform/audit/events/people.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { holdNewKeys } from "../../register/enrolments/bound-set-store.ts";
import { findEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { type FoundSet, findBoundSet } from "../../register/machines/revoke-keys.ts";
import { usableMachines } from "../../register/machines/usable-machines.ts";
import { endSessionsBut } from "../../register/sessions/own-sessions.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { findFamiliesOfTouch } from "../../register/tokens/token-store.ts";
import { consoleTexts } from "../../texts/console.ts";
import { logTexts } from "../../texts/log.ts";
import { type Ending, refuseLogin } from "../login/end/refuse-logins.ts";
import { lockApprovals } from "../login/reusable-approval.ts";
import { cancelEnrolment } from "./cancel-enrolments.ts";
import { findSuspect, type Suspect } from "./find-suspect.ts";
import { quarantineIn } from "./quarantine-machine.ts";
import { revoking } from "./revocation.ts";
import { revokeMachineIn } from "./revoke-machine.ts";

/** The session from which the person reports something. */
interface Here {
  /** Hash of its cookie. */
  readonly session: string;
  readonly boundSetId: string;
}

/** Tells the person beforehand what will happen. @throws ConsoleError `unknown`, `conflict` */
export async function previewNotMe(
  { clock, db }: WithClock & WithDb,
  userId: string,
  notMe: NotMe,
  here: Here,
): Promise<NotMePreview> {
  const suspect = await findSuspect(db, userId, notMe, here.session);
  const { boundSetId, title, at, isOpen } = suspect;
  const now = clock();
  return {
    title,
    at,
    machine: boundSetId === null ? null : await machineOf(db, userId, boundSetId, here),
    tokens: (await familiesOf(db, suspect)).filter(({ expires_at }) => expires_at > now).length,
    sessions: await countSessions(db, userId, here.session, now),
    is_open: isOpen,
  };
}

async function machineOf(db: Db, userId: string, id: string, here: Here): Promise<NotMePreview["machine"]> {
  const row = await db
    .selectFrom("devices")
    .select(["hostname", "state"])
    .where("bound_set_id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const usable = await usableMachines(db, userId);
  return {
    hostname: row.hostname,
    will: row.state === "active" ? "quarantine" : row.state === "pending" ? "revoke" : "none",
    is_here: id === here.boundSetId,
    is_last: usable.length === 1 && usable[0] === id,
  };
}

/** Finds the token families of every login that depends on the same touch, the login that was touched for included. */
async function familiesOf(db: Db | Trx, { boundSetId, touchedId }: Suspect) {
  return boundSetId === null || touchedId === null ? [] : findFamiliesOfTouch(db, boundSetId, touchedId);
}

async function countSessions(db: Db, userId: string, but: string, now: number): Promise<number> {
  const rows = await db
    .selectFrom("console_sessions")
    .select("hash")
    .where("user_id", "=", userId)
    .where("hash", "<>", but)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .execute();
  return rows.length;
}

/**
 * Carries out "This wasn't me". The tokens of the login end, with all that depends on the same touch, and the login itself if it is under
 * way. The machine from which it came is quarantined until an administrator has looked at it, or revoked if it waits to be confirmed.
 * Sign-ins elsewhere end. The people who watch the security log are notified; a second report of what has ended by then notifies them
 * at most once a day. All of this happens or nothing does. Only an administrator undoes it.
 *
 * @param address from which the report came, as the server saw it
 * @throws ConsoleError `unknown`, `conflict`
 */
export async function reportNotMe(
  services: WithChanges & WithClock & WithDb & WithLog,
  notMe: NotMe,
  here: Here,
  by: PersonActor,
  address: string,
): Promise<NotMeDone> {
  const { suspect, ended, isAlarm } = await revoking(services, by, async (trx) => {
    const suspect = await findSuspect(trx, by.userId, notMe, here.session);
    const ended = await endSuspect(trx, services, notMe, suspect, here, by);
    const isAlarm = isNews(ended) || !(await wasReportedLately(trx, by, suspect, services.clock()));
    const data = { what: notMe.what, bound_set_id: suspect.boundSetId, machine: ended.became, ...countsOf(ended) };
    const device = suspect.deviceJkt === null ? {} : { device: suspect.deviceJkt };
    const about = { by, user: by.userId, address, ...device };
    if (isAlarm) await append(trx, accountAlarm(services.clock(), suspect.subject, data), about);
    return { state: "done", suspect, ended, isAlarm };
  });
  const { subject, boundSetId } = suspect;
  if (isAlarm) services.log.warn({ user: by.userId, subject, machine: boundSetId }, logTexts.logins.notMine);
  const signedOut = boundSetId === here.boundSetId && isMachineEnded(ended);
  return { machine: ended.became, ...countsOf(ended), signed_out: signedOut };
}

/** Ids of everything that ended with the suspect. */
interface SuspectEnded extends MachineEnded {
  readonly sessions: readonly string[];
}

async function endSuspect(
  trx: Trx,
  services: WithClock,
  notMe: NotMe,
  suspect: Suspect,
  here: Here,
  by: PersonActor,
): Promise<SuspectEnded> {
  await holdWaitingKeys(trx, notMe, suspect);
  const sessions = await endSessionsBut(trx, by.userId, here.session, services.clock());
  const ending = { now: services.clock(), by };
  const machine = await endMachineOf(trx, services, suspect, by);
  const logins = [...machine.logins, ...(await endLogin(trx, ending, notMe, suspect))];
  const enrolments = [...machine.enrolments, ...(await endEnrolment(trx, ending, notMe, suspect))];
  const families = [...machine.families];
  const tokensEnding = { reason: "not_by_person", by, now: services.clock() } as const;
  for (const { id } of await familiesOf(trx, suspect))
    if ((await endFamily(trx, id, tokensEnding)) !== undefined) families.push(id);
  return { became: machine.became, logins, enrolments, families, sessions, machines: machine.machines };
}

const countsOf = ({ families, logins, enrolments, sessions }: SuspectEnded) => ({
  tokens: families.length,
  logins: logins.length,
  enrolments: enrolments.length,
  sessions: sessions.length,
});

/** True if the report ended the machine. */
const isMachineEnded = ({ became }: MachineEnded): boolean => became === "quarantined" || became === "revoked";

/** True if anything ended with the report. */
const isNews = (ended: SuspectEnded): boolean =>
  isMachineEnded(ended) || Object.values(countsOf(ended)).some((count) => count > 0);

/** Milliseconds. */
const LATELY_MS = 86_400_000;

/**
 * True if the person reported the same thing within a day. An alarm goes to every owner and administrator by mail, so a second
 * one about something that has ended would only bury the next.
 */
async function wasReportedLately(
  trx: Trx,
  { userId }: PersonActor,
  { subject }: Suspect,
  now: number,
): Promise<boolean> {
  const reported = await trx
    .selectFrom("events")
    .select("seq")
    .where("subject", "=", subject)
    .where("kind", "=", accountAlarm.kind)
    .where("user_id", "=", userId)
    .where("at", ">", now - LATELY_MS)
    .limit(1)
    .executeTakeFirst();
  return reported !== undefined;
}

interface MachineEnded {
  readonly became: NotMeDone["machine"];
  readonly logins: readonly string[];
  readonly enrolments: readonly string[];
  readonly families: readonly string[];
  readonly machines: readonly string[];
}
const NOTHING = { logins: [], enrolments: [], families: [], machines: [] };

async function endMachineOf(
  trx: Trx,
  services: WithClock,
  { boundSetId }: Suspect,
  by: PersonActor,
): Promise<MachineEnded> {
  const set: FoundSet | undefined = boundSetId === null ? undefined : await findBoundSet(trx, boundSetId);
  if (set === undefined || set.userId !== by.userId) return { became: "none", ...NOTHING };
  const why = { by, note: NOTE };
  const logins = await quarantineIn(trx, services, set, why);
  if (logins !== undefined) return { became: "quarantined", ...NOTHING, logins, machines: [set.deviceJkt] };
  if (set.deviceState !== "pending") return { became: "was_out_of_force", ...NOTHING };
  const ended = await revokeMachineIn(trx, services, set, why);
  return ended === undefined ? { became: "was_out_of_force", ...NOTHING } : { became: "revoked", ...ended };
}
const NOTE = consoleTexts.account.notMe;

/** Ends a login that continues although its machine was no longer active. */
async function endLogin(trx: Trx, ending: Ending, { what, id }: NotMe, { isOpen }: Suspect) {
  if (what !== "login" || !isOpen) return [];
  return (await refuseLogin(trx, ending, id, "device_quarantined")) === undefined ? [] : [id];
}

/** Keeps the keys of an enrolment that waits for an administrator, before any login is locked: they are revoked with it. */
async function holdWaitingKeys(trx: Trx, { what, id }: NotMe, { boundSetId, isOpen }: Suspect): Promise<void> {
  if (what !== "enrolment" || !isOpen) return;
  if (boundSetId !== null) await lockApprovals(trx, boundSetId);
  const enrolment = await findEnrolment(trx, id);
  if (enrolment?.state === "pending") await holdNewKeys(trx, enrolment);
}

/** Ends an enrolment that has no keys yet, or that adds a browser to a machine that is quarantined. */
async function endEnrolment(trx: Trx, ending: Ending, { what, id }: NotMe, { isOpen }: Suspect) {
  if (what !== "enrolment" || !isOpen) return [];
  return (await cancelEnrolment(trx, ending, id)) === undefined ? [] : [id];
}
