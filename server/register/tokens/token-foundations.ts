import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { type RawBuilder, sql } from "kysely";
import type { Client } from "../../platform/config/clients/client.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Database } from "../../platform/store/database.ts";

// This file lists the foundations of a token, once. The rule is read in two directions: from one token to everything on which it depends
// (active-tokens.ts), and from each thing that is no longer active to the tokens of a list (ended-places.ts), which costs
// next to nothing while there are few.

/** Every reason for which a token is no longer active, with the place that the security log names. */
export const INVALID_REASONS = {
  bound_set_pending: "bound_set",
  bound_set_revoked: "bound_set",
  device_quarantined: "device",
  device_revoked: "device",
  user_inactive: "user",
  extension_revoked: "extension",
  passkey_revoked: "passkey",
  client_unknown: "client_id",
  credential_revoked: "token_family",
} as const satisfies Partial<Record<RefusalCode, string>>;
type InvalidReason = keyof typeof INVALID_REASONS;
export const isInvalidReason = (code: string): code is InvalidReason => Object.hasOwn(INVALID_REASONS, code);

interface Foundation {
  readonly code: InvalidReason;
  readonly table: keyof Database;
  readonly key: string;
  /** Column of `token_families`. */
  readonly column: string;
  /** Column of both that finds a thing's families by an index. */
  readonly by?: string;
}

/** Each is active while its `state` is `active`. A refusal names the first of them that is not. */
export const FOUNDATIONS: readonly Foundation[] = [
  { code: "bound_set_revoked", table: "bound_sets", key: "id", column: "bound_set_id" },
  { code: "device_revoked", table: "devices", key: "jkt", column: "device_jkt", by: "bound_set_id" },
  { code: "user_inactive", table: "users", key: "id", column: "user_id" },
  { code: "extension_revoked", table: "extensions", key: "jkt", column: "extension_jkt", by: "bound_set_id" },
  { code: "passkey_revoked", table: "passkeys", key: "credential_id", column: "credential_id", by: "bound_set_id" },
];

/**
 * A condition: all foundations of the family are active. The query calls the family `token_families`.
 *
 * @param also further states of a foundation that the query accepts
 */
export const areFoundationsActive = (
  also: Partial<Record<Foundation["table"], readonly string[]>> = {},
): RawBuilder<boolean> => {
  const active = FOUNDATIONS.map(
    ({ table, key, column }) =>
      sql`exists (select 1 from ${sql.table(table)} as foundation
        where ${sql.ref(`foundation.${key}`)} = ${sql.ref(`token_families.${column}`)}
        and foundation.state in (${sql.join(["active", ...(also[table] ?? [])])}))`,
  );
  return sql<boolean>`(${sql.join(active, sql` and `)})`;
};

type Registered = Pick<Config, "clients" | "resourceServers">;

/** A condition: the program that logged in is still registered. @param id expression of its id */
export const isKnownProgram = (id: RawBuilder<unknown>, { clients }: Registered): RawBuilder<boolean> =>
  isOneOf(id, "command_line", clients);

/** A condition: the token was ended by itself, or its actor (RFC 8693) was removed. `token` is a row of `access_tokens`. */
export const isEndedByItself = ({ resourceServers }: Registered): RawBuilder<boolean> =>
  sql<boolean>`(token.state <> 'active' or
    (token.actor is not null and not ${isOneOf(sql.ref("token.actor"), "resource_server", resourceServers)}))`;

/** The clients of the configuration file, or registered and active, as `findClient` finds them. */
const isOneOf = (id: RawBuilder<unknown>, kind: Client["kind"], written: readonly Pick<Client, "id">[]) => {
  const registered = sql`exists (select 1 from clients
    where clients.id = ${id} and clients.kind = ${sql.lit<string>(kind)} and clients.state = 'active')`;
  if (written.length === 0) return sql<boolean>`(${registered})`; // not every database takes `in ()`
  return sql<boolean>`(${id} in (${sql.join(written.map((client) => client.id))}) or ${registered})`;
};

/**
 * `lineage (jti, ancestor)`: for each of these tokens every one that it was exchanged for, however many exchanges ago; and
 * `orphan (jti)`: those with an ancestor that ended. One that is no longer stored has ended: no token outlives the one that
 * it was exchanged for.
 *
 * @param these a condition on `access_tokens as token`
 */
export const orphansOf = (these: RawBuilder<unknown>, registered: Registered): RawBuilder<unknown> => sql`
  lineage (jti, ancestor) as (
    select token.jti, token.parent from access_tokens as token where ${these} and token.parent is not null
    union all
    select lineage.jti, token.parent from lineage join access_tokens as token on token.jti = lineage.ancestor
      where token.parent is not null
  ),
  orphan (jti) as (
    select lineage.jti from lineage left join access_tokens as token on token.jti = lineage.ancestor
      where token.jti is null or ${isEndedByItself(registered)}
  )`;
