import { structuredPatch } from "diff";
import { useMemo } from "react";
import { keyed } from "../../ui/keyed.ts";
import { visibleLine } from "./rule-text.tsx";

/** One line of a difference, with its number in the text before and the one after. */
interface DifferenceLine {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Lines around a change, so that one sees which rule it is in. */
const AROUND = 3;
/** Of two texts that share nothing no difference is worth the wait. Milliseconds. */
const LONGEST = 1000;
/** What a person could read, and a browser lays out at once. */
const MOST_LINES = 2000;

/** What changed, part by part; null where it is too much to be told line by line. */
export function differenceOf(before: string, after: string): readonly (readonly DifferenceLine[])[] | null {
  const options = { context: AROUND, timeout: LONGEST };
  const patch = structuredPatch("", "", ended(before), ended(after), undefined, undefined, options);
  if (patch === undefined) return null;
  if (patch.hunks.reduce((sum, { lines }) => sum + lines.length, 0) > MOST_LINES) return null;
  return patch.hunks.map(({ lines, oldStart, newStart }) => {
    let [was, is] = [oldStart, newStart];
    return lines.map((line): DifferenceLine => {
      const text = line.slice(1);
      if (line.startsWith("+")) return { sign: "+", text, before: null, after: is++ };
      if (line.startsWith("-")) return { sign: "-", text, before: was++, after: null };
      return { sign: " ", text, before: was++, after: is++ };
    });
  });
}

/** A last line that nothing ends is no other line for it. */
const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const KINDS = { "+": "difference-more", "-": "difference-less", " ": undefined } as const;

/** What changes from one text to another, line by line. */
export function Difference({ what, before, after }: { what: string; before: string; after: string }) {
  const parts = useMemo(() => differenceOf(before, after), [before, after]);
  if (parts === null) return <p>The two have too little in common to be compared line by line.</p>;
  if (parts.length === 0) return <p>Nothing differs.</p>;
  return (
    <figure className="difference" aria-label={what}>
      {keyed(parts).map(({ key, item }) => (
        <pre key={key}>
          {item.map((line) => (
            <Line key={`${line.before ?? ""}:${line.after ?? ""}`} line={line} />
          ))}
        </pre>
      ))}
    </figure>
  );
}

/** Its sign says what its colour does. */
function Line({ line: { sign, text, before, after } }: { line: DifferenceLine }) {
  return (
    <span className={KINDS[sign]}>
      <span className="difference-number">{after ?? before}</span>
      {`${sign} ${visibleLine(text)}\n`}
    </span>
  );
}
