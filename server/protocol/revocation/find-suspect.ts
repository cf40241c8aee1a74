import type { NotMe } from "@nearside/shared/api/console/not-me.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { findEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { isUnended } from "../../register/enrolments/transitions.ts";
import { findLogin, findRestedOn } from "../../register/logins/login-store.ts";
import { isOpen } from "../../register/logins/transitions.ts";
import { consoleTexts } from "../../texts/console.ts";

/** A login, an enrolment or a sign-in in a person's name that the person says was not theirs. */
export interface Suspect {
  /** Its name in the log of events. */
  readonly subject: string;
  /** The name that the program, or the machine, gives itself. */
  readonly title: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The machine that it came from; null if it led to no machine. */
  readonly boundSetId: string | null;
  readonly deviceJkt: string | null;
  /** For a login, the one on whose touch it depends: that login, and every other one of the same touch, may be the same stranger's. */
  readonly touchedId: string | null;
  /** True for a login or an enrolment that is still under way. */
  readonly isOpen: boolean;
}

/**
 * Finds the thing that the person reports.
 *
 * @param here hash of the session from which the request comes
 * @throws ConsoleError `unknown`, also if it is another person's; `conflict` if it is that very session
 */
export async function findSuspect(db: Db | Trx, userId: string, { what, id }: NotMe, here: string): Promise<Suspect> {
  const found = await FIND[what](db, userId, id);
  if (found === undefined) throw new ConsoleError("unknown");
  if (what === "session" && id === here)
    throw new ConsoleError("conflict", {
      description: consoleTexts.account.thisSession,
    });
  return found;
}

type Find = (db: Db | Trx, userId: string, id: string) => Promise<Suspect | undefined>;

const findOwnLogin: Find = async (db, userId, id) => {
  const login = await findLogin(db, id);
  if (login?.userId !== userId) return undefined;
  return {
    subject: id,
    title: readFacts(login.facts).client.name,
    at: login.createdAt,
    boundSetId: login.boundSetId,
    deviceJkt: login.deviceJkt,
    touchedId: (await findRestedOn(db, id)) ?? id,
    isOpen: isOpen(login),
  };
};

const findOwnEnrolment: Find = async (db, userId, id) => {
  const enrolment = await findEnrolment(db, id);
  if (enrolment?.userId !== userId) return undefined;
  return {
    subject: id,
    title: enrolment.machine.hostname,
    at: enrolment.createdAt,
    // A further browser is requested by a machine that is enrolled. Any other enrolment has a machine once its keys are stored.
    boundSetId: await ownSetOf(db, userId, enrolment.deviceJkt),
    deviceJkt: enrolment.deviceJkt,
    touchedId: null,
    isOpen: isUnended(enrolment),
  };
};

/** Finds the person's bound set of that key. A key that is another person's machine by now does not count as this person's. */
async function ownSetOf(db: Db | Trx, userId: string, deviceJkt: string): Promise<string | null> {
  const row = await db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select(["bound_sets.id", "bound_sets.user_id"])
    .where("devices.jkt", "=", deviceJkt)
    .executeTakeFirst();
  return row?.user_id === userId ? row.id : null;
}

const findOwnSession: Find = async (db, userId, id) => {
  const session = await db
    .selectFrom("console_sessions")
    .innerJoin("devices", "devices.bound_set_id", "console_sessions.bound_set_id")
    .select(["console_sessions.user_id", "console_sessions.bound_set_id", "console_sessions.created_at"])
    .select(["devices.hostname", "devices.jkt"])
    .where("console_sessions.hash", "=", id)
    .executeTakeFirst();
  if (session?.user_id !== userId) return undefined;
  return {
    subject: userId,
    title: session.hostname,
    at: session.created_at,
    boundSetId: session.bound_set_id,
    deviceJkt: session.jkt,
    touchedId: null,
    isOpen: false,
  };
};

const FIND: Readonly<Record<NotMe["what"], Find>> = {
  login: findOwnLogin,
  enrolment: findOwnEnrolment,
  session: findOwnSession,
};
