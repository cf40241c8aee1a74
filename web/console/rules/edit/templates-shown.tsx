import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { useState } from "react";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { Button } from "../../../ui/button.tsx";
import { RuleText } from "../shown/rule-text.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const texts = ruleEditTexts.templates;

/** Offers templates that many sets begin with. Each is added to the draft as report-only, to be changed there. */
export function TemplatesShown({
  draft,
  templates,
}: {
  draft: RulesDraftInHand;
  templates: VocabularyAnswer["templates"];
}) {
  const [added, setAdded] = useState("");
  if (templates.length === 0) return null;
  return (
    <details className="templates">
      <summary>{texts.title}</summary>
      <ul className="named-rows">
        {templates.map(({ id, title, says, text }) => (
          <li key={id} className="rule-card">
            <h3>{title}</h3>
            <p>{says}</p>
            <details>
              <summary>{texts.asText}</summary>
              <RuleText text={text} />
            </details>
            <div>
              <Button
                kind="plain"
                small
                onPress={() => {
                  draft.change({ text: templateIn(draft.current.text, { id, text }) });
                  setAdded(title);
                }}
              >
                {texts.add}
                <span className="unseen"> {title}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <p role="status">{added === "" ? "" : texts.added(added)}</p>
    </details>
  );
}

/**
 * Adds a template at the end of the draft, under an id that no other rule has. It is report-only, so that people see
 * what it does before it is active.
 */
export function templateIn(draft: string, { id, text }: { readonly id: string; readonly text: string }): string {
  let own = id;
  for (let nth = 2; draft.includes(`"${own}"`); nth += 1) own = `${id}-${nth}`;
  const named = `@id("${id}")`;
  const report = text.includes('@mode("report-only")') ? "" : '\n@mode("report-only")';
  const written = text.replace(named, `@id("${own}")${report}`).trimEnd();
  const gap = draft.trim() === "" ? "" : draft.endsWith("\n\n") ? draft : `${draft.replace(/\n?$/, "\n")}\n`;
  return `${gap}${written}\n`;
}
