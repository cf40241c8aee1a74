/** The width of a terminal that was not made wider, in columns. */
export const COLUMNS = 80;

/** Breaks a sentence into lines that no terminal breaks inside a word, each behind that indent. */
export function wrap(text: string, indent: string, columns = COLUMNS): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + longer.length > columns) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line];
}
