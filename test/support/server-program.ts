// `nearside-server` as it ships.
import { join } from "node:path";
import { buildWhatIsStale } from "../../setup/build.mjs";
import { repository } from "./repository.ts";

let built: Promise<void> | undefined;

/** @returns the path of the program, which is built anew first if its sources changed since it was built */
export async function serverProgram(): Promise<string> {
  built ??= buildWhatIsStale(["server"]);
  await built;
  return join(repository, "server/bin/nearside-server.js");
}
