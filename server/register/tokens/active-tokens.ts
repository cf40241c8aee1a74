import { refuse } from "@nearside/shared/chain/refusal.ts";
import { type KeyStorage, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { type PublicJwk, publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import { type RawBuilder, sql } from "kysely";
import * as v from "valibot";
import type { Config } from "../../platform/config/config.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { together } from "../../platform/store/together.ts";
import type { Clock } from "../../platform/surroundings.ts";
import { holdActive } from "../clients/find-client.ts";
import { lockParty } from "../machines/hold-party.ts";
import { type Presented, type PresentedRow, presentedOf } from "./refresh-token-store.ts";
import {
  FOUNDATIONS,
  INVALID_REASONS,
  isEndedByItself,
  isInvalidReason,
  isKnownProgram,
  orphansOf,
} from "./token-foundations.ts";
import { type FamilyRow, lockFamily, type TokenFamily, tokenFamilyOf } from "./token-store.ts";

// This is the one place that judges whether a token is still active (threats R16, R23): redemption, refresh, exchange, introspection
// and userinfo ask it. For a whole list ended-places.ts judges by the same rule.
//
// It judges the present state and does not rely on marks: a token that was written while one of its foundations was being revoked
// is invalid anyway. A token's own time is not judged here, since the token states it.

interface Judged {
  readonly user_id: string;
  readonly jwk: string | null;
  readonly key_storage: string | null;
  readonly backup_eligible: number | null;
  /** The first reason for which it is no longer active; null if it is active. */
  readonly invalid_because: string | null;
}

/** The members of an active family that a step uses to continue. */
export interface ActiveFamily {
  readonly userId: string;
  /** The present storage of the machine's key. */
  readonly keyStorage: KeyStorage;
  /** The passkey that approved, as it was enrolled. */
  readonly passkey: { readonly backup_eligible: boolean };
}

export interface ActiveMachine extends ActiveFamily {
  readonly deviceJwk: PublicJwk;
}

export interface FoundRefreshToken extends Presented {
  /** @throws Refused the first reason for which its family is not active */
  demandActive(): ActiveMachine;
}

/** Judges token families and access tokens. Its queries are made once, since their text holds the programs of the configuration. */
export class ActiveTokens {
  readonly #config: Config;
  readonly #clock: Clock;
  readonly #queries: ReturnType<typeof queriesUnder>;

  constructor(config: Config, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
    this.#queries = queriesUnder(config);
  }

  /**
   * Demands that the family is active, and returns its machine's key.
   *
   * @param db a transaction if the caller's action must be one with the answer
   * @throws Refused the first reason for which it is not active
   */
  async demandFamily(db: Db | Trx, id: string): Promise<ActiveMachine> {
    return machineOf(await this.#demandValidFamily(db, id));
  }

  /**
   * Finds a refresh token with its family, by one query. The caller judges who presents it, and then demands that the family was active
   * when it was read.
   */
  async findRefreshToken(db: Db, hash: string): Promise<FoundRefreshToken | undefined> {
    const [row] = await this.#queries.ofRefreshToken(db, { hash, now: this.#clock() });
    return row && { ...presentedOf(row), demandActive: () => machineOf(demandValid(row)) };
  }

  /**
   * Demands that the family is active in the transaction that relies on it. It stays so until the transaction ends, and no other
   * transaction changes meanwhile which of its tokens count. Call it before any of them is written.
   *
   * @returns the family in its present state, and its members that a step uses
   * @throws Refused the first reason for which it is not active
   */
  async holdFamily(
    trx: Trx,
    { id, clientId, grant }: TokenFamily,
  ): Promise<ActiveFamily & { readonly family: TokenFamily }> {
    const [, , , row] = await together(
      holdActive({ config: this.#config, db: trx }, clientId),
      lockParty(trx, grant.bound_set_id, { extension: grant.extension_jkt, passkey: grant.credential_id }),
      lockFamily(trx, id),
      this.#demandValidFamily(trx, id),
    );
    return { ...activeFamily(row), family: tokenFamilyOf(row) };
  }

  /**
   * Demands that the access token of that `jti` is active; its signature and time were judged before. Its family must be in
   * force, it must not have been ended by itself, and neither may any token that it was exchanged for (RFC 8693).
   *
   * @returns also the number of exchanges, one after the other, that led to it
   * @throws Refused the first reason for which it is not active
   */
  async demandToken(db: Db | Trx, jti: string): Promise<ActiveFamily & { readonly exchanges: number }> {
    const [row] = await this.#queries.ofToken(db, { jti, now: this.#clock() });
    const valid = demandValid(row);
    return { ...activeFamily(valid), exchanges: Number(valid.exchanges) };
  }

  async #demandValidFamily(db: Db | Trx, id: string): Promise<Judged & FamilyRow> {
    return demandValid((await this.#queries.ofFamily(db, { id, now: this.#clock() }))[0]);
  }
}

export interface WithActiveTokens {
  readonly activeTokens: ActiveTokens;
}

const queriesUnder = (config: Config) => ({
  ofFamily: fixedQuery<{ id: string; now: number }>()((db, value) =>
    sql<Judged & FamilyRow>`
      ${judged(sql`family.*`, [], config, value("now"))} where family.id = ${value("id")}`.compile(db),
  ),
  ofRefreshToken: fixedQuery<{ hash: string; now: number }>()((db, value) =>
    sql<Judged & PresentedRow>`
      ${judged(
        sql`family.*, presented.hash, presented.state as token_state, presented.successor, presented.used_at`,
        [],
        config,
        value("now"),
        sql`refresh_tokens as presented join token_families as family on family.id = presented.family_id`,
      )} where presented.hash = ${value("hash")}`.compile(db),
  ),
  ofToken: fixedQuery<{ jti: string; now: number }>()((db, value) => {
    const ended = [
      sql`when ${isEndedByItself(config)} then 'credential_revoked'`,
      sql`when token.jti in (select jti from orphan) then 'credential_revoked'`,
    ];
    const columns = sql`family.user_id, (select count(*) from lineage) as exchanges`;
    return sql<Judged & { readonly exchanges: number }>`
      with recursive ${orphansOf(sql`token.jti = ${value("jti")}`, config)}
      ${judged(columns, ended, config, value("now"))}
      join access_tokens as token on token.family_id = family.id where token.jti = ${value("jti")}`.compile(db);
  }),
});

/**
 * A row that is missing is in no state, so every token that depends on it is invalid.
 *
 * @param columns besides those that say what it gives
 * @param more cases after the family's own
 * @param from the tables in which the family is found
 */
const judged = (
  columns: RawBuilder<unknown>,
  more: readonly RawBuilder<unknown>[],
  config: Config,
  now: number,
  from: RawBuilder<unknown> = sql`token_families as family`,
): RawBuilder<Judged> => {
  const joins = FOUNDATIONS.map(
    ({ table, key, column }) =>
      sql`left join ${sql.table(table)} on ${sql.ref(`${table}.${key}`)} = ${sql.ref(`family.${column}`)}`,
  );
  const cases = [
    sql`when bound_sets.state = 'pending' then 'bound_set_pending'`,
    sql`when devices.state = 'quarantined' then 'device_quarantined'`,
    ...FOUNDATIONS.map(
      ({ code, table }) =>
        sql`when ${sql.ref(`${table}.state`)} is distinct from 'active' then ${sql.lit<string>(code)}`,
    ),
    sql`when not ${isKnownProgram(sql.ref("family.client_id"), config)} then 'client_unknown'`,
    sql`when family.state <> 'active' or family.expires_at <= ${now} then 'credential_revoked'`,
    ...more,
  ];
  return sql<Judged>`select ${columns}, devices.jwk, devices.key_storage, passkeys.backup_eligible,
      case ${sql.join(cases, sql` `)} end as invalid_because
    from ${from} ${sql.join(joins, sql` `)}`;
};

function demandValid<Row extends Judged>(row: Row | undefined): Row {
  if (row === undefined) refuse("credential_revoked", INVALID_REASONS.credential_revoked); // one that is no longer stored has ended
  const { invalid_because: reason } = row;
  if (reason === null) return row;
  if (!isInvalidReason(reason)) throw new Error("a token is invalid for no known reason");
  return refuse(reason, INVALID_REASONS[reason]);
}

const machineOf = (row: Judged): ActiveMachine => ({ ...activeFamily(row), deviceJwk: v.parse(jwkSchema, row.jwk) });

const activeFamily = (row: Judged): ActiveFamily => v.parse(activeSchema, row);

const jwkSchema = v.pipe(v.string(), v.parseJson(), publicJwkSchema);
const activeSchema = v.pipe(
  v.object({
    user_id: v.string(),
    key_storage: keyStorageSchema,
    backup_eligible: v.picklist([0, 1]),
  }),
  v.transform(
    ({ user_id, key_storage, backup_eligible }): ActiveFamily => ({
      userId: user_id,
      keyStorage: key_storage,
      passkey: { backup_eligible: backup_eligible === 1 },
    }),
  ),
);
