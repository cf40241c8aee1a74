import type { AuthenticatorRow, AuthenticatorsQuery } from "@nearside/shared/api/console/authenticators.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { readCursor, writeCursor } from "../../platform/lists/cursor.ts";
import { DEFAULT_LIMIT } from "../../platform/lists/page-of.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { describeAuthenticator } from "../../protocol/passkeys/describe-authenticator.ts";
import { criteriaOf, unfitBecause } from "../../protocol/passkeys/judge-passkey.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { findPasskeyKinds, type PasskeyKind } from "../../protocol/passkeys/passkey-kinds.ts";
import { findPolicy } from "../../register/passkeys/policy-store.ts";

/**
 * Lists one page of the models in use. However many passkeys there are, models are a few hundred: the database counts them along
 * an index, and they are named, sorted and searched here, because the metadata is in memory.
 */
export async function listAuthenticators(
  services: WithClock & WithConfig & WithDb & WithMetadata,
  query: AuthenticatorsQuery,
): Promise<ListAnswer<AuthenticatorRow>> {
  const rows = await authenticatorsLeft(services, query);
  const { sort, order, after, limit = DEFAULT_LIMIT } = query;
  const of = { sort, order, value: sort === "name" || sort === "aaguid" ? "text" : "integer", id: "text" } as const;
  const from = after === undefined ? undefined : readCursor(after, of);
  const rest = from === undefined ? rows : rows.filter((row) => compare(query, keyOf(row, sort), row.aaguid, from) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next =
    last === undefined || rest.length === page.length
      ? null
      : writeCursor(of, { value: keyOf(last, sort), id: last.aaguid });
  return { rows: page, next, total: rows.length };
}

/** Every row that the filters leave, in the order of the query. */
export async function authenticatorsLeft(
  services: WithClock & WithConfig & WithDb & WithMetadata,
  query: AuthenticatorsQuery,
): Promise<AuthenticatorRow[]> {
  const { policy } = await findPolicy(services.db);
  const judge = criteriaOf(services, policy);
  const kinds = Map.groupBy(await findPasskeyKinds(services.db), ({ aaguid }) => aaguid);
  const rows = [...kinds].map(([aaguid, ofModel]) =>
    rowOf(services, aaguid, ofModel, (kind) => unfitBecause(kind, judge) !== undefined),
  );
  const sought = query.q.trim().toLowerCase();
  return rows
    .filter(
      (row) => `${row.name ?? ""} ${row.aaguid}`.toLowerCase().includes(sought) && isOfStanding(row, query.standing),
    )
    .sort((a, b) => compare(query, keyOf(a, query.sort), a.aaguid, { value: keyOf(b, query.sort), id: b.aaguid }));
}

function rowOf(
  services: WithClock & WithMetadata,
  aaguid: string,
  kinds: readonly PasskeyKind[],
  isUnfit: (kind: PasskeyKind) => boolean,
): AuthenticatorRow {
  const isAttested = (kind: PasskeyKind) => kind.attestation_verdict === "attested";
  const count = (those: (kind: PasskeyKind) => boolean) =>
    kinds.filter(those).reduce((sum, kind) => sum + kind.count, 0);
  const { name, icon, certification, compromise } = describeAuthenticator(services, {
    aaguid,
    attestation_verdict: "",
  });
  const counts = { passkeys: count(() => true), attested: count(isAttested), unfit: count(isUnfit) };
  return { aaguid, name, icon, certification, compromise, ...counts };
}

function isOfStanding(row: AuthenticatorRow, standing: AuthenticatorsQuery["standing"]): boolean {
  switch (standing) {
    case "attested":
      return row.attested > 0;
    case "not_attested":
      return row.attested < row.passkeys;
    case "unfit":
      return row.unfit > 0;
    case "compromised":
      return row.compromise !== null;
    case undefined:
      return true;
  }
}

/** Models without a name sort after those with one. */
const keyOf = (row: AuthenticatorRow, sort: AuthenticatorsQuery["sort"]): string | number =>
  sort === "name" ? (row.name?.toLowerCase() ?? "\u{10ffff}") : row[sort];

function compare(
  { order }: AuthenticatorsQuery,
  value: string | number,
  id: string,
  other: { readonly value: string | number; readonly id: string | number },
): number {
  const byValue = value === other.value ? 0 : value < other.value ? -1 : 1;
  const byBoth = byValue !== 0 ? byValue : id < other.id ? -1 : id > other.id ? 1 : 0;
  return order === "asc" ? byBoth : -byBoth;
}
