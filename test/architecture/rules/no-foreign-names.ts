import { type Rule, source } from "./rule.ts";

/** Runs or installs a package of the registry by our program's name, which is not ours there. A comment may go on with the next line. */
const RUNS_A_STRANGER =
  /\b(?:npx|npm\s+(?:i|install|add|exec|x))(?:\s+(?:(?:\/\/|\*|#)\s+)?-\S+)*\s+(?:(?:\/\/|\*|#)\s+)?nearside(?:-\w+)?(?=$|[\s`"'@])/gm;
const TOOL = "npx"; // in two parts, so that this file keeps its own rule

export const noForeignNames: Rule = {
  says: "no text tells anybody to run our program by a name of the registry",
  because:
    "a stranger who claims that name there runs code on every machine whose person follows the text; the command line comes from the person's own server, at /get",
  broken: ({ text }) =>
    [...text.matchAll(RUNS_A_STRANGER)].map(
      ({ index }) => `${text.slice(0, index).split("\n").length}: names a package that is not ours`,
    ),
  planted: [
    source("README.md", `Enrol: \`${TOOL} nearside enroll https://login.example.com\``),
    source("web/ui/a.tsx", `const text = "${TOOL} --yes nearside login";`),
    source("docs/a.md", `Install it: \`${"npm"} install --global nearside\`.`),
    source("cli/build.ts", `// What \`${TOOL}\n// nearside\` runs.`),
    source("server/surfaces/commands/a.ts", `terminal.say("${TOOL} nearside-server ticket alice");`),
  ],
  kept: [
    source("README.md", "Enrol: `nearside enroll https://login.example.com`"),
    source("docs/a.md", "`npm install -g https://login.example.com/get/nearside-1.0.0.tgz`"),
    source("docs/a.md", "`npm install @nearside/cli`"),
    source("README.md", `Test: \`${TOOL} vitest run --project=unit server/\``),
    source("docs/a.md", `\`${TOOL} node examples/orders-api.ts\` asks nearside`),
  ],
};
