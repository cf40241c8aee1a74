import type { Db, Trx } from "../../../platform/store/database.ts";
import type { UserRow } from "../../../register/people/users.ts";

/** A person, by their id, or by the name as typed. */
export interface Who {
  readonly column: "id" | "name";
  readonly value: string;
}

export const findWho = (db: Db | Trx, { column, value }: Who): Promise<UserRow | undefined> =>
  db.selectFrom("users").selectAll().where(column, "=", value).executeTakeFirst();
