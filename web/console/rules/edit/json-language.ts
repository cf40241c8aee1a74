import { StreamLanguage } from "@codemirror/language";

/** How the tests are coloured. */
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
