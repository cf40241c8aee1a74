import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../../platform/audit/event-log.ts";
import { enrolmentExpired, enrolmentStepRefused } from "../../platform/audit/events/enrolments.ts";
import { logRefusalOf } from "../../platform/audit/log-refusal-of.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { Enrolment, EnrolmentState } from "../../register/enrolments/enrolment.ts";
import { findEnrolment, moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { expire, isOpen } from "../../register/enrolments/transitions.ts";

/**
 * The enrolment of that id; an expired one is moved to `expired` first.
 *
 * @throws Refused `enrolment_unknown`
 */
export async function currentEnrolment(services: WithChanges & WithClock & WithDb, id: string): Promise<Enrolment> {
  const enrolment = await findEnrolment(services.db, id);
  if (enrolment === undefined) refuse("enrolment_unknown", "enrolment");
  return expireIfDue(services, enrolment);
}

/** The enrolment as it is after its time was judged. */
export async function expireIfDue(
  services: WithChanges & WithClock & WithDb,
  enrolment: Enrolment,
): Promise<Enrolment> {
  if (!isOpen(enrolment)) return enrolment;
  const { id } = enrolment;
  const now = services.clock();
  const next = expire(enrolment, now);
  if (next === undefined) return enrolment;
  const moved = await services.db.transaction().execute(async (trx) => {
    if (!(await moveEnrolment(trx, enrolment, next))) return false;
    await append(trx, enrolmentExpired(now, id, { was: enrolment.state }));
    return true;
  });
  if (moved) services.changes.announce(id);
  return (await findEnrolment(services.db, id)) ?? refuse("enrolment_unknown", "enrolment");
}

/** @throws Refused `enrolment_expired`, `enrolment_settled` if it is not in one of those states */
export function demandState<S extends EnrolmentState["state"]>(
  enrolment: Enrolment,
  ...states: readonly S[]
): Enrolment & Extract<EnrolmentState, { state: S }> {
  if (isIn(enrolment, states)) return enrolment;
  return refuse(enrolment.state === "expired" ? "enrolment_expired" : "enrolment_settled", "enrolment");
}

const isIn = <S extends EnrolmentState["state"]>(
  enrolment: Enrolment,
  states: readonly S[],
): enrolment is Enrolment & Extract<EnrolmentState, { state: S }> => states.some((state) => state === enrolment.state);

type Step = Parameters<typeof enrolmentStepRefused>[2]["step"];

/** Runs a step of a known enrolment. A refusal goes to the security log before it goes to the client. */
export const logEnrolmentRefusal = <T>(
  services: WithClock & WithDb,
  step: Step,
  id: string,
  run: () => Promise<T>,
): Promise<T> =>
  logRefusalOf(services, (refused) => enrolmentStepRefused(services.clock(), id, { step, ...refused }), run);
