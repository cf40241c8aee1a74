// How `nearside-server` is started as it ships.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./repository.mjs";

/** @returns {string[]} what Node 24 gets: its own options, which the program's first line names, and the program */
export function serverProgram() {
  const program = join(repository, "server/bin/nearside-server.js");
  const [, options = ""] = /^#!\/usr\/bin\/env -S node (.*)/.exec(readFileSync(program, "utf8")) ?? [];
  return [...options.split(" ").filter((option) => option !== ""), program];
}
