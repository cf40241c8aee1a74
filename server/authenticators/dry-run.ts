import type { Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import { sql } from "kysely";
import type { Db } from "../store/database.ts";
import type { KeyState } from "../store/tables/directory-tables.ts";
import { type Judge, type PasskeyFacts, unfitBecause } from "./judge-passkey.ts";
import { findPasskeyKinds, kindsTable, LIVE_STATES, OF_KIND, type PasskeyKind } from "./passkey-kinds.ts";

/** Whom a policy would shut out, were every passkey enrolled anew today. */
export interface DryRun {
  /** Of all that are in force or wait. */
  readonly passkeys: number;
  readonly unfit: {
    readonly passkeys: number;
    /** Machines and people with at least one passkey that does not fit. */
    readonly machines: number;
    readonly people: number;
    /** People who have none that fits: ended, they could approve nothing. */
    readonly left_without: number;
  };
  readonly reasons: readonly { readonly reason: Unfit; readonly passkeys: number }[];
}

/** One passkey that does not fit. */
export interface UnfitPasskey extends PasskeyFacts {
  readonly credential_id: string;
  readonly user: { readonly id: string; readonly name: string; readonly display_name: string };
  readonly machine: { readonly bound_set_id: string; readonly hostname: string };
  readonly reason: Unfit;
}

type UnfitKind = PasskeyKind & { readonly reason: Unfit };

async function findUnfitKinds(db: Db, judge: Judge): Promise<{ all: number; unfit: readonly UnfitKind[] }> {
  const kinds = await findPasskeyKinds(db);
  const unfit = kinds.flatMap((kind) => {
    const reason = unfitBecause(kind, judge);
    return reason === undefined ? [] : [{ ...kind, reason }];
  });
  return { all: kinds.reduce((sum, { count }) => sum + count, 0), unfit };
}

/** Counts, and changes nothing. */
export async function dryRun(db: Db, judge: Judge): Promise<DryRun> {
  const { all, unfit } = await findUnfitKinds(db, judge);
  const reasons = new Map<Unfit, number>();
  for (const { reason, count } of unfit) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  return {
    passkeys: all,
    unfit: unfit.length === 0 ? { passkeys: 0, machines: 0, people: 0, left_without: 0 } : await countUnfit(db, unfit),
    reasons: [...reasons].map(([reason, passkeys]) => ({ reason, passkeys })).sort((a, b) => b.passkeys - a.passkeys),
  };
}

async function countUnfit(db: Db, unfit: readonly UnfitKind[]): Promise<DryRun["unfit"]> {
  const { rows } = await sql<Readonly<Record<keyof DryRun["unfit"], string | number | null>>>`
    with ${kindsTable(unfit)},
    sets as (
      select p.bound_set_id, count(*) as passkeys, count(k.aaguid) as unfit
      from passkeys p left join kinds k on ${OF_KIND}
      where p.state in ('active', 'pending') group by p.bound_set_id
    ),
    people as (
      select b.user_id, sum(s.passkeys) as passkeys, sum(s.unfit) as unfit, sum(case when s.unfit > 0 then 1 else 0 end) as machines
      from sets s join bound_sets b on b.id = s.bound_set_id group by b.user_id
    )
    select sum(unfit) as passkeys, sum(machines) as machines, sum(case when unfit > 0 then 1 else 0 end) as people,
      sum(case when unfit = passkeys then 1 else 0 end) as left_without
    from people`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("a sum has one row");
  const { passkeys, machines, people, left_without } = row;
  return {
    passkeys: Number(passkeys),
    machines: Number(machines),
    people: Number(people),
    left_without: Number(left_without),
  };
}

/** Where a page of them begins: after that passkey of that person. */
export interface AfterUnfit {
  readonly name: string;
  readonly credential_id: string;
}

/** Those that do not fit, by their people's names. @param states of the passkeys */
export async function findUnfit(
  db: Db,
  judge: Judge,
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
    with ${kindsTable(unfit)}
    select p.credential_id, p.aaguid, p.attestation_format, p.attestation_verdict, p.backup_eligible,
      b.id as bound_set_id, u.id as user_id, u.name, u.display_name, d.hostname
    from passkeys p
      join kinds k on ${OF_KIND}
      join bound_sets b on b.id = p.bound_set_id
      join users u on u.id = b.user_id
      left join devices d on d.bound_set_id = b.id
    where p.state in (${sql.join(states)}) ${page}
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

function unfitOf(row: UnfitRow, judge: Judge): UnfitPasskey | undefined {
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
