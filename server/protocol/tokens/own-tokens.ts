import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { OwnToken, OwnTokensQuery } from "@nearside/shared/api/console/own-tokens.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { sql } from "kysely";
import * as v from "valibot";
import type { WithConfig } from "../../platform/config/config.ts";
import { countOf, integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { areFoundationsActive, isEndedByItself, isKnownProgram } from "../../register/tokens/token-foundations.ts";

const ORDER: Ordering<OwnTokensQuery["sort"]> = {
  columns: {
    created_at: integerColumn("token_families.created_at"),
    expires_at: integerColumn("token_families.expires_at"),
  },
  id: textColumn("token_families.id"),
};

/**
 * Selects the families of that person that are active by `token-foundations.ts`, and those of a machine that is quarantined,
 * since they count again once it is released.
 */
const activeTokens = ({ clock, config, db }: WithClock & WithConfig & WithDb, userId: string) =>
  db
    .selectFrom("token_families")
    .innerJoin("devices", "devices.jkt", "token_families.device_jkt")
    .where("token_families.user_id", "=", userId)
    .where("token_families.state", "=", "active")
    .where("token_families.expires_at", ">", clock())
    .where(areFoundationsActive({ devices: ["quarantined"] }))
    .where(isKnownProgram(sql.ref("token_families.client_id"), config));

/** Counts the families of that person that are active now. */
export const countOwnTokens = (services: WithClock & WithConfig & WithDb, userId: string): Promise<number> =>
  countOf(activeTokens(services, userId).where("devices.state", "=", "active").select("token_families.id"));

/** Lists a page of the tokens from that person's logins that are still active. `q` is a program's id, or a login's. */
export async function listOwnTokens(
  services: WithClock & WithConfig & WithDb,
  userId: string,
  query: OwnTokensQuery,
): Promise<ListAnswer<OwnToken>> {
  const all = activeTokens(services, userId)
    .innerJoin("logins", "logins.id", "token_families.login_id")
    .select(["token_families.id", "token_families.login_id", "token_families.client_id", "token_families.scope"])
    .select(["token_families.data", "token_families.bound_set_id", "devices.hostname", "devices.state"])
    .select(["token_families.created_at", "token_families.expires_at", "logins.facts"]);
  const { q } = query;
  const found =
    q === ""
      ? all
      : all.where((eb) => eb.or([eb("token_families.client_id", "=", q), eb("token_families.login_id", "=", q)]));
  const { rows, next, total } = await pageOf(services.db, found, ORDER, query);
  const tokens = await accessTokensOf(
    services,
    rows.map(({ id }) => id),
  );
  return {
    rows: rows.map((row) => {
      const mine = tokens.get(row.id) ?? [];
      return {
        id: row.id,
        login: row.login_id,
        client: { id: row.client_id, name: readFacts(row.facts).client.name },
        scope: row.scope,
        resource: v.parse(grantSchema, JSON.parse(row.data)).audience,
        machine: { id: row.bound_set_id, hostname: row.hostname, is_quarantined: row.state === "quarantined" },
        created_at: row.created_at,
        expires_at: row.expires_at,
        access_tokens: mine.slice(0, MOST_SHOWN),
        access_tokens_total: mine.length,
      };
    }),
    next,
    total,
  };
}
const grantSchema = v.object({ audience: v.array(v.string()) });
const MOST_SHOWN = 10;

type Shown = OwnToken["access_tokens"][number];

/** Finds the access tokens of each family that are still good, the newest first. */
async function accessTokensOf(
  { clock, config, db }: WithClock & WithConfig & WithDb,
  families: readonly string[],
): Promise<ReadonlyMap<string, readonly Shown[]>> {
  const found = new Map<string, Shown[]>();
  for (const token of await goodTokens({ clock, config, db }, families)) {
    const { family_id, ...shown } = token;
    const others = found.get(family_id);
    if (others === undefined) found.set(family_id, [shown]);
    else others.push(shown);
  }
  return found;
}

/** Finds the good access tokens of the families. They live for minutes, so there are a few of each family. */
async function goodTokens(
  { clock, config, db }: { readonly db: Db } & WithClock & WithConfig & WithDb,
  families: readonly string[],
) {
  if (families.length === 0) return [];
  return db
    .selectFrom("access_tokens as token")
    .select(["token.family_id", "token.actor", "token.created_at", "token.expires_at"])
    .where("token.family_id", "in", families)
    .where("token.expires_at", ">", clock())
    .where(sql<boolean>`not ${isEndedByItself(config)}`)
    .orderBy("token.created_at", "desc")
    .orderBy("token.jti")
    .execute();
}
