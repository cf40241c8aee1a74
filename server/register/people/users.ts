import { refuse } from "@nearside/shared/chain/refusal.ts";
import { newUserId } from "@nearside/shared/ids.ts";
import type { Selectable } from "kysely";
import { append } from "../../platform/audit/event-log.ts";
import { userCreated } from "../../platform/audit/events/people.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { UsersTable } from "../../platform/store/tables/people-tables.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { indexPeople } from "./people-index.ts";

export type UserRow = Selectable<UsersTable>;

interface NewUser {
  readonly name: string;
  readonly displayName: string;
  readonly role: UsersTable["role"];
}

/** Finds the user of that name, or makes one. An existing user is left unchanged. */
export async function findOrCreateUser(
  trx: Trx,
  user: NewUser,
  { clock, random }: WithClock & WithRandom,
): Promise<UserRow> {
  const made = await trx
    .insertInto("users")
    .values({
      id: newUserId(random),
      name: user.name,
      display_name: user.displayName,
      role: user.role,
      state: "active",
      created_at: clock(),
    })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made === undefined)
    return trx.selectFrom("users").selectAll().where("name", "=", user.name).executeTakeFirstOrThrow();
  await indexPeople(trx, [made]);
  await append(
    trx,
    userCreated(made.created_at, made.id, { name: made.name, display_name: made.display_name, role: made.role }),
  );
  return made;
}

/** Finds those users. @returns them by id */
export async function findUsers(db: Db | Trx, ids: readonly string[]): Promise<ReadonlyMap<string, UserRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("users").selectAll().where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Picks what names a person to others.
 *
 * @param user found by the reference of a row: the database stores the user for as long as the row
 */
export function nameOf(user: UserRow | undefined): Pick<UserRow, "id" | "name" | "display_name"> {
  if (user === undefined) throw new Error("a row lacks the user that it refers to");
  const { id, name, display_name } = user;
  return { id, name, display_name };
}

/** Demands that the user is active, and keeps them so until this transaction ends (threat R16). @throws Refused `user_inactive` */
export async function demandActiveUser(trx: Trx, id: string): Promise<void> {
  const user = await trx.selectFrom("users").select("state").where("id", "=", id).forShare().executeTakeFirst();
  if (user?.state !== "active") refuse("user_inactive", "user");
}

/** Finds the user of that name. @param name any printable text */
export const findUserByName = (db: Db | Trx, name: string): Promise<UserRow | undefined> =>
  db.selectFrom("users").selectAll().where("name", "=", name).executeTakeFirst();

/** `active → suspended`, or back; a person who was offboarded stays so. @returns false if the state did not change */
export async function setUserState(trx: Trx, id: string, state: "active" | "suspended"): Promise<boolean> {
  const set = await trx
    .updateTable("users")
    .set({ state })
    .where("id", "=", id)
    .where("state", "=", state === "active" ? "suspended" : "active")
    .returning("id")
    .executeTakeFirst();
  return set !== undefined;
}
