import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import { useLocation, useSearch } from "wouter";
import { useRead } from "../../data/use-read.ts";
import { type Crumb, Page, type PageParams } from "../../layout/page.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { useOwnDraft } from "../draft.ts";
import { RulesTabs } from "../rules-tabs.tsx";
import { versionName } from "../shown/version-line.tsx";
import { ReplayForm } from "./replay-form.tsx";
import { ReplayShown } from "./replay-shown.tsx";

const PLACE = "/console/rules/replay";

/**
 * Runs a set against every login of the last days. The address says which set: `?version=6` is an old one, and
 * `?report_only=in_force` the one in force with its report-only rules. Without either it is the person's draft, or the
 * set in force if there is no draft.
 */
export function ReplayPage() {
  const address = new URLSearchParams(useSearch());
  const version = address.get("version");
  const draft = useOwnDraft().read();
  const inForce = address.get("report_only") === "in_force";
  return (
    <ReplayFrame>
      {version !== null ? (
        <OldVersion id={version} />
      ) : draft === undefined || inForce ? (
        <InForce />
      ) : (
        <Panel
          title="Your draft"
          actions={
            <LinkButton kind="plain" href={`${PLACE}?report_only=in_force`}>
              The set in force instead
            </LinkButton>
          }
        >
          <p>It is compared with the set in force.</p>
          <BeginReplay text={draft.text} hasReportOnly />
        </Panel>
      )}
    </ReplayFrame>
  );
}

/** Shows a replay that was begun, under way or over. */
export function BegunReplayPage({ params }: { params: PageParams }) {
  return (
    <ReplayFrame crumbs={[{ title: "Replay", href: PLACE }]}>
      <ReplayShown id={params["replay"] ?? ""} />
      <p>
        <LinkButton kind="plain" href={PLACE}>
          Begin another one
        </LinkButton>
      </p>
    </ReplayFrame>
  );
}

function ReplayFrame({ crumbs = [], children }: { crumbs?: readonly Crumb[]; children: ReactNode }) {
  return (
    <Page
      title="Replay"
      crumbs={[{ title: "Rules", href: "/console/rules" }, ...crumbs]}
      lead="What a set would have made of the logins that there were. It changes nothing."
    >
      <RulesTabs />
      {children}
    </Page>
  );
}

function BeginReplay({ text, hasReportOnly, inForce }: { text: string; hasReportOnly: boolean; inForce?: boolean }) {
  const [, navigate] = useLocation();
  return (
    <ReplayForm
      text={text}
      hasReportOnly={hasReportOnly}
      inForce={inForce ?? false}
      onBegun={(id) => navigate(`${PLACE}/${encodeURIComponent(id)}`)}
    />
  );
}

function OldVersion({ id }: { id: string }) {
  const reading = useRead(at(rulesApi.version, id));
  return (
    <Reading reading={reading} what="the version">
      {({ version, text }) => (
        <Panel title={versionName(version.number)}>
          <p>It is compared with the set in force.</p>
          <BeginReplay text={text} hasReportOnly />
        </Panel>
      )}
    </Reading>
  );
}

function InForce() {
  const reading = useRead(rulesApi.inForce);
  return (
    <Reading reading={reading} what="the rules">
      {({ text, reports }) =>
        reports.length === 0 ? (
          <Panel title="There is nothing to compare">
            <p>You have no draft, and no rule in force only reports. Change something in the editor first.</p>
            <LinkButton href="/console/rules/edit">Edit the rules</LinkButton>
          </Panel>
        ) : (
          <Panel title="The set in force, with its rules that only report">
            <p>It is compared with the set as it rules now.</p>
            <BeginReplay text={text} hasReportOnly inForce />
          </Panel>
        )
      }
    </Reading>
  );
}
