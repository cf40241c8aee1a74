import type { Lease, LeaseToken } from "@nearside/shared/api/console/leases.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { keyed } from "../../ui/keyed.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { LeaseState } from "../mentions/lease.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime, Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import type { LeasesApi } from "./end-lease.tsx";
import { callsInWords } from "./lease-columns.tsx";

interface LeaseShownProps {
  readonly lease: Lease;
  readonly api: LeasesApi;
  /** Who and where, with the links of the section. */
  readonly whose: ReactNode;
  /** The address of the page of a lease, before its id. */
  readonly home: string;
  readonly actions?: ReactNode;
}

/** Shows what a lease allows, what came of it, and each token with the calls that its keeper told of. */
export function LeaseShown({ lease, api, whose, home, actions }: LeaseShownProps) {
  const { agent, why, after, client, access, calls, began, ends, last_used, idle } = lease;
  return (
    <>
      <Panel title="The lease" actions={actions}>
        <Details>
          <Detail name="State">
            <LeaseState lease={lease} />
          </Detail>
          {whose}
          <Detail name="Agent, its machine says">
            {agent.name === "" ? "erased" : <Quoted text={agent.name} />}
            {agent.program === "" ? null : (
              <>
                , <Quoted text={agent.program} />
              </>
            )}
          </Detail>
          <Detail name="Reason, it says">{why === null ? "none" : <Quoted text={why} />}</Detail>
          <Detail name="By the program">
            <Named text={client.name} />
          </Detail>
          {after === null ? null : (
            <Detail name="Adds to">
              <Link href={`${home}/${after}`}>
                <Exact text={after} />
              </Link>
            </Detail>
          )}
          <Detail name="Calls">
            {callsInWords(calls)}
            {calls.left === null ? ", not limited" : null}
          </Detail>
          <Detail name="Approved">{exactTime(began)}</Detail>
          <Detail name="At the longest until">{exactTime(ends)}</Detail>
          <Detail name="Without a call">{idle === null ? "it goes on" : `it ends after ${spanInWords(idle)}`}</Detail>
          <Detail name="Last used">
            <Moment at={last_used} />
          </Detail>
        </Details>
      </Panel>
      <Panel title="What it may use">
        {access.length === 0 ? <p>Erased, with the facts of its login.</p> : <Access access={access} />}
      </Panel>
      <h2>Its tokens</h2>
      <DataTable
        what="tokens of this lease"
        list={at(api.tokens, lease.id)}
        columns={TOKEN_COLUMNS}
        idOf={({ jti }) => jti}
        nameOf={({ resource, tool }) => makeVisible(tool === null ? resource : `${tool} at ${resource}`)}
        empty={{
          title: "It has given no token yet",
          says: "Each token stands here, with what its keeper says was asked by it.",
        }}
      />
    </>
  );
}

function Access({ access }: { access: Lease["access"] }) {
  return (
    <Details>
      {access.map(({ resource, scope, tools }) => (
        <Detail key={resource} name="API">
          <Exact text={resource} /> {scope === "" ? "without a scope" : <Exact text={scope} />}
          {tools === null ? null : (
            <>
              {tools.length === 1 ? ", tool " : ", tools "}
              {keyed(tools).map(({ key, item }) => (
                <span key={key}>
                  <Exact text={item} />{" "}
                </span>
              ))}
            </>
          )}
        </Detail>
      ))}
    </Details>
  );
}

const TOKEN_COLUMNS: readonly Column<LeaseToken>[] = [
  { id: "at", title: "Given", sort: "at", cell: ({ at: given }) => <Moment at={given} /> },
  { id: "resource", title: "For", cell: ({ resource }) => <Named text={resource} /> },
  { id: "scope", title: "May", cell: ({ scope }) => (scope === "" ? "no scope" : <Named text={scope} />) },
  { id: "tool", title: "Tool", cell: ({ tool }) => (tool === null ? "not named" : <Named text={tool} />) },
  { id: "calls", title: "Asked by it, its machine says", cell: ({ calls }) => <Calls calls={calls} /> },
];

function Calls({ calls }: { calls: LeaseToken["calls"] }) {
  if (calls.length === 0) return "not told";
  return (
    <ul className="plain-list">
      {keyed(calls).map(({ key, item: { method, url, status } }) => (
        <li key={key}>
          <Quoted text={`${method} ${url}`} />: {status === 0 ? "no answer seen" : status}
        </li>
      ))}
    </ul>
  );
}
