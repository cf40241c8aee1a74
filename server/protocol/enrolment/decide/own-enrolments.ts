import { type OwnEnrolment, ownEnrolmentSchema } from "@nearside/shared/api/console/own-machines.ts";
import * as v from "valibot";
import type { Db } from "../../../platform/store/database.ts";

/** At most this many are shown: a person has a few machines, each with a few browsers. */
const MOST = 50;
const machineSchema = v.object({ machine: v.object({ hostname: v.string(), os: v.string() }) });
const stateSchema = ownEnrolmentSchema.entries.state;

/**
 * Enrolments in that person's name, the newest first, whatever their state.
 *
 * @param boundSetId only those that made that machine, or put something on it
 */
export async function listOwnEnrolments(db: Db, userId: string, boundSetId?: string): Promise<readonly OwnEnrolment[]> {
  const all = db
    .selectFrom("enrolments")
    .select(["id", "kind", "state", "data", "created_at", "bound_set_id"])
    .where("user_id", "=", userId);
  const rows = await (boundSetId === undefined ? all : all.where("bound_set_id", "=", boundSetId))
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(MOST)
    .execute();
  return rows.map(({ data, bound_set_id, state, ...row }) => {
    const { hostname, os } = v.parse(machineSchema, JSON.parse(data)).machine;
    return { ...row, state: v.parse(stateSchema, state), hostname, os, machine: bound_set_id };
  });
}
