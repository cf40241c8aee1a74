import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "../support/repository.ts";
import { nameOf } from "./declarations.ts";
import { codeIn, tableRows } from "./markdown-table.ts";
import { everyNodeOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** These secrets are refused in the configuration file, so the tables give them no place there. */
const NEVER_IN_THE_FILE = new Set(["mail.password", "wrappingKey.key"]);

const read = (path: string) => readFileSync(join(repository, path), "utf8");
const treeOf = (path: string) => [...everyNodeOf(parseSource({ path, text: read(path) }))];
const memberOf = (object: SyntaxNode, name: string): SyntaxNode | undefined => {
  const member = nodesAt(object, "properties").find((each) => nameOf(nodeAt(each, "key")) === name);
  return member && nodeAt(member, "value");
};

/** Each variable that the server reads, with its place in the file, such as "listen.port". */
const settings: ReadonlyMap<string, string> = new Map(
  treeOf("server/platform/config/settings.ts").flatMap((node) => {
    const variable = memberOf(node, "variable");
    const path = memberOf(node, "path");
    if (variable === undefined || path === undefined) return [];
    const place = nodesAt(path, "elements").map((each) => textAt(each, "value"));
    return [[textAt(variable, "value") ?? "", place.join(".")]];
  }),
);

/** The members of the file. */
const members: readonly string[] = treeOf("server/platform/config/schema.ts")
  .filter((node) => nameOf(nodeAt(node, "id")) === "settingsSchema")
  .flatMap((node) => nodesAt(node, "init"))
  .flatMap((call) => nodesAt(call, "arguments"))
  .flatMap((object) => nodesAt(object, "properties"))
  .map((member) => nameOf(nodeAt(member, "key")) ?? "");

/** The tables of docs/reference/configuration.md: each row's variables, and their places in the file. */
const rows = tableRows(read("docs/reference/configuration.md"))
  .filter((row) => row.has("variable") && row.has("in the file"))
  .map((row) => ({ variables: codeIn(row.get("variable") ?? ""), places: codeIn(row.get("in the file") ?? "") }));

it("the reference names every variable that the server reads, and no other", () => {
  expect(settings.get("NEARSIDE_PORT")).toBe("listen.port");
  expect(rows.flatMap(({ variables }) => variables).sort()).toEqual([...settings.keys()].sort());
});

it("the reference gives each variable its place in the file", () => {
  for (const { variables, places } of rows) {
    const expected = variables.map((name) => settings.get(name) ?? "").filter((place) => !NEVER_IN_THE_FILE.has(place));
    if (variables.length > 0) expect([variables, places]).toEqual([variables, expected]);
  }
});

it("the reference names every member of the file, and no other", () => {
  const named = rows.flatMap(({ places }) => places.map((place) => place.split(".")[0]));
  expect([...new Set(named)].sort()).toEqual([...members].sort());
});
