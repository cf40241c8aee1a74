// `nearside-server` as it ships.
import { buildWhatIsStale } from "../../setup/build.mjs";
import { serverProgram as builtProgram } from "../../setup/server.mjs";

let built: Promise<void> | undefined;

/** @returns what Node gets before the command's own words: its options and the program, which is built again if its sources changed */
export async function serverProgram(): Promise<readonly string[]> {
  built ??= buildWhatIsStale(["server"]);
  await built;
  return builtProgram();
}
