// Fills the database of a server with people, each with a machine, a browser, a passkey, and entries of the log: as many as a large
// organisation has after a year. The server's own migrations have made the tables; the rows are written past it, since a million
// enrolments would take a day.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { rowsIn, runIn } from "./postgres.ts";

interface Place {
  readonly dataFolder: string;
  /** The URL of a PostgreSQL, if the rows lie there. */
  readonly database?: string | undefined;
}

/** The ids of the first person, of their machine, and of their login. */
export const FIRST_OF_MANY = {
  person: `us_0000000001${"A".repeat(12)}`,
  machine: `bs_0000000002${"A".repeat(12)}`,
  login: `rq_0000000006${"A".repeat(12)}`,
};

/** Entries of the log for each person. */
const ENTRIES = 10;
const DAY_MS = 86_400_000;
const YEAR_MS = 400 * DAY_MS;

const FIRST = [
  "alice",
  "bob",
  "carol",
  "david",
  "erin",
  "frank",
  "grace",
  "heidi",
  "ivan",
  "judy",
  "oscar",
  "peggy",
  "zoe",
];
const LAST = [
  "liddell",
  "smith",
  "garcia",
  "miller",
  "lopez",
  "wilson",
  "taylor",
  "martin",
  "white",
  "walker",
  "quinn",
];
const HOSTS = ["laptop", "ws", "mac", "build"];
/** The columns by which passkeys are counted. */
const KIND = "aaguid, attestation_format, attestation_verdict, backup_eligible";
const KINDS = [
  ...["login_requested", "login_met", "login_decided", "login_approved", "login_redeemed"],
  ...["token_refreshed", "console_signed_in", "enrolment_completed", "login_denied", "device_refused"],
];

/** The facts of every login, as SQL. */
const FACTS = `'${JSON.stringify({
  salt: "A".repeat(22),
  client: { id: "nearside", name: "Nearside", verified: true },
  ...{ scope: "read", resource: [], authorization_details: [] },
  context: {
    ...{ hostname: "laptop", os: "linux", account: "ada", command: "deploy prod", cwd: "~/shop" },
    ...{ parent: "bash", tty: null, remote: null },
  },
  seen: { address: "192.0.2.1", time: 1_700_000_000 },
})}'`;

/**
 * On SQLite the server must not run meanwhile. The indexes are made again afterwards, which takes a tenth of the time that keeping them does.
 *
 * @param people the number of them
 */
export function fillWithPeople(place: Place, people: number): void {
  const door = place.database === undefined ? sqliteDoor(place.dataFolder) : postgresDoor(place.database);
  try {
    const indexes = door.indexes();
    door.run(indexes.map(({ name }) => `drop index "${name}"`));
    door.run(rowsOf(people, Date.now(), door.bytes));
    door.run(indexes.map(({ text }) => text));
    door.run(["analyze"]);
  } finally {
    door.close();
  }
}

interface Door {
  /** Some bytes, as this database writes them in SQL. */
  readonly bytes: string;
  run(statements: readonly string[]): void;
  /** Every index that no constraint made. */
  indexes(): readonly { readonly name: string; readonly text: string }[];
  close(): void;
}

function sqliteDoor(dataFolder: string): Door {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"));
  database.exec("pragma synchronous = off; pragma cache_size = -400000");
  return {
    bytes: "x'00'",
    run: (statements) => {
      for (const statement of statements) database.exec(statement);
    },
    indexes: () =>
      database
        .prepare(
          "select name, sql from sqlite_schema where type = 'index' and sql is not null and sql not like 'create unique%'",
        )
        .all()
        .map(({ name, sql }) => ({ name: String(name), text: String(sql) })),
    close: () => database.close(),
  };
}

const postgresDoor = (url: string): Door => ({
  bytes: "'\\x00'::bytea",
  // no trigger looks at each row: what they would write is written here
  run: (statements) =>
    runIn(url, `set statement_timeout = 0; set session_replication_role = replica; ${statements.join(";\n")};`),
  indexes: () =>
    rowsIn(
      url,
      "select indexname as name, indexdef as text from pg_indexes where schemaname = 'public' and indexdef not like 'CREATE UNIQUE%'",
    ).map(({ name, text }) => ({ name: String(name), text: String(text) })),
  // as a database in use is: what is visible to everybody is read from an index alone
  close: () => runIn(url, "vacuum"),
});

/** One statement for each table, in SQL that both databases read. `i` is the number of the person. */
function rowsOf(people: number, now: number, bytes: string): readonly string[] {
  const numbers = `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${people - 1}) select i from n) n`;
  const pick = (names: readonly string[], by: string) =>
    `(case ${by} % ${names.length} ${names.map((name, at) => `when ${at} then '${name}'`).join(" ")} end)`;
  /** Digits that look random, and that no other person has. */
  const digits = (salt: number) => `substr(cast(10000000000 + ((i * 2654435761 + ${salt}) % 4294967296) as text), 2)`;
  const id = (prefix: string, salt: number, length: number) =>
    `'${prefix}' || ${digits(salt)} || '${"A".repeat(length - 10)}'`;
  const first = pick(FIRST, "i");
  const last = pick(LAST, `(i / ${FIRST.length})`);
  const [user, set, device] = [id("us_", 1, 22), id("bs_", 2, 22), id("d", 3, 42)];
  const name = `${first} || '.' || ${last} || cast(i as text)`;
  const shown = `${first} || ' ' || ${last}`;
  const mail = `${name} || '@example.com'`;
  const host = `${pick(HOSTS, "i")} || '-' || ${first} || '-' || cast(i as text)`;
  const begun = `(${now - YEAR_MS} + i * (${YEAR_MS - DAY_MS} / ${people}))`;
  const seen = `(${now} - i * (${YEAR_MS} / ${people}))`;
  const jwk = `'{"kty":"EC","crv":"P-256","x":"${"A".repeat(43)}","y":"${"A".repeat(43)}"}'`;
  const disk = "(case when i % 1009 = 3 then 'off' else 'on' end)";
  const updates = "(case i % 16 when 5 then 'security_pending' when 6 then 'pending' else 'current' end)";
  /** Few logins wait for their person at any time. */
  const isOpen = "i % 499 = 5";
  const factOf = (value: string) => `'{"value":"' || ${value} || '","source":"many","at":1700000000}'`;
  const into = (table: string, columns: Readonly<Record<string, string>>) =>
    `insert into ${table} (${Object.keys(columns).join(", ")}) select ${Object.values(columns).join(", ")} from ${numbers}`;
  const entry = (kind: string, at: number) =>
    into("events", {
      at: `${now - YEAR_MS} + (${at * people} + i) * (${YEAR_MS} / ${people * ENTRIES})`,
      kind: `'${kind}'`,
      version: "1",
      subject: id("rq_", 10 + at, 22),
      data: `case when i % 300 = 1 then '{"alert":true,"client":"nearside"}' else '{"client":"nearside","scope":"read"}' end`,
      user_id: user,
      device_jkt: device,
      address: "'10.0.' || cast(i % 251 as text) || '.' || cast(i % 241 as text)",
    });
  return [
    into("users", {
      ...{ id: user, name, display_name: shown, created_at: begun, email: mail },
      role: "case when i % 10007 = 8 then 'auditor' when i % 5003 = 9 then 'approver' else 'user' end",
      state: "case when i % 997 = 5 then 'suspended' else 'active' end",
    }),
    into("people_index", {
      ...{ user_id: user, name_appearance: name, display_appearance: `${first} || ${last} || cast(i as text)` },
      ...{ display_key: shown, email_key: mail },
      enrolled_at: `case when i % 20 = 4 then 0 else ${begun} end`,
      last_login_at: `case when i % 15 = 4 then 0 else ${seen} end`,
    }),
    into("searched_people", {
      id: user,
      text: `'  ' || ${name} || '  ' || ${first} || '  ' || ${last} || '  ' || ${mail}`,
    }),
    into("bound_sets", {
      ...{ id: set, user_id: user, created_at: begun, confirmed_at: begun },
      state: "case when i % 501 = 1 then 'revoked' else 'active' end",
    }),
    into("devices", {
      ...{ jkt: device, bound_set_id: set, jwk, hostname: host, os: "'linux'", created_at: begun, last_seen_at: seen },
      ...{ key_storage: pick(["tpm", "keyring", "file"], "i"), version: "'1.0.0'" },
      state: "case when i % 501 = 1 then 'revoked' when i % 3001 = 3 then 'quarantined' else 'active' end",
      tells_posture: "case when i % 401 = 2 then 0 else 1 end",
    }),
    `${into("postures", {
      ...{ device_jkt: device, stated_at: `${seen} / 1000`, disk_encryption: disk, updates },
      key_storage: pick(["tpm", "keyring", "file"], "i"),
      posture: `'{"disk_encryption":' || ${factOf(disk)} || ',"updates":' || ${factOf(updates)} || '}'`,
    })} where i % 401 <> 2`,
    into("searched_machines", { id: device, text: `'  ' || ${host}` }),
    into("extensions", {
      ...{ jkt: id("x", 4, 42), bound_set_id: set, jwk, browser: "'Firefox'", state: "'active'", created_at: begun },
    }),
    into("passkeys", {
      ...{ credential_id: id("c", 5, 42), bound_set_id: set, public_key: bytes, counter: "0" },
      ...{ backup_eligible: "i % 2", backed_up: "0", user_verified: "1", attestation_format: "'none'" },
      ...{ aaguid: pick(["adce0002-35bc-c60a-648b-0b25f1f05503", "00000000-0000-0000-0000-000000000000"], "i") },
      ...{ attestation_verdict: "'not attested'", transports: `'["internal"]'`, user_handle: "'handle'" },
      ...{ state: "'active'", created_at: begun },
    }),
    into("logins", {
      ...{ id: id("rq_", 6, 22), device_code_hash: id("h", 7, 42), session_jkt: id("s", 8, 42), user_id: user },
      ...{ bound_set_id: set, device_jkt: device, device_statement: "''", request: "''", facts: FACTS },
      client_id: "case when i % 400 = 7 then 'seldom' else 'nearside' end",
      state: `case when ${isOpen} then 'pending' else ${pick(["redeemed", "redeemed", "redeemed", "expired", "redeemed", "denied", "refused"], "i")} end`,
      data: `'{"alert":false,"reason":"' || case when i % 4007 = 6 then 'rule_denied' else 'device_quarantined' end || '"}'`,
      created_at: `case when ${isOpen} then ${now} else ${begun} end`,
      // in a minute the server would end all that are overdue, beside what is measured
      expires_at: `case when ${isOpen} then ${now + DAY_MS} else ${begun} + 300000 end`,
      decided_at: `case when ${isOpen} then null else ${begun} + 10000 end`,
    }),
    "delete from machine_counts",
    "insert into machine_counts (key_storage, count) select key_storage, count(*) from devices where state = 'active' group by key_storage",
    "delete from passkey_counts",
    `insert into passkey_counts (${KIND}, count) select ${KIND}, count(*) from passkeys group by ${KIND}`,
    ...KINDS.slice(0, ENTRIES).map(entry),
  ];
}
