import type { PoliciesQuery, PolicyVersion } from "@nearside/shared/api/console/authenticators.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import * as v from "valibot";
import { actorSchema } from "../../platform/audit/actor.ts";
import { readCursor, writeCursor } from "../../platform/lists/cursor.ts";
import { DEFAULT_LIMIT } from "../../platform/lists/page-of.ts";
import type { Db } from "../../platform/store/database.ts";
import { countPolicies, findPolicies, findPolicy, type PublishedPolicy } from "../../register/passkeys/policy-store.ts";
import { findUsers } from "../../register/people/users.ts";

/** Lists the versions with their authors, sorted by age: ascending is the newest first. */
export async function listPolicies(
  db: Db,
  { order, sort, after, limit = DEFAULT_LIMIT }: PoliciesQuery,
): Promise<ListAnswer<PolicyVersion>> {
  const of = { sort, order, value: "integer", id: "integer" } as const;
  const from = after === undefined ? undefined : Number(readCursor(after, of).id);
  const found = await findPolicies(db, limit + 1, { newestFirst: order === "asc", from });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next =
    last === undefined || found.length === page.length
      ? null
      : writeCursor(of, { value: last.version, id: last.version });
  return { rows: await withAuthors(db, page), next, total: await countPolicies(db) };
}

/** Finds the policy that is active, with its author. */
export async function currentPolicy(db: Db): Promise<PolicyVersion> {
  const [current] = await withAuthors(db, [await findPolicy(db)]);
  if (current === undefined) throw new Error("the active policy was not read");
  return current;
}

async function withAuthors(db: Db, policies: readonly PublishedPolicy[]): Promise<PolicyVersion[]> {
  const authors = policies.map(({ actor }) => authorOf(actor));
  const users = await findUsers(
    db,
    authors.filter((id) => id !== null),
  );
  return policies.map((one, at) => ({
    version: one.version,
    policy: one.policy,
    note: one.note,
    by: users.get(authors[at] ?? "")?.name ?? null,
    created_at: one.createdAt,
    ends_unfit: one.endsUnfit,
    ended_at: one.endedAt,
  }));
}

/**
 * Finds the author in a stored actor.
 *
 * @param actor JSON; null for version 0
 */
function authorOf(actor: string | null): string | null {
  if (actor === null) return null;
  const by = v.parse(actorSchema, JSON.parse(actor));
  return by.kind === "person" ? by.userId : null;
}
