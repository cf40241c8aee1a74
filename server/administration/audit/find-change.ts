import type { ChangeAnswer } from "@nearside/shared/api/console/log.ts";
import type { Db } from "../../platform/store/database.ts";

/** A change as a passkey signed it, to be verified by whoever doubts it. @param id any text */
export async function findChange(db: Db, id: string): Promise<ChangeAnswer | undefined> {
  const row = await db
    .selectFrom("console_changes")
    .innerJoin("users", "users.id", "console_changes.user_id")
    .selectAll("console_changes")
    .select("users.name")
    .where("console_changes.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { user_id, device_jkt, name, assertion, ...rest } = row;
  const signed = JSON.parse(assertion) as unknown;
  return { ...rest, person: { id: user_id, name }, device: device_jkt, assertion: signed };
}
