import { LEASE_ENDINGS, type Lease, type LeaseEnding, type LeasesQuery } from "@nearside/shared/api/console/leases.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { sql } from "kysely";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../../platform/lists/page-of.ts";
import type { Db } from "../../../platform/store/database.ts";
import { exhaustionOf, MOST_LEASE_TOKENS } from "../../../register/tokens/lease-store.ts";

const ORDER: Ordering<LeasesQuery["sort"]> = {
  columns: { began: integerColumn("leases.created_at"), ends: integerColumn("leases.expires_at") },
  id: textColumn("leases.login_id"),
};

/**
 * Lists a page of the leases of that person, or of all people. `q` is a lease's id. What a lease allows is read from the facts of its login,
 * so what is erased there is gone here too.
 *
 * @param now epoch milliseconds
 */
export async function listLeases(db: Db, query: LeasesQuery, now: number): Promise<ListAnswer<Lease>> {
  const { rows, next, total } = await pageOf(db, selected(db, query, now), ORDER, query);
  return { rows: rows.map((row) => leaseOf(row, now)), next, total };
}

function selected(db: Db, { q, open, person, machine }: LeasesQuery, now: number) {
  let found = db
    .selectFrom("leases")
    .innerJoin("token_families", "token_families.id", "leases.family_id")
    .innerJoin("logins", "logins.id", "leases.login_id")
    .innerJoin("devices", "devices.jkt", "token_families.device_jkt")
    .innerJoin("users", "users.id", "token_families.user_id")
    .selectAll("leases")
    .select(["token_families.state", "token_families.reason", "token_families.client_id", "logins.facts"])
    .select(["token_families.bound_set_id", "devices.hostname", "devices.state as device_state"])
    .select(["users.id as user_id", "users.name as user_name"]);
  if (q !== "") found = found.where("leases.login_id", "=", q);
  if (person !== undefined) found = found.where("token_families.user_id", "=", person);
  if (machine !== undefined) found = found.where("token_families.bound_set_id", "=", machine);
  if (open === undefined) return found;
  const isOpen = sql<boolean>`(token_families.state = 'active' and leases.expires_at > ${now}
    and leases.calls_used < coalesce(leases.calls_allowed, ${sql.lit(MOST_LEASE_TOKENS)})
    and (leases.idle is null or leases.last_used + leases.idle * 1000 >= ${now}))`;
  return found.where(open === "yes" ? isOpen : sql<boolean>`not ${isOpen}`);
}

type Row = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

function leaseOf(row: Row, now: number): Lease {
  const facts = readFacts(row.facts);
  const lease = readLease(facts);
  const { calls_allowed: allowed, calls_used: used } = row;
  return {
    id: row.login_id,
    agent: lease?.agent ?? { name: "", program: "" },
    why: lease?.why ?? null,
    after: lease?.after ?? null,
    client: { id: row.client_id, name: facts.client.name },
    machine: { id: row.bound_set_id, hostname: row.hostname },
    person: { id: row.user_id, name: row.user_name },
    access: (lease?.access ?? []).map(({ resource, scope, tools }) => ({ resource, scope, tools: tools ?? null })),
    calls: { used, left: allowed === null ? null : Math.max(0, allowed - used) },
    began: row.created_at,
    ends: row.expires_at,
    last_used: row.last_used,
    idle: row.idle,
    ...standingOf(row, now),
  };
}

function standingOf(row: Row, now: number): Pick<Lease, "state" | "ended_by"> {
  if (row.state !== "active") return { state: "ended", ended_by: endingOf(row.end_reason ?? row.reason) };
  const exhaustion = exhaustionOf(
    {
      ...{ id: row.login_id, familyId: row.family_id, callsAllowed: row.calls_allowed, callsUsed: row.calls_used },
      ...{ idle: row.idle, lastUsed: row.last_used, expiresAt: row.expires_at, endReason: row.end_reason },
    },
    now,
  );
  if (exhaustion === "lease_over") return { state: "ended", ended_by: "time" };
  if (exhaustion === "lease_idle") return { state: "ended", ended_by: "idle" };
  if (row.device_state === "quarantined") return { state: "quarantined", ended_by: null };
  return { state: exhaustion === "lease_spent" ? "spent" : "active", ended_by: null };
}

/** @param reason as the family's row has it */
const endingOf = (reason: string | null): LeaseEnding | null =>
  reason !== null && isEnding(reason) ? reason : "logged_out";

const isEnding = (reason: string): reason is LeaseEnding => Object.hasOwn(LEASE_ENDINGS, reason);
