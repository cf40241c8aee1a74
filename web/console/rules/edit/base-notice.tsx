import type { RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

/** Says that there is a draft, and which version it was made from. */
export function BaseNotice({ draft, answer: { version } }: { draft: RulesDraftInHand; answer: RulesAnswer }) {
  const [isAsking, setAsking] = useState(false);
  if (!draft.isChanged) return null;
  const { base } = draft.current;
  const isBehind = base !== version.number;
  return (
    <>
      {isBehind ? (
        <Notice tone="wait" title={`Version ${version.number} was published since you began`}>
          <p>
            Your draft was made from version {base}. Published as it is, it would undo what changed since: look at the
            difference below first.
          </p>
          <div className="form-end">
            <Button kind="plain" small onPress={() => draft.change({ base: version.number })}>
              I have looked: it replaces version {version.number}
            </Button>
            <Button kind="plain" small onPress={() => setAsking(true)}>
              Start anew from version {version.number}
            </Button>
          </div>
        </Notice>
      ) : (
        <div className="form-draft">
          <p>
            Your draft, made from version {base}, is kept in this tab, over a reload too, until you publish it, close
            the tab or sign out.
          </p>
          <Button kind="plain" small onPress={() => setAsking(true)}>
            Start anew
          </Button>
        </div>
      )}
      {isAsking ? (
        <Dialog
          title="Throw your draft away?"
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button kind="plain" onPress={() => setAsking(false)}>
                Keep it
              </Button>
              <Button kind="solid" onPress={draft.discard}>
                Throw it away
              </Button>
            </>
          }
        >
          <p>What you wrote is lost. You begin with version {version.number}, which is in force.</p>
        </Dialog>
      ) : null}
    </>
  );
}
