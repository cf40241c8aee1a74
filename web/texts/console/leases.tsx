import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import { postureTexts } from "@nearside/shared/texts/posture.ts";
import type { ReactNode } from "react";

/** The texts about leases: in the console, and in the account of the person. */
export const leaseTexts = {
  list: {
    title: "Leases",
    lead: "Everything that agents may do in people's names, each by one approval, and what they did with it.",
    what: "leases",
    search: "Lease ID",
    empty: {
      title: "No leases yet",
      says: (
        <>
          A person starts one in a terminal with <code>nearside lease run</code>, and approves it in the browser.
        </>
      ),
    },
  },
  columns: {
    agent: "Agent (not verified)",
    person: "Person",
    machine: "Machine",
    state: "State",
    access: "Access",
    calls: "Calls",
    started: "Started",
    lastUsed: "Last used",
    ends: "Ends by",
  },
  filter: { title: "State", open: "Gives access", closed: "Gives no more access" },
  erased: "erased",
  more: (count: number): string => plural(count, { one: "and # more", other: "and # more" }),
  calls: ({ used, left }: { readonly used: number; readonly left: number | null }): string =>
    left === null ? numberText(used) : `${numberText(used)} of ${numberText(used + left)}`,
  callsNotLimited: (used: number): string => `${numberText(used)}, not limited`,
  name: (agent: string, machine: string): string => (agent === "" ? `a lease on ${machine}` : `${agent} on ${machine}`),
  page: {
    title: "Lease",
    titleOf: (agent: string): string => `Lease of ${agent}`,
    someAgent: "an agent",
    what: "the lease",
    login: "Open the login",
    missing: {
      title: "There is no such lease",
      says: "The address may be incomplete, or the lease was erased together with its login.",
    },
    person: "Person",
    machine: "Machine",
  },
  shown: {
    title: "Lease",
    state: "State",
    reported: {
      title: postureTexts.reportedByMachine,
      agent: "Agent",
      file: "Program file",
      reason: "Reason",
    },
    program: "Program",
    addsTo: "Adds to",
    calls: "Calls",
    approved: "Approved",
    ends: "Ends at the latest",
    idle: "Without calls",
    idleNever: "It stays active",
    idleAfter: (span: string): string => `It ends after ${span}`,
    lastUsed: "Last used",
    access: {
      title: "Access",
      erased: "The access was erased, together with the facts of its login.",
      api: "API",
      noScope: "without a scope",
      tools: (count: number, tools: ReactNode): ReactNode => (
        <>
          , {plural(count, { one: "tool", other: "tools" })} {tools}
        </>
      ),
    },
    tokens: {
      title: "Tokens",
      what: "tokens of this lease",
      issued: "Issued",
      resource: "API",
      scope: "Scope",
      noScope: "none",
      tool: "Tool",
      noTool: "not named",
      calls: "Calls, reported by the machine, not verified",
      noCalls: "not reported",
      call: (request: ReactNode, status: number): ReactNode => (
        <>
          {request}: {status === 0 ? "no answer seen" : String(status)}
        </>
      ),
      name: (resource: string, tool: string | null): string => (tool === null ? resource : `${tool} at ${resource}`),
      empty: {
        title: "No tokens yet",
        says: "Each token of this lease appears here, with the calls that the keeper reported.",
      },
    },
  },
  end: {
    send: "End the lease",
    /** The same in the row of a table, which has little room: all of it is heard. */
    sendInRow: (name: string): ReactNode => (
      <>
        End<span className="unseen"> the lease of {name}</span>
      </>
    ),
    verb: "End",
    title: (name: string): string => `End the lease of ${name}?`,
    says: "The lease issues no more tokens, and the keeper of its machine drops it within a second. An access token that was already issued stays valid for five minutes at most, at APIs that do not ask this server. The program itself keeps running: it must ask again for everything it needs.",
    done: (name: string): string => `The lease of ${name} has ended.`,
  },
} as const;
