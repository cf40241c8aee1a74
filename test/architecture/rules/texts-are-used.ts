import { exportsOf } from "../exports-of.ts";
import { importsOf, localNamesOf } from "../imports-of.ts";
import { ANY_KEY, type Path, pathsRead } from "../paths-read.ts";
import { isCode, isUnitTest, type Source, workspaceOf } from "../source.ts";
import { lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "../syntax-tree.ts";
import { type HouseRule, source } from "./rule.ts";

const TEXTS = `export const texts = { one: "One", three: "Three", group: { two: "Two", four: "Four" } } as const;`;

export const textsAreUsed: HouseRule = {
  says: "every text of texts/ is shown by some code",
  because: "a reader takes each text for one that people see, and somebody would translate it",
  brokenIn,
  plantedHouses: {
    "a text that no file reads": house(`texts.one; texts.group.two;`),
    "a text of a group that is read": house(`texts.one; texts.three; const { two } = texts.group; two;`),
    "a text that a test alone reads": [
      ...house(`texts.one; texts.three; texts.group.two;`),
      source("web/b.test.ts", `import { texts } from "./texts/a.tsx"; texts.group.four;`),
    ],
    "a text of the same name as another, which is read": house(
      `const { group: words } = texts; words.two; words.four; texts.one; const three = 3; three;`,
    ),
    "a member of each of several groups": [
      source("web/texts/a.tsx", `export const texts = { of: { one: { title: "One", lead: "Lead" } } };`),
      source("web/b.tsx", `import { texts } from "./texts/a.tsx"; texts.of[key].title;`),
    ],
    "a group that only a type names": house(`texts.one; texts.three; type Group = keyof typeof texts.group;`),
  },
  keptHouses: {
    "texts that are read along each way": house(
      `const { one, group: words } = texts; const { two } = words; one(texts["three"], two, words.four);`,
    ),
    "a group that is read by a key": house(`texts.one; texts.three; texts.group[key];`),
    "a group that is handed on": house(`texts.one; texts.three; const a = <Page words={texts.group} />;`),
    "a name that is declared below its use": house(
      `const f = () => words.two + words.four; const { group: words } = texts; texts.one; texts.three;`,
    ),
    "a file that is imported whole": [
      source("web/texts/a.tsx", TEXTS),
      source("web/b.tsx", `const all = await import("./texts/a.tsx"); all;`),
    ],
    "texts that go over all members of a type": [
      source("web/texts/a.tsx", `export const texts: Readonly<Record<State, string>> = { open: "Open" };`),
      source("web/b.tsx", `import { texts } from "./texts/a.tsx"; texts;`),
    ],
  },
};

/** Four texts, and a file that reads them. */
function house(text: string): readonly Source[] {
  return [source("web/texts/a.tsx", TEXTS), source("web/b.tsx", `import { texts } from "./texts/a.tsx"; ${text}`)];
}

/** The texts of some references are shown by documents alone, which tests write. */
const isTexts = ({ path }: Source): boolean =>
  /^[a-z]+\/texts\/(?!.*(?:-causes|topics)\.ts$)/.test(path) && isCode(path) && !isUnitTest(path);

function brokenIn(sources: readonly Source[]): readonly string[] {
  const readers = sources.filter(({ path }) => isCode(path) && !isUnitTest(path) && workspaceOf(path) !== "test");
  const texts = new Set(sources.filter(isTexts).map(({ path }) => path));
  const read = new Map<string, Path[]>();
  for (const [file = "", ...path] of readers.flatMap((reader) => readBy(reader, texts)))
    read.set(file, [...(read.get(file) ?? []), path]);
  return sources.filter(isTexts).flatMap((file) => {
    const paths = read.get(file.path) ?? [];
    return deadIn(file, (path) => paths.some((other) => areOneWay(path, other))).map(
      ({ path, node }) => `${file.path}:${lineOf(file, node)}: no code shows ${path.join(".")}`,
    );
  });
}

/** True if one path leads to the other, or past it. */
const areOneWay = (path: Path, other: Path): boolean =>
  path.slice(0, other.length).every((name, at) => other[at] === name || other[at] === ANY_KEY);

/** The paths of texts that a file reads, each behind the path of the file that has it. */
function readBy(reader: Source, texts: ReadonlySet<string>): readonly Path[] {
  const whole = importsOf(reader).flatMap(({ target, names, typeOnly }) =>
    target?.kind === "file" && texts.has(target.path) && names.includes("*") && !typeOnly ? [[target.path]] : [],
  );
  const roots = new Map<string, Path>();
  if (texts.has(reader.path)) for (const { name } of exportsOf(reader)) roots.set(name, [reader.path, name]);
  for (const { path, name, local } of localNamesOf(reader)) if (texts.has(path)) roots.set(local, [path, name]);
  return roots.size === 0 ? whole : [...whole, ...pathsRead(reader, roots)];
}

interface Member {
  readonly path: Path;
  readonly node: SyntaxNode;
}

/** The members of the exported objects that are not read: of each group that is dead, the group alone. */
function deadIn(file: Source, isRead: (path: Path) => boolean): readonly Member[] {
  const constants = new Map(constantsOf(file).map(({ path: [name = ""], node }) => [name, node]));
  const deadBelow = ({ path, node }: Member): readonly Member[] =>
    isRead(path) ? membersOf(path, node, constants).flatMap(deadBelow) : [{ path, node }];
  const exported = new Set(exportsOf(file).map(({ name }) => name));
  return constantsOf(file)
    .filter(({ path: [name = ""] }) => exported.has(name))
    .flatMap(({ path, node }) => membersOf(path, node, constants).flatMap(deadBelow));
}

/** The constants of a file that no type annotation obliges to have all members. */
function constantsOf(file: Source): readonly Member[] {
  return nodesAt(parseSource(file), "body")
    .flatMap((node) => (node.type === "ExportNamedDeclaration" ? nodesAt(node, "declaration") : [node]))
    .flatMap((node) => (node.type === "VariableDeclaration" ? nodesAt(node, "declarations") : []))
    .flatMap((node) => {
      const id = nodeAt(node, "id");
      const init = nodeAt(node, "init");
      const name = id && textAt(id, "name");
      const isObliged = id !== undefined && nodeAt(id, "typeAnnotation") !== undefined;
      return name === undefined || init === undefined || isObliged ? [] : [{ path: [name], node: init }];
    });
}

/** The members of an object, or of the constant that holds one. */
function membersOf(path: Path, node: SyntaxNode, constants: ReadonlyMap<string, SyntaxNode>): readonly Member[] {
  const inner = nodeAt(node, "expression");
  if (inner !== undefined) return membersOf(path, inner, constants);
  const constant = node.type === "Identifier" ? constants.get(textAt(node, "name") ?? "") : undefined;
  if (constant !== undefined) return membersOf(path, constant, constants);
  if (node.type !== "ObjectExpression") return [];
  return nodesAt(node, "properties").flatMap((property) => {
    const key = nodeAt(property, "key");
    const value = nodeAt(property, "value");
    const name = key && (textAt(key, "name") ?? textAt(key, "value"));
    return name === undefined || value === undefined ? [] : [{ path: [...path, name], node: value }];
  });
}
