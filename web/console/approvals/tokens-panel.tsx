import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { countOf } from "../ui/count-of.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { APPROVALS_STALE } from "./use-answer.ts";

/** What came of an approval and is still good, for whoever gave it to end. */
export function TokensPanel({ approval: { id, tokens, initiator } }: { approval: WaitingApproval }) {
  const end = useChange<typeof approvalsApi.end>({
    stale: APPROVALS_STALE,
    says: ({ credentials }) => ({ says: `${countOf(credentials, "login")} ended.` }),
  });
  const who = makeVisible(initiator.name);
  if (tokens.length === 0)
    return (
      <Panel title="What came of it">
        <p>Nothing of it is good any more.</p>
      </Panel>
    );
  return (
    <Panel
      title="What came of it"
      actions={
        <Button kind="plain" small onPress={() => end.begin({ to: at(approvalsApi.end, id), change: {} })}>
          End it
        </Button>
      }
    >
      <ul className="plain-list">
        {tokens.map((token) => (
          <li key={token.id}>
            A login of {who}, begun <Moment at={token.created_at} />, at the longest until{" "}
            <Moment at={token.expires_at} />
          </li>
        ))}
      </ul>
      <ConfirmChange change={end} title={`End what ${who} got by your approval?`} verb="End it" tone="alert">
        <p>
          Its tokens are good for nothing from now on. APIs that ask this server know at once; the others once the
          token's minutes are over. {who} has to ask again.
        </p>
      </ConfirmChange>
    </Panel>
  );
}
