// Writes the file of an SQLite database that has all its tables, for tests that start the server which ships.
import { writeFileSync } from "node:fs";
import { madeTables } from "./made-tables.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("Name the file that it shall be.");
writeFileSync(file, await madeTables(), { flag: "wx", mode: 0o600 });
