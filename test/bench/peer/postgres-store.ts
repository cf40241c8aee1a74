import type { Adapter, AdapterPayload } from "oidc-provider";
import { Pool, type QueryResultRow } from "pg";
import { nowInSeconds, type PasskeyStore, type PeerStore } from "./peer-store.ts";

// The storage of oidc-provider: PostgreSQL with named statements, which each connection prepares once. Every commit is on the disk.

const TABLES = `
create table if not exists records (
  model text not null, id text not null, payload text not null, grant_id text, user_code text, uid text,
  expires_at bigint, consumed_at bigint, primary key (model, id));
create index if not exists records_by_grant_id on records (grant_id) where grant_id is not null;
create index if not exists records_by_user_code on records (user_code) where user_code is not null;
create index if not exists records_by_uid on records (uid) where uid is not null;
create table if not exists passkeys
  (id text primary key, owner text not null, public_key text not null, counter bigint not null);
`;
/** Our own server's number (NEARSIDE_DATABASE_CONNECTIONS). */
const CONNECTIONS = 10;

type Ask = (name: string, text: string, values: readonly unknown[]) => Promise<readonly QueryResultRow[]>;

export async function openPostgresStore(url: string): Promise<PeerStore> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  await pool.query(TABLES);
  const ask: Ask = async (name, text, values) => (await pool.query({ name, text, values: [...values] })).rows;
  return { adapters: (model) => adapterOf(model, ask), passkeys: passkeysOf(ask), close: () => pool.end() };
}

function adapterOf(model: string, ask: Ask): Adapter {
  const columns = "payload, expires_at, consumed_at";
  const one = ([row]: readonly QueryResultRow[]): AdapterPayload | undefined => {
    if (row === undefined) return undefined;
    const { payload, expires_at, consumed_at } = row;
    if (expires_at !== null && Number(expires_at) <= nowInSeconds()) return undefined;
    const read: AdapterPayload = JSON.parse(String(payload));
    return consumed_at === null ? read : { ...read, consumed: Number(consumed_at) };
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      const { grantId = null, userCode = null, uid = null } = payload;
      const expiresAt = typeof expiresIn === "number" ? nowInSeconds() + expiresIn : null;
      await ask(
        "upsert",
        `insert into records values ($1, $2, $3, $4, $5, $6, $7, null) on conflict (model, id) do update set
         payload = excluded.payload, grant_id = excluded.grant_id, user_code = excluded.user_code, uid = excluded.uid,
         expires_at = excluded.expires_at`,
        [model, id, JSON.stringify(payload), grantId, userCode, uid, expiresAt],
      );
    },
    find: async (id) =>
      one(await ask("find", `select ${columns} from records where model = $1 and id = $2`, [model, id])),
    findByUid: async (uid) =>
      one(await ask("by uid", `select ${columns} from records where model = $1 and uid = $2`, [model, uid])),
    findByUserCode: async (code) =>
      one(await ask("by code", `select ${columns} from records where model = $1 and user_code = $2`, [model, code])),
    consume: async (id) =>
      void (await ask("consume", "update records set consumed_at = $1 where model = $2 and id = $3", [
        nowInSeconds(),
        model,
        id,
      ])),
    destroy: async (id) => void (await ask("destroy", "delete from records where model = $1 and id = $2", [model, id])),
    revokeByGrantId: async (grantId) =>
      void (await ask("revoke", "delete from records where grant_id = $1", [grantId])),
  };
}

const passkeysOf = (ask: Ask): PasskeyStore => ({
  add: async ({ id, user, publicKey }) =>
    void (await ask("add passkey", "insert into passkeys values ($1, $2, $3, 0) on conflict do nothing", [
      id,
      user,
      publicKey,
    ])),
  find: async (id) => {
    const [row] = await ask("find passkey", "select * from passkeys where id = $1", [id]);
    return (
      row && { id, user: String(row["owner"]), publicKey: String(row["public_key"]), counter: Number(row["counter"]) }
    );
  },
  idsOf: async (user) =>
    (await ask("passkeys of", "select id from passkeys where owner = $1", [user])).map(({ id }) => id),
  count: async (id, counter) =>
    void (await ask("count passkey", "update passkeys set counter = $1 where id = $2", [counter, id])),
});
