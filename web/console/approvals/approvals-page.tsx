import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { Link } from "wouter";
import { approvalsTexts as texts } from "../../texts/console/approvals.tsx";
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
    <Page title={texts.title} lead={texts.lead}>
      <Reading reading={reading} what={texts.reading}>
        {({ waiting, recent }) => (
          <>
            <Panel title={texts.waiting.title}>
              {waiting.length === 0 ? <p>{texts.waiting.none}</p> : <ApprovalList approvals={waiting} />}
            </Panel>
            <Panel title={texts.recent.title}>
              {recent.length === 0 ? <p>{texts.recent.none}</p> : <ApprovalList approvals={recent} />}
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
            {texts.line({
              command: <Quoted text={approval.command} longest={LONGEST_QUOTE} />,
              place: <PlaceName asked={approval} longest={LONGEST_QUOTE} />,
            })}
          </p>
          <p className="approvals-line approvals-when">
            {texts.asked({ client: <Named text={approval.client.name} />, time: <Moment at={approval.asked_at} /> })}
            {approval.quorum > 1 ? ` · ${texts.approvedOf({ have: approval.have, of: approval.quorum })}` : null}
            {approval.counts_from === undefined ? null : ` · ${texts.notYet.short}`}
            {approval.tokens.length > 0 ? ` · ${texts.stillInUse}` : null}
          </p>
        </li>
      ))}
    </ul>
  );
}
