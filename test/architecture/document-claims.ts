/** Reads the claims of a Markdown text about the repository, so that a test can hold the text to them. */

/** `npm run build`, `npx vitest`, `nearside enroll` or `npm run nearside-server -- ticket`: the program and its first word. */
interface CommandClaim {
  readonly tool: "npm" | "npx" | "own";
  /** The script of `npm`, the program of `npx`, or one of our own. */
  readonly name: string;
  /** The first word after it, if it is no option: "enroll". */
  readonly subcommand: string | undefined;
  /** The options of our own programs: "--json" … */
  readonly options: readonly string[];
}

/** Our own programs, which are in PATH where they are installed. */
const OWN = new Set(["nearside", "nearside-server"]);

/** npm's own commands: those that run no script of package.json. */
const NPM_OWN = new Set([
  ...["ci", "install", "i", "init", "rebuild", "config", "exec", "pack", "ls", "help", "--version", "-v"],
  ...["audit", "deprecate", "org", "pkg", "publish"],
]);

/** Targets of links within the repository, without the fragment. */
export function linkedPaths(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(?:[a-z][a-z0-9+.-]*:|#|\/\/)/i.test(target))
    .map((target) => target.replace(/[#?].*$/, ""));
}

/**
 * Paths in backticks that begin with something at the root of the repository, or with `*`. Others are no claim about
 * it: a document may well name a file of another codebase.
 */
export function namedPaths(markdown: string, atRoot: ReadonlySet<string>): readonly string[] {
  return [...withoutFences(markdown).matchAll(/`([^`\s]+)`/g)]
    .map(([, code = ""]) => code.replace(/\/$/, ""))
    .filter((code) => {
      const [first = ""] = code.split("/");
      return (first === "*" || atRoot.has(first)) && /^[\w.*/@-]+$/.test(code);
    });
}

/** Every `npm` and `npx` command, in fences and in running text. */
export function namedCommands(markdown: string): readonly CommandClaim[] {
  const code = [
    ...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm),
    ...withoutFences(markdown).matchAll(/`([^`]+)`/g),
  ];
  return code.flatMap(([, text = ""]) => text.replaceAll("\\\n", " ").split(/\n|&&|\|\||[|;]/)).flatMap(commandIn);
}

function commandIn(line: string): CommandClaim[] {
  const words = line
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/^\$\s+/, "")
    .split(/\s+/)
    .filter((word) => !/^[A-Z_]+=/.test(word));
  const [tool, ...rest] = words;
  const plain = rest.filter((word) => !word.startsWith("-"));
  if (tool === "npx") {
    const [name, subcommand] = plain;
    return name === undefined ? [] : [{ tool, name, subcommand: plainWord(subcommand), options: [] }];
  }
  if (tool !== undefined && OWN.has(tool)) return [ownCommand(tool, rest)];
  if (tool !== "npm") return [];
  const [first, second, third] = plain;
  if (first === undefined || NPM_OWN.has(first)) return [];
  const name = first === "run" ? second : first;
  if (name === undefined) return [];
  const script: CommandClaim = { tool, name, subcommand: undefined, options: [] };
  return OWN.has(name) ? [script, ownCommand(name, rest.slice(rest.indexOf(third ?? "")))] : [script];
}

/** The command is the word right after the program: an option there begins none. The words after `--` are another program's. */
function ownCommand(name: string, words: readonly string[]): CommandClaim {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const options = own.flatMap((word) => /^--[a-z][a-z-]*/.exec(word) ?? []);
  return { tool: "own", name, subcommand: plainWord(words[0]), options };
}

function plainWord(word: string | undefined): string | undefined {
  return word !== undefined && /^[a-z][a-z-]*$/.test(word) ? word : undefined;
}

/**
 * The folders that the drawing of the house names: "server", "web/styles" … It is the first fence of docs/architecture.md; a line
 * that begins at the margin names a folder of the root, and every other `word/` one within it.
 */
export function houseFolders(architecture: string): ReadonlySet<string> {
  const [, house = ""] = /^```\n([\s\S]*?)^```/m.exec(architecture) ?? [];
  const folders = new Set<string>();
  let top = "";
  for (const line of house.split("\n")) {
    top = /^([\w.-]+)\//.exec(line)?.[1] ?? top;
    folders.add(top);
    for (const [, name] of line.replace(/^[\w.-]+\//, "").matchAll(/(?<![\w./-])([\w-]+)\//g)) {
      folders.add(`${top}/${name}`);
    }
  }
  return folders;
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "");
}

/**
 * The storeys that the blocks of docs/architecture.md draw, by folder and from the ground up. Each block belongs to the folder that
 * was named last before it. A line's rooms end at three spaces; `+` puts them on the storey of the line above, and a line that is
 * indented further continues with that line's words.
 */
export function drawnStoreys(architecture: string): Readonly<Record<string, readonly (readonly string[])[]>> {
  const section = architecture.slice(
    architecture.indexOf("\n## Storeys\n"),
    architecture.indexOf("\n## Locks in one order\n"),
  );
  const drawn: Record<string, string[][]> = {};
  for (const [, text = "", block = ""] of section.matchAll(/([\s\S]*?)\n```\n([\s\S]*?)\n```/g)) {
    const [, folder] = [...text.matchAll(/`([a-z/]+)\/`/g)].at(-1) ?? [];
    if (folder === undefined) continue;
    const storeys: string[][] = [];
    for (const [, sign, line = ""] of block.matchAll(/^([ +]) (\S.*)$/gm)) {
      const [names = ""] = line.split(/ {3,}/);
      const rooms = names.split(/ +/).map((room) => room.replace(/\/$/, ""));
      if (sign === "+") storeys.at(-1)?.push(...rooms);
      else storeys.push(rooms);
    }
    drawn[folder] = storeys.reverse();
  }
  return drawn;
}
