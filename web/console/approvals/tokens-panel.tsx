import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { approvalsTexts } from "../../texts/console/approvals.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { APPROVALS_STALE } from "./use-answer.ts";

const texts = approvalsTexts.tokens;

/** Lists the active tokens of an approval, for the person who gave it to end. */
export function TokensPanel({ approval: { id, tokens, initiator } }: { approval: WaitingApproval }) {
  const end = useChange<typeof approvalsApi.end>({
    stale: APPROVALS_STALE,
    says: ({ credentials }) => ({ says: texts.done({ logins: credentials }) }),
  });
  const who = makeVisible(initiator.name);
  if (tokens.length === 0)
    return (
      <Panel title={texts.title}>
        <p>{texts.none}</p>
      </Panel>
    );
  return (
    <Panel
      title={texts.title}
      actions={
        <Button kind="plain" small onPress={() => end.begin({ to: at(approvalsApi.end, id), change: {} })}>
          {texts.end}
        </Button>
      }
    >
      <ul className="plain-list">
        {tokens.map((token) => (
          <li key={token.id}>
            {texts.login({
              person: who,
              since: <Moment at={token.created_at} />,
              until: <Moment at={token.expires_at} />,
            })}
          </li>
        ))}
      </ul>
      <ConfirmChange change={end} title={texts.confirm({ person: who })} verb={texts.end} tone="alert">
        <p>{texts.text({ person: who })}</p>
      </ConfirmChange>
    </Panel>
  );
}
