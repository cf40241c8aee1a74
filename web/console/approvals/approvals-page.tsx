import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { Link } from "wouter";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { APPROVAL_STATES } from "./approval-words.ts";
import { PlaceName } from "./place-words.tsx";

/** Seconds between two readings: somebody waits for each of these. */
const EVERY_SECONDS = 10;

/** GET /api/console/approvals. Shows what waits for the signed-in person, and what that person decided lately. */
export function ApprovalsPage() {
  const reading = useRead(approvalsApi.list, { everySeconds: EVERY_SECONDS });
  return (
    <Page
      title="Approvals"
      lead="What other people have approved for themselves, and may only have once a second person approves it too."
    >
      <Reading reading={reading} what="the approvals">
        {({ waiting, recent }) => (
          <>
            <Panel title="Waiting for you">
              {waiting.length === 0 ? (
                <p>Nothing waits for you. This page looks again by itself.</p>
              ) : (
                <ApprovalList approvals={waiting} />
              )}
            </Panel>
            <Panel title="Decided lately">
              {recent.length === 0 ? <p>You have decided nothing lately.</p> : <ApprovalList approvals={recent} />}
            </Panel>
          </>
        )}
      </Reading>
    </Page>
  );
}

const LONGEST_QUOTE = 64;

function ApprovalList({ approvals }: { approvals: readonly WaitingApproval[] }) {
  return (
    <ul className="approvals">
      {approvals.map((approval) => (
        <li key={approval.id}>
          <Link className="approvals-who" href={`/approvals/${approval.id}`}>
            <Named text={approval.initiator.name} />
          </Link>{" "}
          <StateBadge words={APPROVAL_STATES[approval.state]} />
          <p className="approvals-line">
            <Quoted text={approval.command} longest={LONGEST_QUOTE} /> on{" "}
            <PlaceName asked={approval} longest={LONGEST_QUOTE} />
          </p>
          <p className="approvals-line approvals-when">
            <Named text={approval.client.name} />, asked <Moment at={approval.asked_at} />
            {approval.quorum > 1 ? `, ${approval.have} of ${approval.quorum} approved` : null}
            {approval.tokens.length > 0 ? ", still in use" : null}
          </p>
        </li>
      ))}
    </ul>
  );
}
