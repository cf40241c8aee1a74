// Every row of docs/threat-model.md has its test, every such test its row, and every refusal a test that provokes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REFUSALS } from "@nearside/shared/chain/refusal.ts";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";
import { readSources } from "./source.ts";
import { headComment, idsIn, type Row, rowsOf, wordsOf } from "./threat-model.ts";

const rows = rowsOf(readFileSync(join(repository, "docs/threat-model.md"), "utf8"));
const sources = readSources();
const attacks = sources.filter(({ path }) => path.startsWith("test/attacks/") && path.endsWith(".test.ts"));
const pathOf = (name: string) => `test/attacks/${name}.test.ts`;
const isThere = (name: string) => attacks.some(({ path }) => path === pathOf(name));
const named = new Map(rows.flatMap(({ id, names }) => names.map((name) => [pathOf(name), id] as const)));

const missing = ({ id, names, waitsFor }: Row) =>
  names.filter((name) => waitsFor === undefined && !isThere(name)).map((name) => `${id}: ${pathOf(name)}`);
const tooLate = ({ id, names, waitsFor }: Row) =>
  names.filter((name) => waitsFor !== undefined && isThere(name)).map((name) => `${id}: ${pathOf(name)}`);

describe("a row of the threat model", () => {
  it("has a file, or waits for what is not built", () => {
    expect(rows.flatMap(missing)).toEqual([]);
  });

  it("waits no longer once it has its file: the mark in its last column goes", () => {
    expect(rows.flatMap(tooLate)).toEqual([]);
  });

  it("has an id and a file of its own", () => {
    const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);
    expect(twice(rows.map(({ id }) => id))).toEqual([]);
    expect(twice(rows.flatMap(({ names }) => names))).toEqual([]);
    expect(rows.length).toBeGreaterThan(40);
  });
});

describe("an attack's file", () => {
  it("belongs to a row", () => {
    expect(attacks.map(({ path }) => path).filter((path) => !named.has(path))).toEqual([]);
  });

  it("names its row in the comment that it begins with", () => {
    const silent = attacks.filter(({ path, text }) => !idsIn(headComment(text)).includes(named.get(path) ?? ""));
    expect(silent.map(({ path }) => `${path}: ${named.get(path)}`)).toEqual([]);
  });
});

describe("a refusal", () => {
  it("is asserted by an attack or a vector", () => {
    const vectors = sources
      .filter(({ path }) => /^test\/vectors\/[^/]+\.json$/.test(path))
      .flatMap(({ path }) => codesOf(readFileSync(join(repository, path), "utf8")));
    const asserted = new Set([...vectors, ...attacks.flatMap((attack) => [...wordsOf(attack)])]);
    expect(Object.keys(REFUSALS).filter((code) => !asserted.has(code))).toEqual([]);
    expect(vectors.length).toBeGreaterThan(300);
  });
});

describe("what is read of them", () => {
  it("are the rows, whatever else their tables hold", () => {
    const text =
      "| id | attack | file | waits for |\n| -- | --- | :-: | - |\n| R1 | a \\| b | one-thing, another | console |\n| P2 | c | third | |\n\n| a | b |\n| - | - |\n| R3 | x |\n";
    expect(rowsOf(text)).toEqual([
      { id: "R1", names: ["one-thing", "another"], waitsFor: "console" },
      { id: "P2", names: ["third"], waitsFor: undefined },
    ]);
    expect(() => rowsOf("| id | file |\n| -- | -- |\n| R1 |  |\n")).toThrow("not a row");
  });

  it("is the comment at the head, and no later one", () => {
    expect(headComment("// R2: a\n// b\nimport x;\n// R3\n")).toBe("// R2: a\n// b\n");
    expect(headComment("/* R2 */\nimport x;")).toBe("/* R2 */");
    expect(headComment("import x;\n// R2\n")).toBe("");
    expect(idsIn("R2, M11 and (threat B4), no R2D2 nor RR2")).toEqual(["R2", "M11", "B4"]);
  });

  it("are words of texts, not of names, comments or titles", () => {
    const text =
      '// nonce_used\nit.each([0])("unreachable", () => {\nconst replayed = ["400 other_session", `bad_signature`, /"code":"denied"/];\n});';
    const words = wordsOf({ path: "a.ts", text });
    expect(["other_session", "bad_signature", "denied"].filter((word) => !words.has(word))).toEqual([]);
    expect(["nonce_used", "replayed", "unreachable"].filter((word) => words.has(word))).toEqual([]);
  });
});

/** The codes that the vectors of a file name. */
function codesOf(json: string): readonly string[] {
  const codes: string[] = [];
  JSON.parse(json, (key, value: unknown) => {
    if (key === "code" && typeof value === "string") codes.push(value);
    return value;
  });
  return codes;
}
