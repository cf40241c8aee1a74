// A pooler in front of a PostgreSQL of the tests' own: Debian's PgBouncer, on a socket beside the cluster's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, SUPERUSER, unprivileged } from "./postgres.ts";

type PoolerOptions = {
  readonly cluster: Cluster;
  readonly mode: "session" | "transaction";
  /** Settings of pgbouncer.ini. */
  readonly settings?: Readonly<Record<string, string>>;
};

type Pooler = {
  /** For the superuser, through the pooler. */
  readonly url: (database: string) => string;
  readonly close: () => Promise<void>;
};

const PORT = 6432;
/** It installs itself where only administrators look. */
const PROGRAM = "/usr/sbin/pgbouncer";

/** @throws Error with what it said, if it does not start */
export async function openPooler({ cluster, mode, settings = {} }: PoolerOptions): Promise<Pooler> {
  const folder = mkdtempSync(join(cluster.folder, "pgbouncer-"));
  const users = join(folder, "users.txt");
  writeFileSync(users, `"${SUPERUSER}" ""\n`);
  const all = {
    listen_port: String(PORT),
    unix_socket_dir: folder,
    auth_type: "trust",
    auth_file: users,
    pool_mode: mode,
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(
    file,
    ["[databases]", `* = host=${cluster.folder}`, "[pgbouncer]", "listen_addr =", ...lines, ""].join("\n"),
  );
  const [command, before] = unprivileged(folder);
  const pooler = spawn(command, [...before, PROGRAM, file], { env: {}, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(pooler, "exit");
  let printed = "";
  for await (const text of pooler.stderr.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += text;
    if (/process up/.test(printed)) break;
  }
  if (!/process up/.test(printed)) throw new Error(`PgBouncer did not start:\n${printed}`);
  pooler.stderr.resume();
  return {
    url: (database) => `postgres://${SUPERUSER}@localhost:${PORT}/${database}?host=${folder}`,
    close: async () => {
      if (pooler.exitCode === null) pooler.kill("SIGQUIT");
      await ended;
    },
  };
}
