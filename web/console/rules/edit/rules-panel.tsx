import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { Panel } from "../../ui/panel.tsx";
import { CardForm } from "./card/card-form.tsx";
import type { Place } from "./found-in-text.tsx";
import { RulesAsCards } from "./rules-as-cards.tsx";
import { RulesAsText } from "./rules-as-text.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";
import { ViewTabs } from "./view-tabs.tsx";

const texts = ruleEditTexts.panel;

const VIEWS = [
  { name: "cards", title: texts.cards },
  { name: "text", title: texts.text },
] as const;

/** Edits the rules of the draft. The address says which view is shown, and which rule is open. */
export function RulesPanel({ draft, vocabulary }: { draft: RulesDraftInHand; vocabulary: VocabularyAnswer }) {
  const [path, navigate] = useLocation();
  const address = new URLSearchParams(useSearch());
  const [goTo, setGoTo] = useState<Place>();
  const go = (query: Readonly<Record<string, string>>) => {
    const search = new URLSearchParams(query).toString();
    navigate(search === "" ? path : `${path}?${search}`);
  };
  const shown = address.get("as") === "text" ? "text" : "cards";
  const id = address.get("rule");
  const card = draft.check?.rules.find((rule) => rule.id === id)?.card;
  const isOpen = shown === "cards" && (address.has("new") || (card !== undefined && card !== null));
  return (
    <Panel title={texts.title}>
      <ViewTabs
        label={texts.views}
        tabs={VIEWS}
        shown={shown}
        onShow={(name) => {
          setGoTo(undefined);
          go(name === "text" ? { as: "text" } : {});
        }}
      >
        {shown === "text" ? (
          <RulesAsText draft={draft} vocabulary={vocabulary} goTo={goTo} />
        ) : isOpen ? (
          <CardForm
            key={id ?? ""}
            text={draft.current.text}
            card={card ?? null}
            vocabulary={vocabulary}
            onEdited={(text) => draft.change({ text })}
            onClose={() => go({})}
          />
        ) : (
          <RulesAsCards
            draft={draft}
            vocabulary={vocabulary}
            onOpen={(rule) => go({ rule })}
            onNew={() => go({ new: "rule" })}
            onText={(place) => {
              setGoTo(place);
              go({ as: "text" });
            }}
          />
        )}
      </ViewTabs>
    </Panel>
  );
}
