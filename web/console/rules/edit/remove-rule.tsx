import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { Button } from "../../../ui/button.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { ConfirmChange } from "../../change/confirm-change.tsx";
import { useChange } from "../../change/use-change.ts";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

/** Takes a rule out of the draft, after a question. */
export function RemoveRule({ rule, draft }: { rule: string; draft: RulesDraftInHand }) {
  const { text } = draft.current;
  const remove = useChange<typeof rulesApi.card>({
    stale: [],
    onMade: (answer) => draft.change({ text: answer.text }),
  });
  return (
    <>
      <Button
        kind="alert"
        small
        onPress={() => remove.begin({ to: rulesApi.card, change: { text, rule, card: null } })}
      >
        Take out<span className="unseen"> {rule}</span>
      </Button>
      {remove.state.at === "sending" ? null : (
        <ConfirmChange change={remove} title={`Take ${makeVisible(rule)} out of the draft?`} verb="Take it out">
          <p>What is in force stays so until you publish the draft.</p>
        </ConfirmChange>
      )}
    </>
  );
}
