import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Logins that are converted at a time, so that memory holds a few of them however many there are. */
const AT_A_TIME = 200;
/** Begins a proof that is JSON (see `packingBy`). */
const PLAIN = "\0";

/**
 * Moves the evidence of each redeemed login into the login's own row, as its proof. Until now, the row and its evidence had most texts
 * twice. Proofs of before stay JSON; a login that is redeemed from now on is packed.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("logins").addColumn("proof", ddl.bytes).execute();
  await db.schema.alterTable("logins").addColumn("facts_erased_at", ddl.integer).execute();
  let after = "";
  for (;;) {
    const { rows } = await sql<Row>`
      select evidence.login_id, evidence.data as evidence, logins.data as login
      from evidence join logins on logins.id = evidence.login_id
      where evidence.login_id > ${after} order by evidence.login_id limit ${sql.lit(AT_A_TIME)}`.execute(db);
    for (const row of rows) await settle(db, row);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.login_id;
  }
  await db.schema.dropTable("evidence").execute();
}

interface Row {
  readonly login_id: string;
  /** JSON */
  readonly evidence: string;
  /** JSON */
  readonly login: string;
}

interface Evidence {
  readonly chain: {
    readonly device_statement: string;
    readonly request: string;
    readonly rests_on?: unknown;
    readonly access_token: string;
  };
  readonly earlier?: unknown;
  readonly rp_id: string;
  readonly origin: string;
  readonly jwks: { readonly keys: readonly { readonly kid: string }[] };
}

interface Settled {
  readonly meeting: unknown;
  readonly approval: { readonly security_key?: { readonly id: string } };
}

async function settle(db: Kysely<unknown>, { login_id, evidence, login }: Row): Promise<void> {
  const { chain, earlier, rp_id, origin, jwks }: Evidence = JSON.parse(evidence);
  const { meeting, approval }: Settled = JSON.parse(login);
  const { device_statement, request, rests_on, access_token } = chain;
  const kids = jwks.keys.map(({ kid }) => kid);
  const proof = { device_statement, request, meeting, approval, access_token, rests_on, earlier, rp_id, origin, kids };
  const bytes = new TextEncoder().encode(`${PLAIN}${JSON.stringify(proof)}`);
  const data = JSON.stringify({ second_touch: approval.security_key?.id });
  await sql`update logins set proof = ${bytes}, data = ${data}, device_statement = '', request = ''
    where id = ${login_id}`.execute(db);
}
