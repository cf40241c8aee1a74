import type { LoginRow } from "@nearside/shared/api/console/logins.ts";
import { useId, useState } from "react";
import { Link } from "wouter";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { LoginAlarm } from "../mentions/login.tsx";
import { MachineLink } from "../mentions/machine.tsx";
import { PersonLink } from "../mentions/person.tsx";
import { reasonText } from "../mentions/reason-text.ts";
import { useMay } from "../session/use-session.ts";
import type { RowsShown } from "../table/data-table.tsx";
import { sortedBy } from "../table/list-view.ts";
import { ColumnHead } from "../table/rows-table.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { ReadTimeline } from "./login-timeline.tsx";
import { outcomeWords } from "./outcome-words.ts";

const { logins: words } = texts;
const WHEN = { id: "when", title: words.when, sort: "created_at", cell: () => null };
const COLUMNS = 5;

/** Shows logins as a table, and on a narrow screen as a few lines each. A row expands to its timeline. */
export function LoginsTable({ rows, view, isChanging }: RowsShown<LoginRow>) {
  return (
    <div className="table-scroll">
      <table className={isChanging ? "rows logins rows-changing" : "rows logins"} aria-busy={isChanging}>
        <caption className="unseen">{words.what}</caption>
        <thead>
          <tr>
            <th scope="col">{words.person}</th>
            <th scope="col">{words.program}</th>
            <th scope="col">{words.machine}</th>
            <th scope="col">{words.outcome}</th>
            <ColumnHead
              column={WHEN}
              read={view.read}
              onSort={(name) => view.show(sortedBy(view.query, view.read, name))}
            />
          </tr>
        </thead>
        <tbody>
          {rows.map((login) => (
            <LoginLines key={login.id} login={login} isAlone={rows.length === 1} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** @param isAlone shows the timeline at once: somebody looks for this very login */
function LoginLines({ login, isAlone }: { login: LoginRow; isAlone: boolean }) {
  const { person, client, machine, outcome, alarm, reason } = login;
  const [open, setOpen] = useState(isAlone);
  const id = useId();
  const name = makeVisible(words.name({ person: person.name, program: client.name }));
  return (
    <>
      <tr className={open ? "login-open" : undefined}>
        <th scope="row">
          <div className="login-who">
            <button
              type="button"
              className="row-toggle"
              aria-expanded={open}
              aria-controls={open ? id : undefined}
              aria-label={words.expand(name)}
              onClick={() => setOpen(!open)}
            >
              <svg viewBox="0 0 10 10" aria-hidden="true" focusable="false">
                <path d="M3 1.5L7 5 3 8.5" />
              </svg>
            </button>
            <PersonLink person={person} />
          </div>
        </th>
        <td className="login-program">
          <ClientLink client={client} />
        </td>
        <td className="login-machine">
          <MachineLink machine={machine} />
        </td>
        <td className="login-outcome">
          <StateBadge words={outcomeWords(outcome)} /> {alarm === null ? null : <LoginAlarm alarm={alarm} />}
          {reason === null ? null : <small>{makeVisible(reasonText(reason))}</small>}
        </td>
        <td className="login-when">
          <Moment at={login.created_at} />
        </td>
      </tr>
      {open ? (
        <tr className="login-more" id={id}>
          <td colSpan={COLUMNS}>
            <ReadTimeline id={login.id} />
            <LinkButton href={`/console/log/login/${login.id}`} kind="plain">
              {words.open}
            </LinkButton>
          </td>
        </tr>
      ) : null}
    </>
  );
}

function ClientLink({ client: { id, name } }: { client: LoginRow["client"] }) {
  const shown = <Named text={name} />;
  return useMay()("clients.read") ? <Link href={`/console/clients/${encodeURIComponent(id)}`}>{shown}</Link> : shown;
}
