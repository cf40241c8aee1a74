const NAME = "[A-Za-z][\\w-]*";
const ARROW = "(?:<<)?--?(?:>>|>|x|\\))";
/** A text that mermaid takes whole: it ends a line at `;`, and `#` begins a character's number. */
const TEXT = "[^;#]+";

/** The forms of lines that our diagrams use: those that mermaid was seen to draw. */
const SEQUENCE = [
  "autonumber",
  `(?:participant|actor) ${NAME}(?: as ${TEXT})?`,
  `${NAME} ?${ARROW}[+-]? ?${NAME}: ${TEXT}`,
  `Note (?:over|left of|right of) ${NAME}(?:, ?${NAME})?: ${TEXT}`,
  `(?:alt|else|opt|loop|par|and|critical|break|box|rect) ?${TEXT}`,
  `(?:activate|deactivate) ${NAME}`,
  "else",
  "end",
];
const SHAPE = `(?:\\["[^"]+"\\]|\\[[^\\][(){}|"]+\\]|\\("[^"]+"\\)|\\([^()]+\\)|\\(\\[[^\\]]+\\]\\)|\\{"[^"]+"\\}|\\{[^{}]+\\}|\\[\\([^)]+\\)\\])?`;
const NODE = `${NAME}${SHAPE}`;
const LINK = '(?:-->|---|-\\.->|==>|<-->)(?:\\|[^|]+\\|)?|-- [^-]+ -->|-- "[^"]+" -->';
const FLOW = [
  `${NODE}(?: & ${NODE})*(?: ?(?:${LINK}) ?${NODE}(?: & ${NODE})*)*`,
  `subgraph ${NAME}(?:\\[[^\\]]+\\])?|subgraph ${TEXT}`,
  "direction (?:TB|TD|LR|RL|BT)",
  "end",
];
const STATE = [
  `(?:\\[\\*\\]|${NAME}) --> (?:\\[\\*\\]|${NAME})(?:: ?${TEXT})?`,
  `state "[^"]+" as ${NAME}`,
  `${NAME}: ${TEXT}`,
  `state ${NAME} \\{`,
  "\\}",
];

const KINDS: readonly (readonly [first: RegExp, lines: readonly string[]])[] = [
  [/^sequenceDiagram$/, SEQUENCE],
  [/^(?:flowchart|graph) (?:TB|TD|LR|RL|BT)$/, FLOW],
  [/^stateDiagram-v2$/, STATE],
];

/** The diagrams of a document, as their texts. */
export const diagramsIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^ *```mermaid\n([\s\S]*?)^ *```/gm)].map(([, text = ""]) => text);

/** The lines of a diagram that mermaid may not take as they are meant. `npm run docs` asks its own parser besides. */
export function oddLines(diagram: string): readonly string[] {
  const [first = "", ...lines] = diagram
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("%%"));
  const forms = KINDS.find(([begins]) => begins.test(first))?.[1];
  if (forms === undefined) return [first];
  const known = new RegExp(`^(?:${forms.join("|")})$`);
  return lines.filter((line) => !known.test(line));
}
