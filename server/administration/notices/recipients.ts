import type { Trx } from "../../platform/store/database.ts";
import { findNamedPeople } from "../../register/people/named-people.ts";
import type { NewNotice, NoticeFacts, NoticeKind } from "./notice.ts";

/** The facts of a notice, except the person concerned. */
export type Circumstances = Omit<NoticeFacts, "person">;

/** At most this many people of a group get mail; the page lists it for all of them. */
const MOST_RECIPIENTS = 100;

const columns = ["id", "name", "display_name", "email"] as const;

/** Makes the notice for the person concerned, or none if they have no address or have left. */
export async function toPerson(
  trx: Trx,
  kind: NoticeKind,
  userId: string,
  circumstances: Circumstances,
): Promise<readonly NewNotice[]> {
  const person = await trx
    .selectFrom("users")
    .select(columns)
    .where("id", "=", userId)
    .where("state", "<>", "offboarded")
    .executeTakeFirst();
  if (person === undefined || person.email === null) return [];
  const facts = { ...circumstances, person: { name: person.name, display_name: person.display_name } };
  return [{ kind, userId, address: person.email, facts }];
}

/** Makes the notice for the person concerned, to the address that was theirs until now. */
export async function toFormerAddress(
  trx: Trx,
  kind: NoticeKind,
  userId: string,
  address: string,
  circumstances: Circumstances,
): Promise<readonly NewNotice[]> {
  const person = await trx.selectFrom("users").select(columns).where("id", "=", userId).executeTakeFirst();
  if (person === undefined) return [];
  const facts = { ...circumstances, person: { name: person.name, display_name: person.display_name } };
  return [{ kind, userId, address, facts }];
}

/**
 * Makes the notice for everybody whom those names (`group:leads`, `user:bob`) mean, who can approve and has an address, but for the person
 * concerned.
 */
export async function toNamed(
  trx: Trx,
  kind: NoticeKind,
  userId: string,
  names: readonly string[],
  circumstances: Circumstances,
): Promise<readonly NewNotice[]> {
  const person = await trx.selectFrom("users").select(columns).where("id", "=", userId).executeTakeFirst();
  if (person === undefined) return [];
  const facts = { ...circumstances, person: { name: person.name, display_name: person.display_name } };
  const named = (await findNamedPeople(trx, names)).filter(({ id }) => id !== userId);
  const notices = named.flatMap(({ id, email }) =>
    email === null ? [] : [{ kind, userId: id, address: email, facts }],
  );
  return notices.slice(0, MOST_RECIPIENTS); // people without an address take nobody's place
}

/**
 * Makes the notice for every owner and administrator with an address.
 *
 * @param userId the person concerned
 */
export async function toAdministrators(
  trx: Trx,
  kind: NoticeKind,
  userId: string,
  circumstances: Circumstances,
): Promise<readonly NewNotice[]> {
  const person = await trx.selectFrom("users").select(columns).where("id", "=", userId).executeTakeFirst();
  if (person === undefined) return [];
  const administrators = await trx
    .selectFrom("users")
    .select(columns)
    .where("role", "in", ["administrator", "owner"])
    .where("state", "=", "active")
    .where("email", "is not", null)
    .orderBy("id")
    .execute();
  const facts = { ...circumstances, person: { name: person.name, display_name: person.display_name } };
  return administrators.flatMap(({ id, email }) =>
    email === null ? [] : [{ kind, userId: id, address: email, facts }],
  );
}
