import { wrap } from "./wrap.ts";

/**
 * Breaks the paragraphs of a help text to that width, so that no terminal breaks them inside a word. A line behind an
 * indent is an example or a row of a table, and stays as it is, to be copied.
 */
export function fitHelp(help: string, columns: number): string {
  const fitted: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    const fits = paragraph.every((line) => line.length <= columns);
    fitted.push(...(fits ? paragraph : wrap(paragraph.join(" "), "", columns)));
    paragraph = [];
  };
  for (const line of help.split("\n")) {
    if (/^\S/.test(line)) paragraph.push(line);
    else {
      endParagraph();
      fitted.push(line);
    }
  }
  endParagraph();
  return fitted.join("\n");
}

/**
 * Commander's message about an unknown option, without the value that was given with it: a ticket behind such an
 * option (`--ticket=…`) must not appear in a log besides (threat M6).
 */
export const usageWithoutValues = (message: string): string =>
  message.replace(/(unknown option ')(--[\w-]+|-\w)[\s\S]*(')/, "$1$2$3");
