import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import { foldText, searchedText } from "../../platform/lists/search.ts";
import type { Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { PeopleIndexTable } from "../../platform/store/tables/people-tables.ts";
import { appearanceOf, appearanceOfUserName } from "./lookalike.ts";

/** UTF-16 units of a key by which is sorted: one letter may fold to many. */
const MAX_KEY = 256;

export const sortKey = (text: string): string => foldText(text).slice(0, MAX_KEY).toWellFormed();

/** Returns one key for addresses that a mail server takes for one. */
export const emailKey = (address: string | null): string => (address ?? "").toLowerCase();

interface Named {
  readonly name: string;
  readonly display_name: string;
  readonly email: string | null;
}

/** The indexed terms of that person. */
const indexOf = ({ name, display_name, email }: Named) => ({
  name_appearance: appearanceOfUserName(name),
  display_appearance: appearanceOf(display_name),
  display_key: sortKey(display_name),
  email_key: emailKey(email),
});

const textOf = ({ name, display_name, email }: Named): string => searchedText(name, display_name, email ?? "");

const newIndexRow = (user: Named & { readonly id: string }): PeopleIndexTable => ({
  user_id: user.id,
  ...indexOf(user),
  enrolled_at: 0,
  last_login_at: 0,
});

/** Indexes new people. */
export async function indexPeople(trx: Trx, users: readonly (Named & { readonly id: string })[]): Promise<void> {
  await trx.insertInto("people_index").values(users.map(newIndexRow)).execute();
  const texts = users.map((user) => ({ id: user.id, text: textOf(user) }));
  await trx.insertInto("searched_people").values(texts).execute();
}

/** Indexes a person whose name or address has changed. */
export async function reindexPerson(trx: Trx, user: Named & { readonly id: string }): Promise<void> {
  await trx.updateTable("people_index").set(indexOf(user)).where("user_id", "=", user.id).execute();
  await trx
    .updateTable("searched_people")
    .set({ text: textOf(user) })
    .where("id", "=", user.id)
    .execute();
}

/**
 * Indexes a person whose name was erased. The hash of its appearance stays in the place of the appearance, so that nobody else ever gets the name, nor
 * one that looks like it: rules, drafts of rules and evidence may still name it.
 *
 * @param hash by the server's lasting secret
 */
export async function indexErased(trx: Trx, user: Named & { readonly id: string }, hash: string): Promise<void> {
  await reindexPerson(trx, user);
  await trx.updateTable("people_index").set({ name_appearance: hash }).where("user_id", "=", user.id).execute();
}

/** Returns the hash by which the appearance of an erased user name is known again. No appearance has its form. */
export const erasedNameHash = ({ secrets }: WithSecrets, name: string): string =>
  `erased:${secrets.lastingHash("erased_name", appearanceOfUserName(name))}`;

export async function removeFromIndex(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom("people_index").where("user_id", "=", userId).execute();
  await trx.deleteFrom("searched_people").where("id", "=", userId).execute();
}

/** Records that the person's first machine is active. */
export async function markEnrolled(trx: Trx, userId: string, now: number): Promise<void> {
  await trx
    .updateTable("people_index")
    .set({ enrolled_at: now })
    .where("user_id", "=", userId)
    .where("enrolled_at", "=", 0)
    .execute();
}

/** Milliseconds. The console shows the last login to the minute, and most logins leave the row and its index as they are. */
const LOGIN_STEP_MS = 60_000;

const setLastLogin = fixedQuery<{ user: string; at: number; before: number }>()((db, value) =>
  db
    .updateTable("people_index")
    .set({ last_login_at: value("at") })
    .where("user_id", "=", value("user"))
    .where("last_login_at", "<", value("before")),
);

/** Records a login. It comes last in its transaction: two logins of one person wait for each other here. */
export async function markLogin(trx: Trx, userId: string, now: number): Promise<void> {
  await setLastLogin(trx, { user: userId, at: now, before: now - LOGIN_STEP_MS });
}
