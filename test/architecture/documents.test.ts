import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";
import { commandsOfNearside, commandsOfServer, optionsIn } from "./command-names.ts";
import { diagramsIn, oddLines } from "./diagrams.ts";
import { drawnStoreys, houseFolders, linkedPaths, namedCommands, namedPaths } from "./document-claims.ts";
import { fragmentsIn, linkedParts, reachedFrom } from "./document-links.ts";
import { STOREYS } from "./rules/storeys.ts";
import { readSources } from "./source.ts";

const files = readSources();
const sources = files.map(({ path }) => path);
const documents = sources.filter((path) => path.endsWith(".md"));
// `npm run package` puts into out/ what was asked for, so a document may name a file that is not there now.
const atRoot = new Set(readdirSync(repository).filter((name) => name !== "out"));
/** The commands of our own programs. */
const COMMANDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["nearside", commandsOfNearside(files.filter(({ path }) => path === "cli/commands/program.ts"))],
  ["nearside-server", commandsOfServer(files.filter(({ path }) => /^server\/surfaces\/commands\/.+\.ts$/.test(path)))],
]);
/** Their options, whichever command has them. */
const OPTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["nearside", optionsIn(files.filter(({ path }) => path.startsWith("cli/commands/")))],
  ["nearside-server", optionsIn(files.filter(({ path }) => path.startsWith("server/surfaces/commands/")))],
]);
const THIS_FILE = "test/architecture/documents.test.ts";
/** Readers of the documents about rules make these files in a folder of their own. */
const MADE_BY_READERS = new Set(["rules/rules.cedar", "rules/rules.tests.json"]);

const texts = documents.map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));
const fragments = new Map(texts.map(({ path, text }) => [path, fragmentsIn(text)]));

describe.each(texts)("$path", ({ path: document, text }) => {
  it("links only to what is there", () => {
    const broken = linkedPaths(text).filter((path) => !existsSync(join(repository, posix.dirname(document), path)));
    expect(broken).toEqual([]);
  });

  it("links only to parts that are there", () => {
    const parts = linkedParts({ path: document, text }).filter(({ path }) => fragments.has(path));
    expect(parts.filter(({ path, fragment }) => !fragments.get(path)?.has(fragment))).toEqual([]);
  });

  it("draws only what mermaid takes", () => {
    expect(diagramsIn(text).flatMap(oddLines)).toEqual([]);
  });

  it("names only commands that are there", () => {
    const missing = namedCommands(text).filter(({ tool, name, subcommand }) =>
      tool === "npm" ? !scripts().has(name) : !isProgram(name, subcommand),
    );
    expect(missing).toEqual([]);
  });

  it("gives them only options that there are", () => {
    const given = namedCommands(text).flatMap(({ name, options }) => options.map((option) => [name, option] as const));
    expect(given.filter(([name, option]) => OPTIONS.get(name)?.has(option) === false)).toEqual([]);
  });

  it("names only files and folders that are there", () => {
    const missing = namedPaths(text, atRoot).filter((path) => !isThere(path) && !MADE_BY_READERS.has(path));
    expect(missing).toEqual([]);
  });
});

it("docs/README.md leads to every document of docs/", () => {
  const reached = reachedFrom("docs/README.md", texts);
  expect(documents.filter((path) => path.startsWith("docs/") && !reached.has(path))).toEqual([]);
});

describe("docs/architecture.md", () => {
  const text = readFileSync(join(repository, "docs/architecture.md"), "utf8");

  it("names every folder of every workspace", () => {
    const drawn = Object.entries(drawnStoreys(text)).flatMap(([folder, storeys]) =>
      storeys.flat().map((room) => `${folder}/${room}`),
    );
    const named = new Set([...houseFolders(text), ...namedPaths(text, atRoot), ...drawn]);
    const folders = sources
      .map((path) => path.split("/").slice(0, -1).slice(0, 2).join("/"))
      .filter((path) => path !== "");
    expect([...new Set(folders)].filter((folder) => !named.has(folder))).toEqual([]);
  });

  it("draws the storeys that the rule holds", () => {
    const sorted = (storeys: Readonly<Record<string, readonly (readonly string[])[]>>) =>
      Object.fromEntries(
        Object.entries(storeys).map(([folder, all]) => [folder, all.map((rooms) => [...rooms].sort())]),
      );
    expect(sorted(drawnStoreys(text))).toEqual(sorted(STOREYS));
  });

  it("names only files that lie somewhere", () => {
    const forbidden = new Set(["index.ts", "types.ts"]);
    const names = [...text.matchAll(/(?<![\w/<>.*-])[a-z][a-z0-9-]+\.tsx?\b/g)].map(([name]) => name);
    const there = new Set(sources.map((path) => path.split("/").at(-1)));
    expect(names.filter((name) => !there.has(name) && !forbidden.has(name))).toEqual([]);
  });

  it("has no line that is too long to read", () => {
    expect(text.split("\n").filter((line) => line.length > 160)).toEqual([]);
  });
});

describe("texts for operators", () => {
  const read = (path: string) => readFileSync(join(repository, path), "utf8");
  /** Those of the package, the keeper's, and the one that docs/how-to/operate-backup.md has people write. */
  const units = new Set(["nearside-keeper", "nearside-backup", ...readdirSync(join(repository, "deploy/debian"))]);

  it("name only units of systemd that are there", () => {
    const texts = sources.filter((path) => /\.(?:md|ts|mjs|sh|jsonc|service|socket)$/.test(path) && path !== THIS_FILE);
    const named = texts.flatMap((path) => unitsIn(read(path)).map((unit) => [path, unit] as const));
    expect(named.length).toBeGreaterThan(5);
    const isUnit = (name: string) =>
      ["", ".service", ".socket"].some((end) => units.has(name + end)) || units.has(name.replace(/\.\w+$/, ""));
    expect(named.filter(([, unit]) => !isUnit(unit))).toEqual([]);
  });

  it("name, in alerts, only commands that are there", () => {
    const alerts = read("deploy/prometheus/nearside.rules.yml");
    const commands = [...alerts.matchAll(/\bnearside-server ([a-z][a-z-]*)/g)].map(([, command = ""]) => command);
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.filter((command) => !isProgram("nearside-server", command))).toEqual([]);
  });

  it("are read as people type them", () => {
    expect(unitsIn("`sudo systemctl enable --now nearside-x nearside-y.socket`, systemctl reload nginx")).toEqual([
      "nearside-x",
      "nearside-y.socket",
    ]);
  });
});

describe("what docs/security.md counts", () => {
  const read = (path: string) => readFileSync(join(repository, path), "utf8");
  const claimed = (pattern: RegExp) => Number(pattern.exec(read("docs/security.md"))?.[1]);

  it("are the checks of a whole chain", () => {
    const numbers = [...read("shared/chain/verify-chain.ts").matchAll(/\/\* (\d+) \*\/ check/g)].map(([, at]) =>
      Number(at),
    );
    expect(claimed(/all (\d+) checks of a whole chain/)).toBe(Math.max(...numbers));
  });

  it("are the variants of the model", () => {
    const variants = read("docs/model/check.sh").match(/^nearside (?:(?:true|false) +){4}(?:true|false) .*$/gm) ?? [];
    expect(claimed(/in (\d+) variants/)).toBe(variants.length);
  });
});

describe("what a document claims", () => {
  it("is found in links", () => {
    const text = '[a](docs/a.md#part) [b](https://example.com) [c](#here) ![d](shots/d.png "title") [e](<../e.md>)';
    expect(linkedPaths(text)).toEqual(["docs/a.md", "shots/d.png", "../e.md"]);
  });

  it("is found in backticks", () => {
    const text =
      "`server/gone.ts`, `*/main.ts`, `web/`, but not `their/file.ts`, `server rest` or\n```\n`server/x.ts`\n```\n";
    expect(namedPaths(text, new Set(["server", "web"]))).toEqual(["server/gone.ts", "*/main.ts", "web"]);
    expect(isThere("server/no-such-file.ts")).toBe(false);
    expect(isThere("*/no-such-file.ts")).toBe(false);
  });

  it("is found in commands", () => {
    const text =
      "Run `npm run lint -- --fix` or:\n```sh\n$ npm ci && CI=1 npm test   # all\nnpx vitest run\nnearside enroll --json\n```\n`npm start`, `npm run -s nearside-server -- ticket alice`, `nearside --help`";
    expect(namedCommands(text).map(({ tool, name, subcommand }) => [tool, name, subcommand])).toEqual([
      ["npm", "test", undefined],
      ["npx", "vitest", "run"],
      ["own", "nearside", "enroll"],
      ["npm", "lint", undefined],
      ["npm", "start", undefined],
      ["npm", "nearside-server", undefined],
      ["own", "nearside-server", "ticket"],
      ["own", "nearside", undefined],
    ]);
    const typed =
      "```sh\nnearside login --json \\\n  --max-age 300\n```\n`nearside exec --narrow x -- terraform --plan`";
    expect(namedCommands(typed).map(({ options }) => options)).toEqual([["--json", "--max-age"], ["--narrow"]]);
    expect(OPTIONS.get("nearside")?.has("--no-such-option")).toBe(false);
    expect(scripts().has("no-such-script")).toBe(false);
    expect(isProgram("no-such-program", undefined)).toBe(false);
    for (const [program, subcommand] of [
      ["nearside", "no-such-command"],
      ["nearside", "options"], // a folder beside the commands
      ["nearside", "program"], // a file beside the commands
      ["nearside-server", "list"], // a command of `machines`, not of the program
    ] as const)
      expect([subcommand, isProgram(program, subcommand)]).toEqual([subcommand, false]);
    for (const [program, subcommand] of [
      ["nearside", "login"],
      ["nearside", "git-credential"],
      ["nearside", "completion"],
      ["nearside", "help"],
      ["nearside-server", "start"],
      ["nearside-server", "client-ticket"],
    ] as const)
      expect([subcommand, isProgram(program, subcommand)]).toEqual([subcommand, true]);
  });

  it("is found in links to parts", () => {
    const text =
      "# One `two`'s_three\n## Same\n## Same\n[a](#same-1) [b](../b/c.md#here)\n```md\n# No heading, [no](#link)\n```\n";
    expect([...fragmentsIn(text)]).toEqual(["one-twos_three", "same", "same-1"]);
    expect(linkedParts({ path: "docs/x/a.md", text })).toEqual([
      { path: "docs/x/a.md", fragment: "same-1" },
      { path: "docs/b/c.md", fragment: "here" },
    ]);
    const documents = [
      { path: "docs/x/a.md", text },
      { path: "docs/b/c.md", text: "" },
      { path: "docs/d.md", text: "" },
    ];
    expect([...reachedFrom("docs/x/a.md", documents)]).toEqual(["docs/x/a.md", "docs/b/c.md"]);
  });

  it("is found in diagrams", () => {
    const text = "```mermaid\nsequenceDiagram\n  A->>B: one; two\n  A->B\n  B-->>A: fine\n```\n```mermaid\npie\n```\n";
    expect(diagramsIn(text).flatMap(oddLines)).toEqual(["A->>B: one; two", "A->B", "pie"]);
    expect(oddLines("flowchart TD\n  a[one] --> b[two\n  c")).toEqual(["a[one] --> b[two"]);
  });

  it("is found in the drawing of the house", () => {
    const text = "# A\n```\na/  one.ts  x/ and y/ (z, w)\n  deep/   words, d/e.ts\nb/  only\n```\n";
    expect([...houseFolders(text)]).toEqual(["a", "a/x", "a/y", "a/deep", "a/d", "b"]);
  });

  it("is found in the drawings of storeys", () => {
    const lines = [
      "  top.ts   the entry",
      "  a/  b/   words of both",
      "+ c.ts     c/d.ts",
      "           more words",
      "  e/",
    ];
    const text = `\n## Storeys\n\n### \`cli/\`\n\n\`\`\`\n${lines.join("\n")}\n\`\`\`\n\n## Locks in one order\n`;
    expect(drawnStoreys(text)).toEqual({ cli: [["e"], ["a", "b", "c.ts"], ["top.ts"]] });
  });
});

/** A path with `*` for any name is there if anything matches. What builds make is there once they ran. */
function isThere(path: string): boolean {
  if (path.split("/").includes("dist")) return true;
  if (!path.includes("*")) return existsSync(join(repository, path));
  const names = path.split("/").map((name) => name.replaceAll(".", "\\.").replaceAll("*", "[^/]*"));
  const pattern = new RegExp(`^${names.join("/")}(?:/|$)`);
  return sources.some((source) => pattern.test(source));
}

function scripts(): ReadonlySet<string> {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(repository, "package.json"), "utf8"),
  );
  return new Set(Object.keys(scripts));
}

/** Tells a program that npm linked; of our own two it must also have that command. */
function isProgram(name: string, subcommand: string | undefined): boolean {
  if (!existsSync(join(repository, "node_modules/.bin", name))) return false;
  const own = COMMANDS.get(name);
  return own === undefined || subcommand === undefined || own.has(subcommand);
}

/** Our units that a text has somebody start, stop or change. */
function unitsIn(text: string): readonly string[] {
  const typed = /\bsystemctl(?: --[\w-]+)* [a-z-]+(?: --[\w-]+)*((?: nearside(?:[\w.-]*\w)?)+)/g;
  return [...text.matchAll(typed)].flatMap(([, units = ""]) => units.trim().split(" "));
}
