import { importsOf } from "../imports-of.ts";
import { isCode, isUnitTest } from "../source.ts";
import { type Rule, source } from "./rule.ts";

interface WideFinder {
  readonly file: string;
  readonly name: string;
  /** The files that may import it, each for its reason. */
  readonly allowed: ReadonlyMap<string, string>;
}

/** Each finds more than one caller should act on. The finder beside it is the usual one. */
const WIDE_FINDERS: readonly WideFinder[] = [
  {
    file: "cli/credentials/credential.ts",
    name: "credentialsOfEveryClient",
    allowed: new Map([
      ["cli/credentials/change-credential.ts", "an enrolment that is replaced takes all its logins with it"],
      ["cli/credentials/for-audience.ts", "a person who has only another program's login hears that program's name"],
      ["cli/commands/git-credential.ts", "a person who has only another program's login hears that program's name"],
      ["cli/commands/logout.ts", "a person signs out of all programs at once"],
      ["cli/commands/status.ts", "a person sees all logins"],
      ["cli/commands/whoami.ts", "a person sees all logins"],
      ["cli/enrolment/move-to-keyring.ts", "all secrets of an enrolment move with its key"],
      ["cli/testing/move-process.ts", "all secrets of an enrolment move with its key"],
    ]),
  },
];

export const wideFindersAreRare: Rule = {
  says: "a finder that finds more than its caller should act on is imported only where its list says why",
  because:
    "a new command takes the finder that is at hand, and must not act on another program's login because that one was found first",
  broken: (file) => {
    if (!isCode(file.path) || isUnitTest(file.path)) return [];
    return importsOf(file).flatMap(({ target, names, line }) =>
      WIDE_FINDERS.filter(
        (finder) =>
          target?.kind === "file" &&
          target.path === finder.file &&
          (names.includes(finder.name) || names.includes("*")) &&
          !finder.allowed.has(file.path),
      ).map(({ name }) => `${line}: imports ${name}`),
    );
  },
  planted: [
    source(
      "cli/tools/obtain-credential.ts",
      `import { credentialsOfEveryClient } from "../credentials/credential.ts";`,
    ),
    source("cli/sdk/a.ts", `import { credentialsOfEveryClient as all } from "../credentials/credential.ts";`),
    source("cli/commands/token.ts", `import * as credentials from "../credentials/credential.ts";`),
  ],
  kept: [
    source("cli/tools/obtain-credential.ts", `import { openCredentials } from "../credentials/credential.ts";`),
    source("cli/commands/logout.ts", `import { credentialsOfEveryClient } from "../credentials/credential.ts";`),
    source("cli/credentials/sign-out.test.ts", `import { credentialsOfEveryClient } from "./credential.ts";`),
  ],
};
