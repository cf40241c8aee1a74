import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../audit/event-log.ts";
import { enrolmentExpired } from "../audit/events/enrolment-expired.ts";
import { enrolmentStepRefused } from "../audit/events/enrolment-step-refused.ts";
import { logRefusalOf } from "../audit/log-refusal-of.ts";
import type { Ground } from "../ground.ts";
import type { Enrolment, EnrolmentState } from "./enrolment.ts";
import { findEnrolment, moveEnrolment } from "./enrolment-store.ts";
import { expire, isOpen } from "./transitions.ts";

/**
 * The enrolment of that id; one whose time is over is moved to `expired` first.
 *
 * @throws Refused `enrolment_unknown`
 */
export async function currentEnrolment(ground: Ground, id: string): Promise<Enrolment> {
  const enrolment = await findEnrolment(ground.db, id);
  if (enrolment === undefined) refuse("enrolment_unknown", "enrolment");
  return expireIfDue(ground, enrolment);
}

/** The enrolment as it is after its time was judged. */
export async function expireIfDue(ground: Ground, enrolment: Enrolment): Promise<Enrolment> {
  if (!isOpen(enrolment)) return enrolment;
  const { id } = enrolment;
  const now = ground.clock();
  const next = expire(enrolment, now);
  if (next === undefined) return enrolment;
  const moved = await ground.db.transaction().execute(async (trx) => {
    if (!(await moveEnrolment(trx, enrolment, next))) return false;
    await append(trx, enrolmentExpired(now, id, { was: enrolment.state }));
    return true;
  });
  if (moved) ground.changes.announce(id);
  return (await findEnrolment(ground.db, id)) ?? refuse("enrolment_unknown", "enrolment");
}

/** @throws Refused `enrolment_expired`, `enrolment_settled` where it is not in one of those states */
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

/** Runs a step of a known enrolment; a refusal of it goes to the security log before it goes to whoever asked. */
export const logEnrolmentRefusal = <T>(ground: Ground, step: Step, id: string, run: () => Promise<T>): Promise<T> =>
  logRefusalOf(ground, (refused) => enrolmentStepRefused(ground.clock(), id, { step, ...refused }), run);
