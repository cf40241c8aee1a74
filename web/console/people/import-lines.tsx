import type { ImportLine } from "@nearside/shared/api/console/people-import.ts";
import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { useId, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { type BadgeWords, StateBadge } from "../ui/badge.tsx";

const ACTIONS: Readonly<Record<ImportLine["action"], BadgeWords>> = {
  refused: { title: "Refused", tone: "alert" },
  create: { title: "Created", tone: "near" },
  change: { title: "Changed", tone: "wait" },
  same: { title: "As it is", tone: "plain" },
};
const ORDER = Object.keys(ACTIONS);
/** Lines that are shown at once: a browser can't lay out 10,000 rows in a moment. */
const AT_ONCE = 50;
/** Characters that are shown of a wrong cell. */
const LONGEST = 64;

/** Shows what comes of each line of the file, the refused lines first. */
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
        <label htmlFor={id}>Show</label>
        <select id={id} value={only} onChange={(event) => setOnly(event.currentTarget.value)}>
          <option value="">Every line</option>
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
              <th scope="col">Line</th>
              <th scope="col">Name</th>
              <th scope="col">Comes to</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {left.slice(0, most).map((line) => (
              <tr key={line.line}>
                <td data-title="Line">{line.line}</td>
                <th scope="row">
                  <Named text={line.name} />
                </th>
                <td data-title="Comes to">
                  <StateBadge words={ACTIONS[line.action]} />
                </td>
                <td data-title="What">
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
          {`Show more of ${left.length} lines`}
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
            <Named text={column} /> <Quoted text={value === "" ? "(empty)" : value} longest={LONGEST} />{" "}
            <Named text={problem} />
          </li>
        ))}
      </ul>
    );
  if (line.action === "create")
    return (
      <>
        <Named text={line.display_name} />
        {line.email === null ? "" : ", "}
        {line.email === null ? null : <Named text={line.email} />}
        {line.role === null ? "" : `, ${ROLE_NAMES[line.role]}`}
        {line.groups.length === 0 ? "" : ", in "}
        <Named text={line.groups.join(", ")} />
      </>
    );
  return (
    <ul>
      {line.changes.map(({ field, from, to }) => (
        <li key={`${field} ${to}`}>
          <code>{field}</code> <Named text={from ?? "none"} /> → <Named text={to ?? "none"} />
        </li>
      ))}
    </ul>
  );
}
