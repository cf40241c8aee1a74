import { type RuleShown, type RulesAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { Button } from "../../../ui/button.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { useRead } from "../../data/use-read.ts";
import { Page, type PageParams } from "../../layout/page.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { type StoredDraft, useOwnDraft } from "../draft.ts";
import { PublishRules } from "../publish-rules.tsx";
import { Difference } from "../shown/difference.tsx";
import { RuleShownAsCard } from "../shown/rule-shown.tsx";
import { textActivated } from "./activate.ts";
import { ReplayForm } from "./replay-form.tsx";
import { ReplayShown } from "./replay-shown.tsx";

const texts = trialTexts.activate;

const nameOf = ({ title, id }: RuleShown): string => makeVisible(title ?? id);

/** Activates a report-only rule. The person first sees what that would change. */
export function PromotePage({ params }: { params: PageParams }) {
  const id = params["rule"] ?? "";
  const reading = useRead(rulesApi.active);
  return (
    <Page title={texts.title} crumbs={[{ title: ruleTexts.section, href: "/console/rules" }]} lead={texts.lead}>
      <Reading reading={reading} what={texts.what}>
        {(answer) => <Promotion answer={answer} rule={answer.rules.find((rule) => rule.id === id)} />}
      </Reading>
    </Page>
  );
}

function Promotion({ answer, rule }: { answer: RulesAnswer; rule: RuleShown | undefined }) {
  if (rule === undefined || !rule.report_only)
    return (
      <Notice tone="wait" title={texts.missing.title}>
        <p>{texts.missing.says}</p>
        <LinkButton kind="plain" href="/console/rules">
          {texts.missing.see}
        </LinkButton>
      </Notice>
    );
  const text = textActivated(answer.text, rule);
  return (
    <>
      <Panel title={texts.rule}>
        <RuleShownAsCard rule={rule} />
      </Panel>
      {text === undefined ? (
        <Notice tone="wait" title={texts.unfound.title}>
          <p>{texts.unfound.says}</p>
          <LinkButton kind="plain" href="/console/rules/edit">
            {texts.unfound.edit}
          </LinkButton>
        </Notice>
      ) : (
        // The key makes the steps begin again with another text: the person saw the replay of one very text.
        <Steps key={text} answer={answer} rule={rule} text={text} />
      )}
    </>
  );
}

function Steps({ answer, rule, text }: { answer: RulesAnswer; rule: RuleShown; text: string }) {
  const [path, navigate] = useLocation();
  const address = new URLSearchParams(useSearch());
  const [isSeen, setSeen] = useState(false);
  const [justBegun, setJustBegun] = useState("");
  const replay = useRef<HTMLDivElement>(null);
  // The button that began the replay is gone, so the replay takes the focus.
  useEffect(() => {
    if (justBegun !== "") replay.current?.focus();
  }, [justBegun]);
  const { version, tests, needs_second } = answer;
  const draft = { text, tests, base: version.number };
  // A replay that was begun before another set was published compared with a set that is no longer active.
  const begun = address.get("base") === String(version.number) ? address.get("replay") : null;
  return (
    <>
      <Panel title={texts.change}>
        <Difference what={texts.change} before={answer.text} after={text} />
      </Panel>
      {begun === null ? (
        <Panel title={texts.preview}>
          <ReplayForm
            text={text}
            hasReportOnly={false}
            onBegun={(id) => {
              setJustBegun(id);
              navigate(`${path}?${new URLSearchParams({ replay: id, base: String(version.number) })}`, {
                replace: true,
              });
            }}
          />
        </Panel>
      ) : (
        <div className="page" ref={replay} tabIndex={-1}>
          <ReplayShown id={begun} onEnded={() => setSeen(true)} />
        </div>
      )}
      <Panel title={texts.publish}>
        {isSeen ? (
          <PublishRules
            draft={draft}
            needsSecond={needs_second}
            reason={texts.reason(nameOf(rule))}
            form={`rules.promote.${rule.id}`}
            onPublished={() => navigate("/console/rules")}
            fix={<ToEditor draft={draft} />}
          />
        ) : (
          <p>{texts.replayFirst}</p>
        )}
      </Panel>
    </>
  );
}

/** Leads to the editor with this set as the draft, such as to change a test. A draft that the person has already is not replaced. */
function ToEditor({ draft }: { draft: StoredDraft }) {
  const [, navigate] = useLocation();
  const own = useOwnDraft();
  const hasDraft = own.read() !== undefined;
  return (
    <Button
      kind="plain"
      small
      onPress={() => {
        if (!hasDraft) own.keep(draft);
        navigate("/console/rules/edit");
      }}
    >
      {hasDraft ? texts.openDraft : texts.toEditor}
    </Button>
  );
}
