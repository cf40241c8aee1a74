import { readConfig } from "../../platform/config/config.ts";
import { openSqliteStore } from "../../platform/store/sqlite.ts";
import { retireOld } from "./retire-old.ts";

// Run by retire-kill.test.ts: archives what is old in that folder's database, as the server does by itself, until all of it is archived.

const [folder, archive, now] = process.argv.slice(2);
if (folder === undefined || archive === undefined)
  throw new Error("usage: retire-kill.worker.ts <folder> <archive> <now>");
const env = { NEARSIDE_ISSUER: "https://login.example.com", NEARSIDE_RETENTION_ARCHIVE: archive };
const config = readConfig({ env, workingFolder: "/", defaultDataFolder: "/nowhere" });
const store = openSqliteStore(folder);
await retireOld({ clock: () => Number(now), config, db: store.db, stopping: new AbortController().signal });
await store.close();
