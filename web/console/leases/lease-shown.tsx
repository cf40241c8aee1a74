import type { Lease, LeaseToken } from "@nearside/shared/api/console/leases.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { leaseTexts as texts } from "../../texts/console/leases.tsx";
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

interface LeaseShownProps {
  readonly lease: Lease;
  readonly api: LeasesApi;
  /** The person and the machine, with links. */
  readonly whose: ReactNode;
  /** The address of the page of a lease, before its id. */
  readonly home: string;
  readonly actions?: ReactNode;
}

/** Shows what a lease allows, what it gave, and each token with the calls that its keeper told of. */
export function LeaseShown({ lease, api, whose, home, actions }: LeaseShownProps) {
  const { after, client, access, calls, began, ends, last_used, idle } = lease;
  return (
    <>
      <Panel title={texts.shown.title} actions={actions}>
        <Details>
          <Detail name={texts.shown.state}>
            <LeaseState lease={lease} />
          </Detail>
          {whose}
          <Detail name={texts.shown.program}>
            <Named text={client.name} />
          </Detail>
          {after === null ? null : (
            <Detail name={texts.shown.addsTo}>
              <Link href={`${home}/${after}`}>
                <Exact text={after} />
              </Link>
            </Detail>
          )}
          <Detail name={texts.shown.calls}>
            {calls.left === null ? texts.callsNotLimited(calls.used) : texts.calls(calls)}
          </Detail>
          <Detail name={texts.shown.approved}>{exactTime(began)}</Detail>
          <Detail name={texts.shown.ends}>{exactTime(ends)}</Detail>
          <Detail name={texts.shown.idle}>
            {idle === null ? texts.shown.idleNever : texts.shown.idleAfter(spanInWords(idle))}
          </Detail>
          <Detail name={texts.shown.lastUsed}>
            <Moment at={last_used} />
          </Detail>
        </Details>
      </Panel>
      <Reported lease={lease} />
      <Panel title={texts.shown.access.title}>
        {access.length === 0 ? <p>{texts.shown.access.erased}</p> : <Access access={access} />}
      </Panel>
      <h2>{texts.shown.tokens.title}</h2>
      <DataTable
        what={texts.shown.tokens.what}
        list={at(api.tokens, lease.id)}
        columns={TOKEN_COLUMNS}
        idOf={({ jti }) => jti}
        nameOf={({ resource, tool }) => makeVisible(texts.shown.tokens.name(resource, tool))}
        empty={texts.shown.tokens.empty}
      />
    </>
  );
}

function Reported({ lease: { agent, why } }: { lease: Lease }) {
  const { reported } = texts.shown;
  return (
    <Panel title={reported.title}>
      <Details>
        <Detail name={reported.agent}>{agent.name === "" ? texts.erased : <Quoted text={agent.name} />}</Detail>
        {agent.program === "" ? null : (
          <Detail name={reported.file}>
            <Quoted text={agent.program} />
          </Detail>
        )}
        {why === null ? null : (
          <Detail name={reported.reason}>
            <Quoted text={why} />
          </Detail>
        )}
      </Details>
    </Panel>
  );
}

function Access({ access }: { access: Lease["access"] }) {
  return (
    <Details>
      {access.map(({ resource, scope, tools }) => (
        <Detail key={resource} name={texts.shown.access.api}>
          <Exact text={resource} /> {scope === "" ? texts.shown.access.noScope : <Exact text={scope} />}
          {tools === null
            ? null
            : texts.shown.access.tools(
                tools.length,
                keyed(tools).map(({ key, item }) => (
                  <span key={key}>
                    <Exact text={item} />{" "}
                  </span>
                )),
              )}
        </Detail>
      ))}
    </Details>
  );
}

const TOKEN_COLUMNS: readonly Column<LeaseToken>[] = [
  { id: "at", title: texts.shown.tokens.issued, sort: "at", cell: ({ at: given }) => <Moment at={given} /> },
  {
    id: "resource",
    title: texts.shown.tokens.resource,
    cell: ({ resource }) => (
      <span className="cell-address">
        <Named text={resource} />
      </span>
    ),
  },
  {
    id: "scope",
    title: texts.shown.tokens.scope,
    cell: ({ scope }) => (scope === "" ? texts.shown.tokens.noScope : <Named text={scope} />),
  },
  {
    id: "tool",
    title: texts.shown.tokens.tool,
    cell: ({ tool }) => (tool === null ? texts.shown.tokens.noTool : <Named text={tool} />),
  },
  { id: "calls", title: texts.shown.tokens.calls, cell: ({ calls }) => <Calls calls={calls} /> },
];

function Calls({ calls }: { calls: LeaseToken["calls"] }) {
  if (calls.length === 0) return texts.shown.tokens.noCalls;
  return (
    <ul className="plain-list">
      {keyed(calls).map(({ key, item: { method, url, status } }) => (
        <li key={key}>{texts.shown.tokens.call(<Quoted text={`${method} ${url}`} />, status)}</li>
      ))}
    </ul>
  );
}
