import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { Button } from "../../../ui/button.tsx";
import { useToast } from "../../layout/toasts.tsx";
import { RuleText } from "../rule-text.tsx";
import { templateIn } from "./template-in.ts";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

/** Rules that many start from: each comes into the draft as report-only, to be changed there. */
export function TemplatesShown({
  draft,
  templates,
}: {
  draft: RulesDraftInHand;
  templates: VocabularyAnswer["templates"];
}) {
  const toast = useToast();
  if (templates.length === 0) return null;
  return (
    <details className="templates">
      <summary>Start from a template</summary>
      <ul className="named-rows">
        {templates.map(({ id, title, says, text }) => (
          <li key={id} className="rule-card">
            <h3>{title}</h3>
            <p>{says}</p>
            <details>
              <summary>As text</summary>
              <RuleText text={text} />
            </details>
            <div>
              <Button
                kind="plain"
                small
                onPress={() => {
                  draft.change({ text: templateIn(draft.kept.text, { id, text }) });
                  toast({ says: `“${title}” is in the draft, in report-only. Put your own names into it.` });
                }}
              >
                Add it<span className="unseen">: {title}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
