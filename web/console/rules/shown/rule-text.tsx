import { keyed } from "../../../ui/keyed.ts";
import { makeVisible } from "../../../ui/make-visible.ts";

/**
 * Makes all of a line of rules visible. A tab is space, as in any editor; everything else that could not be seen is
 * written out (threat B7).
 */
export const visibleLine = (line: string): string => makeVisible(line.replaceAll("\t", "    "));

/** Shows rules or their tests as they are written. */
export function RuleText({ text }: { text: string }) {
  return (
    <pre className="raw">
      {keyed(text.trimEnd().split(/\r?\n/)).map(({ key, item }) => (
        <span key={key}>{`${visibleLine(item)}\n`}</span>
      ))}
    </pre>
  );
}
