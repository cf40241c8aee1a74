import type { RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { useState } from "react";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const texts = ruleEditTexts.base;

/** Says that there is a draft, and which version it was made from. */
export function BaseNotice({ draft, answer: { version } }: { draft: RulesDraftInHand; answer: RulesAnswer }) {
  const [isAsking, setAsking] = useState(false);
  if (!draft.isChanged) return null;
  const { base } = draft.current;
  const isBehind = base !== version.number;
  return (
    <>
      {isBehind ? (
        <Notice tone="wait" title={texts.behindTitle(version.number)}>
          <p>{texts.behind(base)}</p>
          <div className="form-end">
            <Button kind="plain" small onPress={() => draft.change({ base: version.number })}>
              {texts.replaces(version.number)}
            </Button>
            <Button kind="plain" small onPress={() => setAsking(true)}>
              {texts.startAgainFrom(version.number)}
            </Button>
          </div>
        </Notice>
      ) : (
        <div className="form-draft">
          <p>{texts.kept(base)}</p>
          <Button kind="plain" small onPress={() => setAsking(true)}>
            {texts.startAgain}
          </Button>
        </div>
      )}
      {isAsking ? (
        <Dialog
          title={texts.discard.title}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button kind="plain" onPress={() => setAsking(false)}>
                {texts.discard.keep}
              </Button>
              <Button kind="alert" onPress={draft.discard}>
                {texts.discard.verb}
              </Button>
            </>
          }
        >
          <p>{texts.discard.says(version.number)}</p>
        </Dialog>
      ) : null}
    </>
  );
}
