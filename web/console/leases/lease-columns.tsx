import type { Lease } from "@nearside/shared/api/console/leases.ts";
import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
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
  title: "Agent, it says",
  cell: ({ agent }) => (agent.name === "" ? "erased" : <Quoted text={agent.name} longest={MOST_SHOWN} />),
};
const PERSON: Column<Lease> = { id: "person", title: "Person", cell: ({ person }) => <Named text={person.name} /> };
const REST: readonly Column<Lease>[] = [
  { id: "machine", title: "Machine", cell: ({ machine }) => <Named text={machine.hostname} /> },
  { id: "state", title: "State", cell: (lease) => <LeaseState lease={lease} /> },
  { id: "access", title: "May use", cell: ({ access }) => <Apis access={access} /> },
  { id: "calls", title: "Calls", cell: ({ calls }) => callsInWords(calls) },
  { id: "began", title: "Began", sort: "began", cell: ({ began }) => <Moment at={began} /> },
  { id: "last_used", title: "Last used", cell: ({ last_used }) => <Moment at={last_used} />, onlyWide: true },
  { id: "ends", title: "At the longest until", sort: "ends", cell: ({ ends }) => <Moment at={ends} />, onlyWide: true },
];

export const OWN_LEASE_COLUMNS: readonly Column<Lease>[] = [AGENT, ...REST];
export const LEASE_COLUMNS: readonly Column<Lease>[] = [AGENT, PERSON, ...REST];

/** APIs of a lease that a cell names by their host. Its page has them all, whole. */
const MOST_APIS = 2;

function Apis({ access }: { access: Lease["access"] }) {
  if (access.length === 0) return "erased";
  const more = access.length - MOST_APIS;
  return (
    <ul className="plain-list">
      {access.slice(0, MOST_APIS).map(({ resource }) => (
        <li key={resource}>
          <Named text={hostIn(resource)} />
        </li>
      ))}
      {more > 0 ? <li>and {more} more</li> : null}
    </ul>
  );
}

const hostIn = (resource: string): string => parseUrl(resource)?.host || resource;

/** "3 of 50", or only how many where they are not counted down. */
export const callsInWords = ({ used, left }: Lease["calls"]): string =>
  left === null ? `${used}` : `${used} of ${used + left}`;

export const LEASE_FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "open",
    title: "State",
    choices: [
      { value: "yes", title: "Gives something" },
      { value: "no", title: "Gives nothing more" },
    ],
  },
];

/** Names a lease for those who only hear it. */
export const nameOfLease = ({ agent, machine }: Lease): string =>
  makeVisible(`${agent.name === "" ? "a lease" : agent.name} on ${machine.hostname}`);
