import { StreamLanguage, type StringStream } from "@codemirror/language";

// Cedar's colours. The server says what the text means; this only tells words from words.

const KEYWORDS = new Set(["permit", "forbid", "when", "unless", "in", "has", "like", "is", "if", "then", "else"]);
const VARIABLES = new Set(["principal", "action", "resource", "context"]);

interface Reading {
  isInText: boolean;
  isAfterDot: boolean;
}

export const CEDAR = StreamLanguage.define<Reading>({
  name: "cedar",
  startState: () => ({ isInText: false, isAfterDot: false }),
  token(stream, reading) {
    if (reading.isInText) return restOfText(stream, reading);
    if (stream.eatSpace()) return null;
    const isAfterDot = reading.isAfterDot;
    reading.isAfterDot = false;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.eat('"') !== undefined) return restOfText(stream, reading);
    if (stream.match(/^@\w*/)) return "meta";
    if (stream.match(/^-?\d+/)) return "number";
    const word = stream.match(/^[A-Za-z_]\w*/);
    if (word !== null && word !== true && word !== false) return kindOf(word[0], isAfterDot, stream);
    reading.isAfterDot = stream.next() === ".";
    return "operator";
  },
  languageData: { commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
});

function kindOf(word: string, isAfterDot: boolean, stream: StringStream): string {
  if (isAfterDot) return "propertyName";
  if (stream.match(/^\s*::/, false)) return "typeName";
  if (word === "true" || word === "false") return "atom";
  if (VARIABLES.has(word)) return "variableName";
  return KEYWORDS.has(word) ? "keyword" : "name";
}

/** Reads on to the end of a quoted text, which may be in a later line. */
function restOfText(stream: StringStream, reading: Reading): string {
  reading.isInText = stream.match(/^(?:\\.|[^"\\])*"/) === null;
  if (reading.isInText) stream.skipToEnd();
  return "string";
}

/** Colours the tests. */
export const JSON_TEXT = StreamLanguage.define<null>({
  name: "json",
  startState: () => null,
  copyState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:\\.|[^"\\])*"?/)) return stream.match(/^\s*:/, false) ? "propertyName" : "string";
    if (stream.match(/^-?\d[\d.eE+-]*/)) return "number";
    if (stream.match(/^(?:true|false|null)\b/)) return "atom";
    stream.next();
    return "operator";
  },
  languageData: { closeBrackets: { brackets: ["[", "{", '"'] } },
});
