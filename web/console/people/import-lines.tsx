import type { ImportLine } from "@nearside/shared/api/console/people-import.ts";
import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { listText } from "@nearside/shared/text/amounts.ts";
import { useId, useState } from "react";
import { importTexts as texts } from "../../texts/console/people-import.tsx";
import { Button } from "../../ui/button.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { type BadgeWords, StateBadge } from "../ui/badge.tsx";

const ACTIONS: Readonly<Record<ImportLine["action"], BadgeWords>> = {
  refused: { title: texts.lines.actions.refused, tone: "alert" },
  create: { title: texts.lines.actions.create, tone: "near" },
  change: { title: texts.lines.actions.change, tone: "wait" },
  same: { title: texts.lines.actions.same, tone: "plain" },
};
const ORDER = Object.keys(ACTIONS);
/** Lines that are shown at once: a browser can't lay out 10,000 rows in a moment. */
const AT_ONCE = 50;
/** Characters that are shown of a wrong cell. */
const LONGEST = 64;

/** Shows the result of each line of the file, the refused lines first. */
export function ImportLines({ lines }: { lines: readonly ImportLine[] }) {
  const id = useId();
  const [only, setOnly] = useState("");
  const [most, setMost] = useState(AT_ONCE);
  const left = lines
    .filter(({ action }) => only === "" || action === only)
    .toSorted((one, other) => ORDER.indexOf(one.action) - ORDER.indexOf(other.action) || one.line - other.line);
  return (
    <>
      <div className="filter">
        <label htmlFor={id}>{texts.lines.show}</label>
        <select id={id} value={only} onChange={(event) => setOnly(event.currentTarget.value)}>
          <option value="">{texts.lines.all}</option>
          {Object.entries(ACTIONS).map(([action, { title }]) => (
            <option key={action} value={action}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div className="table-scroll">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{texts.lines.line}</th>
              <th scope="col">{texts.lines.name}</th>
              <th scope="col">{texts.lines.result}</th>
              <th scope="col">{texts.lines.details}</th>
            </tr>
          </thead>
          <tbody>
            {left.slice(0, most).map((line) => (
              <tr key={line.line}>
                <td data-title={texts.lines.line}>{line.line}</td>
                <th scope="row">
                  <Named text={line.name} />
                </th>
                <td data-title={texts.lines.result}>
                  <StateBadge words={ACTIONS[line.action]} />
                </td>
                <td data-title={texts.lines.details}>
                  <div>
                    <LineSays line={line} />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left.length > most ? (
        <Button kind="plain" small onPress={() => setMost(most + AT_ONCE)}>
          {texts.lines.more(left.length)}
        </Button>
      ) : null}
    </>
  );
}

function LineSays({ line }: { line: ImportLine }) {
  if (line.problems.length > 0)
    return (
      <ul className="form-problems">
        {line.problems.map(({ column, value, problem }) => (
          <li key={`${column} ${value} ${problem}`}>
            <Named text={column} /> <Quoted text={value === "" ? texts.lines.empty : value} longest={LONGEST} />{" "}
            <Named text={problem} />
          </li>
        ))}
      </ul>
    );
  if (line.action === "create")
    return (
      <ul className="inline-list">
        <li>
          <Named text={line.display_name} />
        </li>
        {line.email === null ? null : (
          <li>
            <Named text={line.email} />
          </li>
        )}
        {line.role === null ? null : <li>{ROLE_NAMES[line.role]}</li>}
        {line.groups.length === 0 ? null : <li>{texts.lines.inGroups(<Named text={listText(line.groups)} />)}</li>}
      </ul>
    );
  return (
    <ul>
      {line.changes.map(({ field, from, to }) => (
        <li key={`${field} ${to}`}>
          <code>{field}</code> <Named text={from ?? texts.lines.none} /> → <Named text={to ?? texts.lines.none} />
        </li>
      ))}
    </ul>
  );
}
