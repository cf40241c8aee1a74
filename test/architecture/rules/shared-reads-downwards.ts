import { importsOf } from "../imports-of.ts";
import { isCode, isUnitTest } from "../source.ts";
import { type Rule, source } from "./rule.ts";

/** The rooms of `shared/` from the ground up: its folders, and the few files beside them. Each imports only from those before it. */
const ROOMS = [
  ...["refused.ts", "lifetimes.ts", "roles.ts", "encoding", "ids.ts", "claims.ts"],
  ...["text", "signing", "passkey", "proof", "tpm", "words"],
  ...["statements", "oauth", "rules", "chain", "key-attestation", "evidence", "api", "bridge"],
];

export const sharedReadsDownwards: Rule = {
  says: "inside shared, rooms import only those below them: chain imports statements, statements import signing, and what the wire carries comes last",
  because: "a statement must be readable without knowing who checks it, and a signature without knowing what it signs",
  broken: (file) => {
    const { path } = file;
    const own = roomOf(path);
    if (own === undefined || !isCode(path) || isUnitTest(path)) return [];
    if (own === -1) return ["1: lies in no room that this rule names"];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "file" && (roomOf(target.path) ?? -1) > own ? [`${line}: imports ${target.path}`] : [],
    );
  },
  planted: [
    source("shared/statements/hello.ts", `import { refusal } from "../chain/refusal.ts";`),
    source("shared/statements/hello.ts", `import type { Refusal } from "@nearside/shared/chain/refusal.ts";`),
    source("shared/signing/jws.ts", `import { hello } from "../statements/hello.ts";`),
    source("shared/ids.ts", `export * from "./chain/refusal.ts";`),
    source("shared/chain/hello/check-hello.ts", `import { jws } from "../../api/login-requests.ts";`),
    source("shared/news.ts", `export const news = 1;`),
  ],
  kept: [
    source(
      "shared/chain/hello/check-hello.ts",
      `import { hello } from "../../statements/hello.ts"; import "../refusal.ts";`,
    ),
    source("shared/statements/hello.ts", `import { sign } from "../signing/jws.ts"; import "./nonce.ts";`),
    source("shared/testing/hostile.ts", `import { helloBodySchema } from "../api/loopback.ts";`),
  ],
};

/** @returns the height of a path's room, -1 where it lies in none; undefined for what is not of `shared/` */
function roomOf(path: string): number | undefined {
  const [workspace, room = ""] = path.split("/");
  return workspace === "shared" ? ROOMS.indexOf(room) : undefined;
}
