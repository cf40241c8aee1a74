import { describe, expect, it } from "vitest";
import { type Cell, csvLines, csvOf, isFormula, readCsv, withoutGuard } from "./csv.ts";

describe("a written file", () => {
  it.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ["=1\n2", `"'=1\n2"`],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(1)", "'@SUM(1)"],
    ["\t=1", `"'\t'=1"`],
    ["\r=1", `"'\r'=1"`],
    ["\n=1", `"'\n'=1"`],
    ["x;=1", "x;'=1"],
    ["x; =1", "x; '=1"],
    ["x|+1", "x|'+1"],
    ["x\t@SUM(1)", "x\t'@SUM(1)"],
    ["x\r\n-1", `"x\r\n'-1"`],
    ["x;＝1;=2", "x;'＝1;'=2"],
    ["x;'=1", "x;''=1"],
    ["'=1", "''=1"],
    ["x; y | z", "x; y | z"],
    ["x\n\ny", `"x\n\ny"`],
    ["＝1", "'＝1"],
    ["plain", "plain"],
    ["a=1", "a=1"],
    ['say "so", twice', '"say ""so"", twice"'],
    [-5, "-5"],
    [null, ""],
  ] as const)("holds %j as no formula", (cell, written) => {
    const line = csvLines([["first", cell]]);
    expect(line.replaceAll('"', "").replaceAll("\t", "")).toBe(
      `first,${written.replaceAll('"', "").replaceAll("\t", "")}\r\n`,
    );
    const back = readCsv(`a,b\r\n${line}`).records[0]?.cells[1] ?? "";
    expect(isFormula(back) && typeof cell === "string").toBe(false);
    if (typeof cell === "string") expect(withoutGuard(back)).toBe(cell);
  });

  it.each([",", ";", "\t", "|"])("holds no formula for a spreadsheet that goes by %j, with quotes or without", (by) => {
    const hostile = [";", "\t", "|", "\n", "\r\n", " ;", ";;", ";'", "x;\n"].flatMap((before) =>
      ["=1+1", "+1", "-1", "@A1", "＝1"].map((formula) => `x${before}${formula}`),
    );
    const text = csvLines(hostile.map((cell) => ["alice", cell, "bob"]));
    const cells = text.split(/[\r\n]+/).flatMap((line) => line.split(by).map((cell) => cell.replace(/^[" ]+/, "")));
    expect(cells.filter((cell) => isFormula(cell))).toEqual([]);
    const back = readCsv(`a,b,c\r\n${text}`).records.map(({ cells: [, cell = ""] }) => withoutGuard(cell));
    expect(back).toEqual(hostile);
  });

  it("begins with a byte order mark and the names of the columns, page after page", async () => {
    async function* pages(): AsyncGenerator<readonly (readonly Cell[])[]> {
      yield [["alice", 1]];
      yield [];
      yield [["=bob", null]];
    }
    const chunks: string[] = [];
    for await (const chunk of csvOf(["name", "machines"], pages())) chunks.push(chunk);
    expect(chunks.join("")).toBe("\uFEFFname,machines\r\nalice,1\r\n'=bob,\r\n");
  });
});

describe("a read file", () => {
  it.each([
    ["\uFEFFname,display_name\r\nalice,Alice\r\n", "a byte order mark and CRLF"],
    ["name,display_name\nalice,Alice", "LF, and no end of the last line"],
    ["name,display_name\ralice,Alice\r", "CR"],
    ["name;display_name\nalice;Alice\n", "semicolons"],
    ["name\tdisplay_name\nalice\tAlice\n", "tabs"],
    [' name , "display_name"\n"alice","Alice"\n'.replace(' "', '"'), "quotes and spaces in the header"],
    ["name,display_name\n\n  ,\nalice,Alice\n\n", "empty records"],
  ])("%j: %s", (text) => {
    const { header, records, broken } = readCsv(text);
    expect(header).toEqual(["name", "display_name"]);
    expect(records.map(({ cells }) => cells)).toEqual([["alice", "Alice"]]);
    expect(broken).toEqual([]);
  });

  it("counts records as a spreadsheet does, cells with lines and commas in them too", () => {
    const { records } = readCsv('name,display_name\nalice,"Alice,\n""the first"""\n\nbob,Bob\n');
    expect(records).toEqual([
      { line: 2, cells: ["alice", 'Alice,\n"the first"'] },
      { line: 4, cells: ["bob", "Bob"] },
    ]);
  });

  it.each([
    ['name\nalice\n"bob\n', 3, /no closing one/],
    ['name\n"al"ice\nbob\n', 2, /quote/],
  ])("says where %j is not CSV", (text, line, problem) => {
    expect(readCsv(text).broken[0]).toEqual({ line, problem: expect.stringMatching(problem) });
  });

  it.each(["", "\uFEFF", "\n\n", ","])("takes %j for a file without records", (text) => {
    expect(readCsv(text).records).toEqual([]);
  });
});
