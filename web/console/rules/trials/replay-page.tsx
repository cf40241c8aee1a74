import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import { useLocation, useSearch } from "wouter";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { useRead } from "../../data/use-read.ts";
import { type Crumb, Page, type PageParams } from "../../layout/page.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { useOwnDraft } from "../draft.ts";
import { RulesTabs } from "../rules-tabs.tsx";
import { ReplayForm } from "./replay-form.tsx";
import { ReplayShown } from "./replay-shown.tsx";
import { type Replayed, replayedIn, replayedWords, searchOf } from "./replay-words.ts";

const PLACE = "/console/rules/replay";
const texts = trialTexts.replay;

/**
 * Runs rules against every login of the last days. The address says which: `?version=6` are old ones, and
 * `?report_only=active` the active ones with their report-only rules. Without either it is the person's draft, or the
 * active rules if there is no draft.
 */
export function ReplayPage() {
  const address = new URLSearchParams(useSearch());
  const version = address.get("version");
  const draft = useOwnDraft().read();
  const isReportOnly = address.get("report_only") === "active";
  return (
    <ReplayFrame>
      {version !== null ? (
        <OldVersion id={version} />
      ) : draft === undefined || isReportOnly ? (
        <ActiveRules />
      ) : (
        <Panel
          title={texts.draft}
          actions={
            <LinkButton kind="plain" href={`${PLACE}?report_only=active`}>
              {texts.activeInstead}
            </LinkButton>
          }
        >
          <p>{texts.comparedWithActive}</p>
          <BeginReplay text={draft.text} rules={{ kind: "draft", version: draft.base }} />
        </Panel>
      )}
    </ReplayFrame>
  );
}

/** Shows a replay that was begun, under way or over, and which rules were replayed. */
export function BegunReplayPage({ params }: { params: PageParams }) {
  const replayed = replayedIn(new URLSearchParams(useSearch()));
  return (
    <ReplayFrame crumbs={[{ title: texts.title, href: PLACE }]}>
      <ReplayShown
        id={params["replay"] ?? ""}
        replayed={replayed === undefined ? undefined : replayedWords(replayed)}
      />
      <p>
        <LinkButton kind="plain" href={PLACE}>
          {texts.again}
        </LinkButton>
      </p>
    </ReplayFrame>
  );
}

function ReplayFrame({ crumbs = [], children }: { crumbs?: readonly Crumb[]; children: ReactNode }) {
  return (
    <Page
      title={texts.title}
      crumbs={[{ title: ruleTexts.section, href: "/console/rules" }, ...crumbs]}
      lead={texts.lead}
    >
      <RulesTabs />
      {children}
    </Page>
  );
}

interface BeginProps {
  readonly text: string;
  readonly rules: Pick<Replayed, "kind" | "version">;
  /** True if report-only rules are judged as if they were active, unless the person says otherwise. */
  readonly reportOnlyActive?: boolean;
}

function BeginReplay({ text, rules, reportOnlyActive = false }: BeginProps) {
  const [, navigate] = useLocation();
  return (
    <ReplayForm
      text={text}
      hasReportOnly
      reportOnlyActive={reportOnlyActive}
      onBegun={(id, isReportOnlyActive) =>
        navigate(`${PLACE}/${encodeURIComponent(id)}?${searchOf({ ...rules, isReportOnlyActive })}`)
      }
    />
  );
}

function OldVersion({ id }: { id: string }) {
  const reading = useRead(at(rulesApi.version, id));
  return (
    <Reading reading={reading} what={texts.whatVersion}>
      {({ version, text }) => (
        <Panel title={ruleTexts.versionName(version.number)}>
          <p>{texts.comparedWithActive}</p>
          <BeginReplay text={text} rules={{ kind: "version", version: version.number }} />
        </Panel>
      )}
    </Reading>
  );
}

function ActiveRules() {
  const reading = useRead(rulesApi.active);
  return (
    <Reading reading={reading} what={texts.whatRules}>
      {({ text, reports, version }) =>
        reports.length === 0 ? (
          <Panel title={texts.nothing.title}>
            <p>{texts.nothing.says}</p>
            <LinkButton href="/console/rules/edit">{texts.nothing.edit}</LinkButton>
          </Panel>
        ) : (
          <Panel title={texts.reportOnly}>
            <p>{texts.reportOnlySays}</p>
            <BeginReplay text={text} rules={{ kind: "version", version: version.number }} reportOnlyActive />
          </Panel>
        )
      }
    </Reading>
  );
}
