import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { ReuseQuestion } from "../../data/login.ts";
import { Button } from "../../ui/button.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { ReceiptLine } from "../../ui/receipt-line.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

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
  return (
    <Sheet
      tab="No touch needed"
      title="No touch needed"
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead={
        <p>
          <strong>
            <Named text={client.name} />
          </strong>{" "}
          {requestId === undefined ? "acts" : "goes on in your terminal and acts"} as{" "}
          <strong>
            <Named text={claims.user.name} />
          </strong>
          , by your approval of {timeOfDay.format(restsOn.approved_at * 1000)}.
        </p>
      }
      actions={
        requestId === undefined ? (
          <div className="actions-pair">
            <Button kind="plain" unready={denying} onPress={() => onDeny(false)}>
              {denying ? "Denying…" : "Deny"}
            </Button>
            <Button kind="alert" unready={denying} onPress={() => onDeny(true)}>
              I didn't start this
            </Button>
          </div>
        ) : undefined
      }
    >
      <p className="small-print">
        Met on this computer a moment ago: <Quoted text={context.command} longest={64} />. A rule of your organisation
        lets an approval stand for {spanInWords(restsOn.stands)}, for the same program in the same terminal.
      </p>
      {requestId === undefined ? null : (
        <>
          <ReceiptLine name="This login, as your terminal names it" id={requestId} />
          <p className="small-print">
            You can close this page. <a href={`/account/not-me/login/${requestId}`}>I didn't start this</a>
          </p>
        </>
      )}
    </Sheet>
  );
}
