import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Adapter, AdapterPayload } from "oidc-provider";

// The storage of oidc-provider: SQLite with statements prepared once, as durable as our own server's.

const TABLE = `
create table if not exists records (
  model text not null, id text not null, payload text not null, grant_id text, user_code text, uid text,
  expires_at integer, consumed_at integer, primary key (model, id)) strict, without rowid;
create index if not exists records_by_grant_id on records (grant_id) where grant_id is not null;
create index if not exists records_by_user_code on records (user_code) where user_code is not null;
create index if not exists records_by_uid on records (uid) where uid is not null;
`;

interface Statements {
  readonly upsert: StatementSync;
  readonly find: StatementSync;
  readonly findByUid: StatementSync;
  readonly findByUserCode: StatementSync;
  readonly consume: StatementSync;
  readonly destroy: StatementSync;
  readonly revoke: StatementSync;
}

/** @param database WAL, synchronous FULL */
export function sqliteAdapters(database: DatabaseSync): (model: string) => Adapter {
  database.exec(TABLE);
  const columns = "payload, expires_at, consumed_at";
  const statements: Statements = {
    upsert: database.prepare(
      `insert into records values (?, ?, ?, ?, ?, ?, ?, null) on conflict (model, id) do update set
       payload = excluded.payload, grant_id = excluded.grant_id, user_code = excluded.user_code, uid = excluded.uid,
       expires_at = excluded.expires_at`,
    ),
    find: database.prepare(`select ${columns} from records where model = ? and id = ?`),
    findByUid: database.prepare(`select ${columns} from records where model = ? and uid = ?`),
    findByUserCode: database.prepare(`select ${columns} from records where model = ? and user_code = ?`),
    consume: database.prepare("update records set consumed_at = ? where model = ? and id = ?"),
    destroy: database.prepare("delete from records where model = ? and id = ?"),
    revoke: database.prepare("delete from records where grant_id = ?"),
  };
  return (model) => adapterOf(model, statements);
}

const now = (): number => Math.floor(Date.now() / 1000);

function adapterOf(model: string, statements: Statements): Adapter {
  const one = (row: ReturnType<StatementSync["get"]>): AdapterPayload | undefined => {
    if (row === undefined) return undefined;
    const { payload, expires_at, consumed_at } = row;
    if (typeof expires_at === "number" && expires_at <= now()) return undefined;
    const read: AdapterPayload = JSON.parse(String(payload));
    return typeof consumed_at === "number" ? { ...read, consumed: consumed_at } : read;
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      const { grantId = null, userCode = null, uid = null } = payload;
      const expiresAt = typeof expiresIn === "number" ? now() + expiresIn : null;
      statements.upsert.run(model, id, JSON.stringify(payload), grantId, userCode, uid, expiresAt);
    },
    find: async (id) => one(statements.find.get(model, id)),
    findByUid: async (uid) => one(statements.findByUid.get(model, uid)),
    findByUserCode: async (userCode) => one(statements.findByUserCode.get(model, userCode)),
    consume: async (id) => void statements.consume.run(now(), model, id),
    destroy: async (id) => void statements.destroy.run(model, id),
    revokeByGrantId: async (grantId) => void statements.revoke.run(grantId),
  };
}
