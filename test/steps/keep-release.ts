// Keeps a version that is about to be released, for the tests of later ones: `node test/steps/keep-release.ts`, in a checkout of that version
// that was built (docs/how-to/release.md). It writes test/releases/nearside-<v>.tgz, nearside-server-<v>.tgz, data-<v>.db.gz, data-<v>.sql.gz
// and keys-<v>.json: command line and server as they are built, a database of each kind with people, machines, logins and a log, and the keys
// of one machine in it, which are worth nothing elsewhere.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startServer } from "../support/nearside-server.ts";
import { dumpOf, openCluster } from "../support/postgres.ts";
import { releasedFile, releasedServer } from "../support/released-server.ts";
import { repository } from "../support/repository.ts";
import { enrol } from "./enrolling.ts";
import { redeemedLogin } from "./logging-in.ts";
import { newColleague } from "./people.ts";
import { keysFile, newKeptKeys, partiesOf, RELEASED_ISSUER, RELEASED_PORT } from "./released-data.ts";
import { openClient, type Stage } from "./stage.ts";

const [, , from = join(repository, "server"), named] = process.argv;
const version: string = named ?? JSON.parse(readFileSync(join(from, "package.json"), "utf8")).version;
const ends: (() => unknown)[] = [];
const atEnd = (end: () => unknown) => void ends.unshift(end);
const home = mkdtempSync(join(tmpdir(), "nearside-keep-"));
atEnd(() => rmSync(home, { recursive: true }));

/** Without what Node compiled, the pages and the parts that are handed out. */
function packServer(): void {
  const packed = join(home, "package");
  mkdirSync(packed);
  for (const part of ["bin", "dist", "package.json"])
    cpSync(join(from, part), join(packed, "server", part), {
      recursive: true,
      filter: (path) => !/\/dist\/(?:compiled|pages|get)$/.test(path),
    });
  const file = releasedFile(`nearside-server-${version}.tgz`);
  execFileSync("tar", ["-C", home, "--sort=name", "--owner=0", "--group=0", "-I", "gzip -9n", "-cf", file, "package"]);
}

/** People who enrol and log in at that version. @returns the file of the embedded database */
async function live(settings: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(home, "server-"));
  const program = await releasedServer((end) => atEnd(end), version);
  const place = { issuer: RELEASED_ISSUER, host: "127.0.0.1", port: RELEASED_PORT, folder, program, settings };
  const server = await startServer(place);
  const stage: Stage = {
    ...openClient(RELEASED_ISSUER),
    server,
    dataFolder: join(folder, "data"),
    parties: await partiesOf(keys),
    serverKeys: [],
  };
  await enrol(stage);
  await redeemedLogin(stage);
  await redeemedLogin(await newColleague(stage, "bob"));
  await server.ticket("carol");
  await server.stop();
  return join(folder, "data", "nearside.db");
}

const keys = newKeptKeys();
try {
  packServer();
  copyFileSync(join(from, "dist/get", `nearside-${version}.tgz`), releasedFile(`nearside-${version}.tgz`));
  writeFileSync(keysFile(version), `${JSON.stringify(keys, null, 2)}\n`);
  writeFileSync(releasedFile(`data-${version}.db.gz`), gzipSync(readFileSync(await live({})), { level: 9 }));
  const cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql("create database kept template template0");
  await live({ DATABASE_URL: cluster.url("kept") });
  writeFileSync(releasedFile(`data-${version}.sql.gz`), gzipSync(dumpOf(cluster.url("kept")), { level: 9 }));
} finally {
  for (const end of ends) await end();
}
