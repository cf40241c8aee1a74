import { useMemo } from "react";
import { keyed } from "../../ui/keyed.ts";
import { type DifferenceLine, differenceOf } from "./difference-lines.ts";
import { visibleLine } from "./rule-text.tsx";

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
