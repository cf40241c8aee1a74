import type { Db, Trx } from "../../../platform/store/database.ts";
import type { Inventory, Leaver } from "./leaver.ts";

/** The groups that the person is in. Changes of administrators come one after the other, so nobody is put into one meanwhile. */
export const findGroups = (db: Db | Trx, { id }: Leaver): Promise<Inventory["groups"]> =>
  db
    .selectFrom("group_members")
    .innerJoin("groups", "groups.id", "group_members.group_id")
    .select(["groups.id", "groups.name"])
    .where("group_members.user_id", "=", id)
    .orderBy("groups.id")
    .execute();
