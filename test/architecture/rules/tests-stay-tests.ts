import { importsOf } from "../imports-of.ts";
import { isCode, isUnitTest, workspaceOf } from "../source.ts";
import { type Rule, source } from "./rule.ts";

export const testsStayTests: Rule = {
  says: "what ships imports nothing from testing/",
  because: "what is made for tests may be lenient, reads clock and chance, and must not be a door into the product",
  broken: (file) => {
    const { path } = file;
    if (!isCode(path) || isUnitTest(path) || workspaceOf(path) === "test") return [];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "file" && /^[^/]+\/testing\//.test(target.path) ? [`${line}: imports ${target.path}`] : [],
    );
  },
  planted: [
    source("cli/login/login.ts", `import { startLyingServer } from "../testing/lying-server.ts";`),
    source("server/surfaces/wiring/app.ts", `export * from "../../testing/test-server.ts";`),
  ],
  kept: [
    source("cli/login/login.test.ts", `import { startLyingServer } from "../testing/lying-server.ts";`),
    source("cli/testing/a.ts", `import { b } from "./b.ts";`),
    source("server/protocol/login/a.test.ts", `import { meet } from "../../../test/kit/enrolment-steps.ts";`),
  ],
};
