// The reference of a program's commands, written from the very declarations that its --help shows.

interface Argument {
  name(): string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly argChoices?: readonly string[] | undefined;
}

interface Option {
  readonly flags: string;
  readonly description: string;
  readonly hidden: boolean;
  readonly defaultValue?: unknown;
  readonly argChoices?: readonly string[] | undefined;
}

/** The parts of commander's `Command` that are read. */
interface Command {
  name(): string;
  description(): string;
  readonly parent: Command | null;
  readonly commands: readonly Command[];
  readonly registeredArguments: readonly Argument[];
  readonly options: readonly Option[];
  usage(): string;
  helpGroup?(): string;
  configureOutput(output: { writeOut(text: string): void }): unknown;
  helpInformation(): string;
  outputHelp(): void;
}

/** The library's own command for help, and the one that shells alone call. */
const UNSHOWN = new Set(["help", "complete"]);

/**
 * All commands of the program as Markdown: what each does, its arguments and options, and examples. They are under the
 * headings of its --help, if it has some.
 */
export function commandReference(program: Command): string {
  const shown = program.commands.filter((command) => !UNSHOWN.has(command.name()));
  const groups = [...new Set(shown.map(groupOf))];
  return groups
    .flatMap((group) => {
      const sections = shown.filter((command) => groupOf(command) === group).flatMap(withChildren);
      if (group === "") return sections.map((command) => sectionOf(command, "##"));
      return [`## ${group.replace(/:$/, "")}`, ...sections.map((command) => sectionOf(command, "###"))];
    })
    .join("\n\n");
}

const groupOf = (command: Command): string => command.helpGroup?.() ?? "";

const withChildren = (command: Command): Command[] => [command, ...command.commands.flatMap(withChildren)];

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

function sectionOf(command: Command, level: string): string {
  const usage = `${nameOf(command)} ${command.usage()}`.trim();
  const parts = [
    `${level} \`${nameOf(command)}\``,
    `${prose(sentence(command.description()))}`,
    `\`\`\`sh\n${usage}\n\`\`\``,
    table("argument", command.registeredArguments.map(argumentRow)),
    table("option", command.options.filter(({ hidden }) => !hidden).map(optionRow)),
    helpAfter(command),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

type Row = readonly [name: string, meaning: string];

function argumentRow(argument: Argument): Row {
  const name = `${argument.name()}${argument.variadic ? "…" : ""}`;
  const left = argument.required ? "" : "may be left out";
  return [
    argument.required ? `<${name}>` : `[${name}]`,
    joined(argument.description, choices(argument.argChoices), left),
  ];
}

function optionRow({ flags, description, defaultValue, argChoices }: Option): Row {
  const usual = typeof defaultValue === "string" || typeof defaultValue === "number" ? `default: ${defaultValue}` : "";
  return [flags, joined(description, choices(argChoices), usual)];
}

const choices = (values: readonly string[] | undefined): string =>
  values === undefined ? "" : `one of ${values.map((value) => `\`${value}\``).join(", ")}`;

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join("; ");

const table = (heading: string, rows: readonly Row[]): string =>
  rows.length === 0
    ? ""
    : [
        `| ${heading} | meaning |`,
        "| --- | --- |",
        ...rows.map(([name, says]) => `| \`${name}\` | ${cell(says)} |`),
      ].join("\n");

/** A cell of a table: bars and line ends would end it. */
export const cell = (text: string): string => prose(text).replaceAll("|", "\\|").replaceAll("\n", " ");

/** Text outside of backticks, in which an angle bracket would begin a tag. */
const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll("<", "&lt;")))
    .join("");

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

/** The text of --help below the options. Lines that begin with spaces are to be typed or are aligned, so they stay as they are. */
function helpAfter(command: Command): string {
  let shown = "";
  const writeOut = (text: string): void => {
    shown += text;
  };
  command.configureOutput({ writeOut });
  command.outputHelp();
  const text = shown.replace(command.helpInformation(), "");
  return blocksOf(text)
    .map(([isCode, lines]) => (isCode ? `\`\`\`text\n${lines.join("\n")}\n\`\`\`` : prose(lines.join("\n"))))
    .join("\n\n");
}

function blocksOf(text: string): readonly (readonly [isCode: boolean, lines: readonly string[]])[] {
  const blocks: [boolean, string[]][] = [];
  let isNew = true;
  for (const line of text.split("\n")) {
    if (line.trim() === "") {
      isNew = true;
      continue;
    }
    const isCode = line.startsWith("  ");
    const last = blocks.at(-1);
    if (last === undefined || isNew || last[0] !== isCode) blocks.push([isCode, [line]]);
    else last[1].push(line);
    isNew = false;
  }
  return blocks;
}
