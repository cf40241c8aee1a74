import type { Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import { sql } from "kysely";
import type { Db } from "../../platform/store/database.ts";
import type { KeyState } from "../../platform/store/tables/machine-tables.ts";
import { type PasskeyCriteria, type PasskeyFacts, unfitBecause } from "../../protocol/passkeys/judge-passkey.ts";
import { findPasskeyKinds, isOneOf, LIVE_STATES, type PasskeyKind } from "../../protocol/passkeys/passkey-kinds.ts";

/** The people whom a policy would lock out if every passkey were enrolled again today. */
interface DryRun {
  /** Number of all passkeys that are active or wait to be confirmed. */
  readonly passkeys: number;
  readonly unfit: {
    readonly passkeys: number;
    /** Machines and people with at least one passkey that does not fit. */
    readonly machines: number;
    readonly people: number;
    /** People without a passkey that fits: they could approve nothing once the others are ended. */
    readonly left_without: number;
  };
  readonly reasons: { readonly reason: Unfit; readonly passkeys: number }[];
}

/** One passkey that does not fit. */
interface UnfitPasskey extends PasskeyFacts {
  readonly credential_id: string;
  readonly user: { readonly id: string; readonly name: string; readonly display_name: string };
  readonly machine: { readonly bound_set_id: string; readonly hostname: string };
  readonly reason: Unfit;
}

type UnfitKind = PasskeyKind & { readonly reason: Unfit };

async function findUnfitKinds(db: Db, judge: PasskeyCriteria): Promise<{ all: number; unfit: readonly UnfitKind[] }> {
  const kinds = await findPasskeyKinds(db);
  const unfit = kinds.flatMap((kind) => {
    const reason = unfitBecause(kind, judge);
    return reason === undefined ? [] : [{ ...kind, reason }];
  });
  return { all: kinds.reduce((sum, { count }) => sum + count, 0), unfit };
}

/** Counts the passkeys that do not fit. It changes nothing. */
export async function dryRun(db: Db, judge: PasskeyCriteria): Promise<DryRun> {
  const { all, unfit } = await findUnfitKinds(db, judge);
  const reasons = new Map<Unfit, number>();
  for (const { reason, count } of unfit) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  return {
    passkeys: all,
    unfit: unfit.length === 0 ? { passkeys: 0, machines: 0, people: 0, left_without: 0 } : await countUnfit(db, unfit),
    reasons: [...reasons].map(([reason, passkeys]) => ({ reason, passkeys })).sort((a, b) => b.passkeys - a.passkeys),
  };
}

/** Two queries walk along the index of kinds, and one through the people. It takes half a second for 100,000. */
async function countUnfit(db: Db, unfit: readonly UnfitKind[]): Promise<DryRun["unfit"]> {
  const isUnfit = isOneOf(unfit);
  const whose = await sql<{ machines: string | number; people: string | number }>`
    select count(distinct p.bound_set_id) as machines, count(distinct b.user_id) as people
    from passkeys p join bound_sets b on b.id = p.bound_set_id
    where p.state in (${sql.join(LIVE_STATES)}) and ${isUnfit}`.execute(db);
  const without = await sql<{ people: string | number }>`
    select count(*) as people from (
      select b.user_id from bound_sets b join passkeys p on p.bound_set_id = b.id
      where p.state in (${sql.join(LIVE_STATES)})
      group by b.user_id having sum(case when ${isUnfit} then 0 else 1 end) = 0
    ) as left_without`.execute(db);
  return {
    passkeys: unfit.reduce((sum, { count }) => sum + count, 0),
    machines: Number(whose.rows[0]?.machines),
    people: Number(whose.rows[0]?.people),
    left_without: Number(without.rows[0]?.people),
  };
}

/** A page begins after this passkey of this person. */
interface AfterUnfit {
  readonly name: string;
  readonly credential_id: string;
}

/**
 * Finds the passkeys that do not fit, sorted by name of the person.
 *
 * @param states of the passkeys
 */
export async function findUnfit(
  db: Db,
  judge: PasskeyCriteria,
  limit: number,
  {
    states = LIVE_STATES,
    after,
  }: { readonly states?: readonly KeyState[]; readonly after?: AfterUnfit | undefined } = {},
): Promise<readonly UnfitPasskey[]> {
  const { unfit } = await findUnfitKinds(db, judge);
  if (unfit.length === 0) return [];
  const page =
    after === undefined
      ? sql``
      : sql`and (u.name > ${after.name} or (u.name = ${after.name} and p.credential_id > ${after.credential_id}))`;
  const { rows } = await sql<UnfitRow>`
    select p.credential_id, p.aaguid, p.attestation_format, p.attestation_verdict, p.backup_eligible,
      b.id as bound_set_id, u.id as user_id, u.name, u.display_name, d.hostname
    from passkeys p
      join bound_sets b on b.id = p.bound_set_id
      join users u on u.id = b.user_id
      left join devices d on d.bound_set_id = b.id
    where p.state in (${sql.join(states)}) and ${isOneOf(unfit)} ${page}
    order by u.name, p.credential_id limit ${limit}`.execute(db);
  return rows.map((row) => unfitOf(row, judge)).filter((one) => one !== undefined);
}

interface UnfitRow {
  readonly credential_id: string;
  readonly aaguid: string;
  readonly attestation_format: string;
  readonly attestation_verdict: string;
  readonly backup_eligible: number;
  readonly bound_set_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly display_name: string;
  readonly hostname: string | null;
}

function unfitOf(row: UnfitRow, judge: PasskeyCriteria): UnfitPasskey | undefined {
  const { credential_id, aaguid, attestation_format, attestation_verdict } = row;
  const facts = { aaguid, attestation_format, attestation_verdict, backup_eligible: row.backup_eligible === 1 };
  const reason = unfitBecause(facts, judge);
  if (reason === undefined) return undefined;
  const user = { id: row.user_id, name: row.name, display_name: row.display_name };
  return {
    credential_id,
    ...facts,
    user,
    machine: { bound_set_id: row.bound_set_id, hostname: row.hostname ?? "" },
    reason,
  };
}
