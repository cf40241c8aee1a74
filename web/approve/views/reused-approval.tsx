import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { ReuseQuestion } from "../../data/login.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Button } from "../../ui/button.tsx";
import { clockTime } from "../../ui/clock-time.ts";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { ReceiptLine } from "../../ui/receipt-line.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = approveSeldomTexts.reused;

interface ReusedApprovalViewProps {
  readonly question: ReuseQuestion;
  /** Undefined while the approval is on its way. */
  readonly requestId: string | undefined;
  readonly denying: boolean;
  readonly onDeny: (alert: boolean) => void;
}

/** Says which earlier approval is enough, and how to refuse the login all the same. */
export function ReusedApprovalView({ question, requestId, denying, onDeny }: ReusedApprovalViewProps) {
  const { facts, restsOn, claims } = question;
  const { client, context } = facts;
  const said = {
    client: <Named text={client.name} />,
    person: <Named text={claims.user.name} />,
    time: clockTime(restsOn.approved_at),
  };
  const { deny, denying: denies, notMine } = approveTexts.asking;
  return (
    <Sheet
      tab={texts.title}
      title={texts.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead={<p>{requestId === undefined ? texts.acts(said) : texts.continues(said)}</p>}
      actions={
        requestId === undefined ? (
          <div className="actions-pair">
            <Button kind="plain" unready={denying} onPress={() => onDeny(false)}>
              {denying ? denies : deny}
            </Button>
            <Button kind="alert" unready={denying} onPress={() => onDeny(true)}>
              {notMine}
            </Button>
          </div>
        ) : undefined
      }
    >
      <p className="small-print">
        {texts.why({ command: <Quoted text={context.command} longest={64} />, span: spanInWords(restsOn.stands) })}
      </p>
      {requestId === undefined ? null : (
        <>
          <ReceiptLine name={approveTexts.approved.receipt} id={requestId} />
          <p className="small-print">{texts.close({ href: `/account/not-me/login/${requestId}` })}</p>
        </>
      )}
    </Sheet>
  );
}
