import { type RuleShown, type RulesAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { makeVisible } from "../../../ui/make-visible.ts";
import { useRead } from "../../data/use-read.ts";
import { Page, type PageParams } from "../../layout/page.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { PublishRules } from "../publish-rules.tsx";
import { Difference } from "../shown/difference.tsx";
import { RuleShownAsCard } from "../shown/rule-shown.tsx";
import { textInForce } from "./put-in-force.ts";
import { ReplayForm } from "./replay-form.tsx";
import { ReplayShown } from "./replay-shown.tsx";

const nameOf = ({ title, id }: RuleShown): string => makeVisible(title ?? id);

/** Puts a rule in force that only reports. The person first sees what that would change. */
export function PromotePage({ params }: { params: PageParams }) {
  const id = params["rule"] ?? "";
  const reading = useRead(rulesApi.inForce);
  return (
    <Page
      title="Put a rule in force"
      crumbs={[{ title: "Rules", href: "/console/rules" }]}
      lead="A rule that only reports does nothing. Before it does something, see which logins it would have changed."
    >
      <Reading reading={reading} what="the rules">
        {(answer) => <Promotion answer={answer} rule={answer.rules.find((rule) => rule.id === id)} />}
      </Reading>
    </Page>
  );
}

function Promotion({ answer, rule }: { answer: RulesAnswer; rule: RuleShown | undefined }) {
  if (rule === undefined || !rule.report_only)
    return (
      <Notice tone="wait" title="There is no such rule in report-only">
        <p>It may have been put in force or taken out in the meantime.</p>
        <LinkButton kind="plain" href="/console/rules">
          See the rules
        </LinkButton>
      </Notice>
    );
  const text = textInForce(answer.text, rule);
  return (
    <>
      <Panel title="The rule">
        <RuleShownAsCard rule={rule} />
      </Panel>
      {text === undefined ? (
        <Notice tone="wait" title="This page can't find where the rule says that it only reports">
          <p>Take @mode("report-only") out in the editor, and replay the draft before you publish it.</p>
          <LinkButton kind="plain" href="/console/rules/edit">
            Edit the rules
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
  // A replay that was begun before another set came into force compared with a set that is no longer in force.
  const begun = address.get("base") === String(version.number) ? address.get("replay") : null;
  return (
    <>
      <Panel title="What changes in the rules">
        <Difference what="What changes in the rules" before={answer.text} after={text} />
      </Panel>
      {begun === null ? (
        <Panel title="What it would change">
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
      <Panel title="Put it in force">
        {isSeen ? (
          <PublishRules
            draft={{ text, tests, base: version.number }}
            needsSecond={needs_second}
            reason={`Put “${nameOf(rule)}” in force`}
            form={`rules.promote.${rule.id}`}
            onPublished={() => navigate("/console/rules")}
          />
        ) : (
          <p>Once you have replayed the last days above, you can publish it here.</p>
        )}
      </Panel>
    </>
  );
}
