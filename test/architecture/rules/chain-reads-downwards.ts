import { importsOf } from "../imports-of.ts";
import { isCode, isUnitTest } from "../source.ts";
import { type Rule, source } from "./rule.ts";

/** From the bottom up. What lies right in shared/ (jws, keys, ids …) is the ground. */
const LAYERS = [/^shared\/[^/]+$/, /^shared\/statements\//, /^shared\/chain\//];

export const chainReadsDownwards: Rule = {
  says: "inside shared, chain imports statements and statements import jws, never back",
  because: "a statement must be readable without knowing who checks it, and a signature without knowing what it signs",
  broken: (file) => {
    const { path } = file;
    const own = layerOf(path);
    if (own === -1 || !isCode(path) || isUnitTest(path)) return [];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "file" && layerOf(target.path) > own ? [`${line}: imports ${target.path}`] : [],
    );
  },
  planted: [
    source("shared/statements/hello.ts", `import { refusal } from "../chain/refusal.ts";`),
    source("shared/statements/hello.ts", `import type { Refusal } from "@nearside/shared/chain/refusal.ts";`),
    source("shared/jws.ts", `import { hello } from "./statements/hello.ts";`),
    source("shared/ids.ts", `export * from "./chain/refusal.ts";`),
  ],
  kept: [
    source("shared/chain/check-hello.ts", `import { hello } from "../statements/hello.ts"; import "../jws.ts";`),
    source("shared/statements/hello.ts", `import { sign } from "../jws.ts"; import "./nonce.ts";`),
  ],
};

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) => layer.test(path));
}
