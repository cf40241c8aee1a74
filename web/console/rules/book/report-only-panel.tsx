import type { ReportCounts, RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { Link } from "wouter";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { Named } from "../../../ui/quoted.tsx";
import { useMay } from "../../session/use-session.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";

const texts = ruleTexts.reportOnly;

/** Lists report-only rules: what each would have done, and since when that is counted. */
export function ReportOnlyPanel({ answer: { rules, reports } }: { answer: RulesAnswer }) {
  const mayWrite = useMay()("rules.write");
  if (reports.length === 0) return null;
  const long = reports.filter(({ is_long }) => is_long).length;
  const titleOf = (rule: string) => rules.find(({ id }) => id === rule)?.title ?? rule;
  return (
    <Panel title={texts.title}>
      {long === 0 ? null : (
        <Notice tone="wait" title={texts.long(long)}>
          <p>{texts.longSays}</p>
        </Notice>
      )}
      <p>{texts.says}</p>
      <div className="table-scroll">
        <table className="rows rows-of-rules">
          <caption className="unseen">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.rule}</th>
              <th scope="col">{texts.refused}</th>
              <th scope="col">{texts.asked}</th>
              <th scope="col">{texts.allowed}</th>
              <th scope="col">{texts.people}</th>
              <th scope="col" className="cell-wide">
                {texts.last}
              </th>
              <th scope="col">{texts.since}</th>
              {mayWrite ? <th scope="col">{texts.activate}</th> : null}
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => (
              <ReportRow key={report.rule} report={report} title={titleOf(report.rule)} mayWrite={mayWrite} />
            ))}
          </tbody>
        </table>
      </div>
      {mayWrite && reports.length > 1 ? (
        <p>
          {texts.replayAll((text) => (
            <Link href="/console/rules/replay?report_only=active">{text}</Link>
          ))}
        </p>
      ) : null}
    </Panel>
  );
}

function ReportRow({ report, title, mayWrite }: { report: ReportCounts; title: string; mayWrite: boolean }) {
  return (
    <tr>
      <th scope="row">
        <Named text={title} />
        {report.newest === null ? null : <span className="field-hint"> {texts.newestOnly(report.newest)}</span>}
      </th>
      <td data-title={texts.refused}>{numberText(report.denied)}</td>
      <td data-title={texts.asked}>{numberText(report.stepped_up)}</td>
      <td data-title={texts.allowed}>{numberText(report.allowed)}</td>
      <td data-title={texts.people}>{numberText(report.people)}</td>
      <td data-title={texts.last} className="cell-wide">
        <Moment at={report.last_at} />
      </td>
      <td data-title={texts.since}>
        <Moment at={report.since} />
      </td>
      {mayWrite ? (
        <td data-title={texts.activate}>
          <LinkButton kind="plain" href={`/console/rules/promote/${encodeURIComponent(report.rule)}`}>
            {texts.activateFirst}
          </LinkButton>
        </td>
      ) : null}
    </tr>
  );
}
