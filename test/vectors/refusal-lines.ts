import { readdirSync, readFileSync } from "node:fs";

// Reads the refusals in a source of shared/ from its text, so that a line that no vector tests is found.

interface RefusalLine {
  readonly code: string;
  /** The field as written; if it holds a `${…}`, the text before that. */
  readonly field: string;
}

const SHARED = new URL("../../shared/", import.meta.url);
const LINE = /(?:refuse|new Refused)\(\s*"(\w+)",\s*(?:"([^"]*)"|`([^`$]*)[^`]*`)/g;

/** Functions that several checks call, which so refuse by them too. */
const CALLED: readonly (readonly [call: RegExp, lines: () => readonly RefusalLine[]])[] = [
  [/(?<!function )\bverifySignature\(/, () => [{ code: "bad_signature", field: "signature" }]],
  [/(?<!function )\bverifyServerSignature\(/, () => refusalLines("chain/server-signature.ts")],
  [/(?<!function )\bjudgeTimes\(/, () => refusalLines("chain/judge-times.ts")],
];

/** @param path of a source, from shared/ */
export function refusalLines(path: string): readonly RefusalLine[] {
  const source = readFileSync(new URL(path, SHARED), "utf8");
  const own = [...source.matchAll(LINE)].map(([, code = "", field, beginning = ""]) => ({
    code,
    field: field ?? beginning,
  }));
  const called = CALLED.flatMap(([call, lines]) => (call.test(source) ? lines() : []));
  return [...own, ...called];
}

/** The files of `shared/chain`, from there: each check lies in the folder of the statement that it is about. */
const CHAIN_FILES = readdirSync(new URL("chain/", SHARED), { recursive: true, encoding: "utf8" }).map((path) =>
  path.replaceAll("\\", "/"),
);

/** The file of a check, from shared/. */
export function fileOf(check: string): string {
  const name = `${check.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
  return `chain/${CHAIN_FILES.find((path) => path.endsWith(`/${name}`)) ?? name}`;
}

/** The codes that the docstring of a check names after `@throws`. */
export function documentedCodes(check: string): readonly string[] {
  const source = readFileSync(new URL(fileOf(check), SHARED), "utf8");
  const docstring = new RegExp(
    `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export (?:async )?(?:function|const) ${check}\\b`,
  ).exec(source);
  const [, thrown = ""] = docstring?.[1]?.split("@throws Refused ") ?? [];
  return [...thrown.matchAll(/`(\w+)`/g)].map(([, code = ""]) => code);
}

/** The lines that fewer of those assertions name than there are such lines. */
export function untested(lines: readonly RefusalLine[], asserted: readonly RefusalLine[]): readonly RefusalLine[] {
  const names = (one: RefusalLine) => (other: RefusalLine) =>
    other.code === one.code &&
    (one.field.endsWith(".") ? other.field.startsWith(one.field) : other.field === one.field);
  return lines.filter((line) => asserted.filter(names(line)).length < lines.filter(names(line)).length);
}
