// docs/model/README.md, remote.md, second.md and redirect.md name the place of each check of their models in the code. They are held to model, code and vectors.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";
import { fileOf } from "../vectors/refusal-lines.ts";
import { chainVectorsSchema, enrolmentVectorsSchema, readVectors } from "../vectors/vector.ts";
import { codeIn, type TableRow, tableRows } from "./markdown-table.ts";
import { checksOf, type ModelCheck, variantsOf } from "./model-checks.ts";

const read = (path: string) => readFileSync(join(repository, path), "utf8");
/** Each model with its page. `checks`: it has more than so many. */
const MODELS = [
  { model: "nearside", page: read("docs/model/README.md"), verdicts: ["P1", "P2", "P3", "P4", "P5"], checks: 30 },
  { model: "remote", page: read("docs/model/remote.md"), verdicts: ["P2", "P5", "P6", "P3"], checks: 30 },
  { model: "second", page: read("docs/model/second.md"), verdicts: ["S1", "S2", "S3", "S4"], checks: 30 },
  { model: "redirect", page: read("docs/model/redirect.md"), verdicts: ["P1", "P2", "P7", "P8"], checks: 25 },
] as const;

/** The vectors by the name that the page gives them: `vectors.json: hello for another login` → the file that must refuse it. */
const vectors = new Map<string, string>([
  ...readVectors("vectors.json", chainVectorsSchema).vectors.map((vector) => named("vectors.json", vector)),
  ...readVectors("enrolment.json", enrolmentVectorsSchema).vectors.map((vector) => named("enrolment.json", vector)),
]);

interface Row extends ModelCheck {
  readonly code: readonly string[];
  readonly brokenBy: readonly string[];
}
const rowsOf = (page: string): readonly Row[] =>
  page.split(/^#+ /m).flatMap((section) => {
    const [heading = ""] = section.split("\n");
    return tableRows(section).flatMap((row) => rowOf(heading, row));
  });
const rows = MODELS.flatMap(({ page }) => rowsOf(page));

const key = ({ process, text }: ModelCheck) => `${process}: ${text}`;

describe.each(MODELS)("every check of the model $model", ({ model, page, checks: least }) => {
  const checks = checksOf(read(`docs/model/${model}.pv`));

  it("has a row, and every row its check", () => {
    expect(rowsOf(page).map(key).sort()).toEqual(checks.map(key).sort());
    expect(checks.length).toBeGreaterThan(least);
  });

  it("is one line of its process", () => {
    expect(new Set(checks.map(key)).size).toBe(checks.length);
  });
});

describe.each(rows.filter(({ process }) => process !== "query"))("$process: $text", ({ code, brokenBy }) => {
  it("names files that are there", () => {
    expect(code.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(code.length).toBeGreaterThan(0);
  });

  it("names checks that are asked by a file of this row", () => {
    const asks = (check: string) => code.some((path) => path !== check && read(path).includes(`/${nameOf(check)}"`));
    expect(code.filter((path) => path.startsWith("shared/") && !asks(path))).toEqual([]);
  });

  it("names what breaks it, refused by a check of this row", () => {
    const sourceOf = (name: string) => vectors.get(name) ?? (isTestThere(name) ? "" : undefined);
    expect(brokenBy.filter((name) => sourceOf(name) === undefined)).toEqual([]);
    const layers = brokenBy.flatMap((name) => vectors.get(name) ?? []);
    expect(layers.filter((file) => !code.includes(file))).toEqual([]);
    expect(brokenBy.length).toBeGreaterThan(0);
  });
});

describe.each(MODELS)("the verdicts of $model", ({ model, page, verdicts }) => {
  it("are those that check.sh expects", () => {
    const listed = tableRows(page)
      .filter((row) => row.has("variant") && verdicts.every((name) => row.has(name)))
      .map((row) => ({
        switches: codeIn(row.get("variant") ?? "").join(" "),
        verdicts: verdicts.map((name) => row.get(name)),
      }));
    expect(listed).toEqual(variantsOf(read("docs/model/check.sh"), model));
    expect(listed.length).toBeGreaterThan(15);
  });
});

describe("what is read of the model", () => {
  it("are its checks, and neither comments nor declarations", () => {
    const model = [
      "event E(x).   (* machine *)",
      "let P(k: skey) =",
      "  (* if a (* nested *)",
      "     let (=b) = open(c, d) in *)",
      "  | ( !( in(net, (=a, b: pkey));   (* =a *)",
      "  (*PIN*) if u = me then",
      "  (*NOPIN let (=a) = open(b, c) in *)",
      "  out(net, a).",
      "query x: pkey; event(E(x)).",
    ].join("\n");
    expect(checksOf(model).map(key)).toEqual([
      "P: in(net, (=a, b: pkey));",
      "P: (*PIN*) if u = me then",
      "query: query x: pkey; event(E(x)).",
    ]);
  });
});

function rowOf(heading: string, row: TableRow): readonly Row[] {
  const query = codeIn(row.get("query") ?? "")[0];
  if (query !== undefined) return [{ process: "query", text: query, code: [], brokenBy: [] }];
  const text = codeIn(row.get("line of the model") ?? "")[0];
  if (text === undefined) return [];
  return [
    { process: heading, text, code: codeIn(row.get("code") ?? ""), brokenBy: codeIn(row.get("broken by") ?? "") },
  ];
}

/** `checkReceipt of receipt` and `verifyPresenceSignature of …` are layers too: the file is the first word's. */
function named(file: string, { name, layer }: { readonly name: string; readonly layer: string }) {
  const [check = ""] = layer.split(" ");
  const path =
    new Map([
      ["verifyServerSignature", "chain/server-signature.ts"],
      ["verifyPresenceSignature", "chain/presence-proof/check-presence-signature.ts"],
    ]).get(check) ?? fileOf(check);
  return [`${file}: ${name}`, `shared/${path}`] as const;
}

/** `path`, or `path: what the test says`. */
function isTestThere(name: string): boolean {
  const [path = "", ...title] = name.split(": ");
  return existsSync(join(repository, path)) && /\.test\.ts$/.test(path) && read(path).includes(title.join(": "));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
