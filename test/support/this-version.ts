import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { repository } from "./repository.ts";

/** The version that command line, extension and server have. */
export const THIS_VERSION: string = v.parse(
  v.object({ version: v.string() }),
  JSON.parse(readFileSync(join(repository, "package.json"), "utf8")),
).version;
