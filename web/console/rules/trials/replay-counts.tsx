import { REPLAY_CHANGES, type ReplayAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { useState } from "react";
import { Link } from "wouter";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { Button } from "../../../ui/button.tsx";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type CountsRow, rowsOf } from "./replay-words.ts";

const texts = trialTexts.replay;

const FIRST = 10;

/** Counts the logins that a set would change, by person or by rule. */
export function ReplayCounts({ by, counts }: { by: "person" | "rule"; counts: ReplayAnswer["by_person"] }) {
  const [isAll, setAll] = useState(false);
  const rows = rowsOf(counts);
  const words = by === "person" ? texts.byPerson : texts.byRule;
  if (rows.length === 0) return null;
  return (
    <Panel title={words.title}>
      <div className="table-scroll">
        <table className="rows rows-of-rules">
          <caption className="unseen">{words.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.head}</th>
              {REPLAY_CHANGES.map((change) => (
                <th key={change} scope="col" className="cell-number">
                  {texts.changes[change].title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(isAll ? rows : rows.slice(0, FIRST)).map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <Who row={row} by={by} />
                </th>
                {REPLAY_CHANGES.map((change) => (
                  <td key={change} className="cell-number" data-title={texts.changes[change].title}>
                    {numberText(row.counts[change] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isAll || rows.length <= FIRST ? null : (
        <Button kind="plain" small onPress={() => setAll(true)}>
          {texts.showAll(rows.length)}
        </Button>
      )}
    </Panel>
  );
}

function Who({ row: { key, name }, by }: { row: CountsRow; by: "person" | "rule" }) {
  if (by === "person")
    return (
      <Link href={`/console/people/${encodeURIComponent(key)}`}>
        <Named text={name} />
      </Link>
    );
  return name === key ? (
    <Exact text={key} />
  ) : (
    <>
      <Named text={name} /> <Exact text={key} />
    </>
  );
}
