import { structuredPatch } from "diff";
import { useMemo } from "react";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { keyed } from "../../../ui/keyed.ts";
import { visibleLine } from "./rule-text.tsx";

/** One line of a difference, with its number in each of the two texts. */
interface DifferenceLine {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Lines around a change, which show the rule that it is in. */
const AROUND = 3;
/**
 * Milliseconds after which comparing is given up: a difference between texts that share nothing is not worth the wait.
 */
const LONGEST = 1000;
/** Lines that a person could read, and that a browser lays out at once. */
const MOST_LINES = 2000;

/** Gives the changed parts, line by line; null if there is too much to compare. */
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

/** Ends the last line, so that a missing line end alone makes no difference. */
const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const KINDS = { "+": "difference-more", "-": "difference-less", " ": undefined } as const;

/** Shows line by line what changes from one text to another. */
export function Difference({ what, before, after }: { what: string; before: string; after: string }) {
  const parts = useMemo(() => differenceOf(before, after), [before, after]);
  if (parts === null) return <p>{ruleTexts.difference.tooLarge}</p>;
  if (parts.length === 0) return <p>{ruleTexts.difference.none}</p>;
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

/** Its sign says the same as its colour. */
function Line({ line: { sign, text, before, after } }: { line: DifferenceLine }) {
  return (
    <span className={KINDS[sign]}>
      <span className="difference-number">{after ?? before}</span>
      {`${sign} ${visibleLine(text)}\n`}
    </span>
  );
}
