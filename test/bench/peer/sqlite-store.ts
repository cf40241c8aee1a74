import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { nowInSeconds, type PasskeyStore, type PeerStore } from "./peer-store.ts";

// The storage of oidc-provider: SQLite with statements prepared once, as durable as our own server's.

const TABLES = `
create table if not exists records (
  model text not null, id text not null, payload text not null, grant_id text, user_code text, uid text,
  expires_at integer, consumed_at integer, primary key (model, id)) strict, without rowid;
create index if not exists records_by_grant_id on records (grant_id) where grant_id is not null;
create index if not exists records_by_user_code on records (user_code) where user_code is not null;
create index if not exists records_by_uid on records (uid) where uid is not null;
create table if not exists passkeys
  (id text primary key, user text not null, public_key text not null, counter integer not null) strict;
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

/** @param folder of the database's files */
export function openSqliteStore(folder: string): PeerStore {
  const database = new DatabaseSync(join(folder, "peer.sqlite"));
  database.exec("pragma journal_mode = wal; pragma synchronous = full");
  database.exec(TABLES);
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
  return {
    adapters: (model) => adapterOf(model, statements),
    passkeys: passkeysIn(database),
    close: async () => database.close(),
  };
}

function adapterOf(model: string, statements: Statements): Adapter {
  const one = (row: ReturnType<StatementSync["get"]>): AdapterPayload | undefined => {
    if (row === undefined) return undefined;
    const { payload, expires_at, consumed_at } = row;
    if (typeof expires_at === "number" && expires_at <= nowInSeconds()) return undefined;
    const read: AdapterPayload = JSON.parse(String(payload));
    return typeof consumed_at === "number" ? { ...read, consumed: consumed_at } : read;
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      const { grantId = null, userCode = null, uid = null } = payload;
      const expiresAt = typeof expiresIn === "number" ? nowInSeconds() + expiresIn : null;
      statements.upsert.run(model, id, JSON.stringify(payload), grantId, userCode, uid, expiresAt);
    },
    find: async (id) => one(statements.find.get(model, id)),
    findByUid: async (uid) => one(statements.findByUid.get(model, uid)),
    findByUserCode: async (userCode) => one(statements.findByUserCode.get(model, userCode)),
    consume: async (id) => void statements.consume.run(nowInSeconds(), model, id),
    destroy: async (id) => void statements.destroy.run(model, id),
    revokeByGrantId: async (grantId) => void statements.revoke.run(grantId),
  };
}

function passkeysIn(database: DatabaseSync): PasskeyStore {
  const add = database.prepare("insert into passkeys values (?, ?, ?, 0) on conflict do nothing");
  const find = database.prepare("select * from passkeys where id = ?");
  const ofUser = database.prepare("select id from passkeys where user = ?");
  const count = database.prepare("update passkeys set counter = ? where id = ?");
  return {
    add: async ({ id, user, publicKey }) => void add.run(id, user, publicKey),
    find: async (id) => {
      const row = find.get(id);
      return (
        row && { id, user: String(row["user"]), publicKey: String(row["public_key"]), counter: Number(row["counter"]) }
      );
    },
    idsOf: async (user) => ofUser.all(user).map(({ id }) => String(id)),
    count: async (id, counter) => void count.run(counter, id),
  };
}
