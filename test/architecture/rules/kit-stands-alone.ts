import { importsOf } from "../imports-of.ts";
import { isCode } from "../source.ts";
import { type Rule, source } from "./rule.ts";

const KIT = "test/kit/";

export const kitStandsAlone: Rule = {
  says: "test/kit imports only shared and itself",
  because:
    "tests of every workspace use it: were it to import a workspace or the rest of test/, each of them would reach the others by it",
  broken: (file) => {
    if (!file.path.startsWith(KIT) || !isCode(file.path)) return [];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "file" && !target.path.startsWith(KIT) && !target.path.startsWith("shared/")
        ? [`${line}: imports ${target.path}`]
        : [],
    );
  },
  planted: [
    source("test/kit/a.ts", `import { startServer } from "../support/nearside-server.ts";`),
    source("test/kit/a.ts", `import type { Store } from "../../server/store/store.ts";`),
  ],
  kept: [
    source("test/kit/a.ts", `import "./b.ts"; import { id } from "@nearside/shared/ids.ts"; import "node:fs";`),
    source("test/steps/a.ts", `import "../support/b.ts";`),
  ],
};
