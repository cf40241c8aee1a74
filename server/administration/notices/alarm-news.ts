import type * as v from "valibot";
import { accountAlarm } from "../../platform/audit/events/people.ts";
import type { Trx } from "../../platform/store/database.ts";

/** Milliseconds. */
const DAY_MS = 86_400_000;

/**
 * Whether owners and administrators are written of an alarm that was just appended: always where something ended by it, and else once
 * a day. Of what was over before, a person may say by the hundred that it was not theirs, and bury the one that counts.
 */
export async function isNewAlarm(
  trx: Trx,
  userId: string,
  { machine, tokens, logins, enrolments, sessions }: v.InferOutput<typeof accountAlarm.schema>,
): Promise<boolean> {
  if (machine === "quarantined" || machine === "revoked" || tokens + logins + enrolments + sessions > 0) return true;
  const said = await trx
    .selectFrom("events")
    .select("at")
    .where("user_id", "=", userId)
    .where("kind", "=", accountAlarm.kind)
    .orderBy("seq", "desc")
    .limit(2)
    .execute();
  const [now, before] = said;
  return now === undefined || before === undefined || now.at - before.at > DAY_MS;
}
