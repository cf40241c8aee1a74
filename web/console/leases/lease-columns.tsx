import type { Lease } from "@nearside/shared/api/console/leases.ts";
import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import { leaseTexts as texts } from "../../texts/console/leases.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { LeaseState } from "../mentions/lease.tsx";
import type { Column } from "../table/column.ts";
import type { Filter } from "../table/filters.tsx";
import { Moment } from "../ui/moment.tsx";

/** Characters of a name that a cell shows. */
const MOST_SHOWN = 32;

const AGENT: Column<Lease> = {
  id: "agent",
  title: texts.columns.agent,
  cell: ({ agent }) => (agent.name === "" ? texts.erased : <Quoted text={agent.name} longest={MOST_SHOWN} />),
};
const PERSON: Column<Lease> = {
  id: "person",
  title: texts.columns.person,
  cell: ({ person }) => <Named text={person.name} />,
};
const REST: readonly Column<Lease>[] = [
  { id: "machine", title: texts.columns.machine, cell: ({ machine }) => <Named text={machine.hostname} /> },
  { id: "state", title: texts.columns.state, cell: (lease) => <LeaseState lease={lease} /> },
  { id: "access", title: texts.columns.access, cell: ({ access }) => <Apis access={access} /> },
  { id: "calls", title: texts.columns.calls, cell: ({ calls }) => texts.calls(calls) },
  {
    id: "began",
    title: texts.columns.started,
    sort: "began",
    cell: ({ began }) => <Moment at={began} />,
    onlyWide: true,
  },
  {
    id: "last_used",
    title: texts.columns.lastUsed,
    cell: ({ last_used }) => <Moment at={last_used} />,
    onlyWide: true,
  },
  { id: "ends", title: texts.columns.ends, sort: "ends", cell: ({ ends }) => <Moment at={ends} /> },
];

export const OWN_LEASE_COLUMNS: readonly Column<Lease>[] = [AGENT, ...REST];
export const LEASE_COLUMNS: readonly Column<Lease>[] = [AGENT, PERSON, ...REST];

/** APIs of a lease that a cell names by their host. Its page has them all, whole. */
const MOST_APIS = 2;

function Apis({ access }: { access: Lease["access"] }) {
  if (access.length === 0) return texts.erased;
  const more = access.length - MOST_APIS;
  return (
    <ul className="plain-list">
      {access.slice(0, MOST_APIS).map(({ resource }) => (
        <li key={resource}>
          <span className="cell-host">
            <Named text={hostIn(resource)} />
          </span>
        </li>
      ))}
      {more > 0 ? <li>{texts.more(more)}</li> : null}
    </ul>
  );
}

const hostIn = (resource: string): string => parseUrl(resource)?.host || resource;

export const LEASE_FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "open",
    title: texts.filter.title,
    choices: [
      { value: "yes", title: texts.filter.open },
      { value: "no", title: texts.filter.closed },
    ],
  },
];

/** Names a lease for those who only hear it. */
export const nameOfLease = ({ agent, machine }: Lease): string => makeVisible(texts.name(agent.name, machine.hostname));
