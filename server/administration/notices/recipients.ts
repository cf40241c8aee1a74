import type { Trx } from "../../platform/store/database.ts";
import type { NewNotice, NoticeFacts, NoticeKind } from "./notice.ts";

/** What is said of it beside whom it concerns. */
export type Circumstances = Omit<NoticeFacts, "person">;

const columns = ["id", "name", "display_name", "email"] as const;

/** For the person it concerns; none where there is no address, or where they have left. */
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

/** For the person it concerns, at the address that was theirs until now. */
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

/** For every owner and administrator with an address. @param userId whom it concerns */
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
