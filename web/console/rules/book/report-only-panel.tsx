import type { ReportCounts, RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { Link } from "wouter";
import { Named } from "../../../ui/quoted.tsx";
import { useMay } from "../../session/use-session.ts";
import { countOf } from "../../ui/count-of.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";

/** Lists rules that only report: what each would have done, and since when that is counted. */
export function ReportOnlyPanel({ answer: { rules, reports } }: { answer: RulesAnswer }) {
  const mayWrite = useMay()("rules.write");
  if (reports.length === 0) return null;
  const long = reports.filter(({ is_long }) => is_long);
  const titleOf = (rule: string) => rules.find(({ id }) => id === rule)?.title ?? rule;
  return (
    <Panel title="Rules that only report">
      {long.length === 0 ? null : (
        <Notice
          tone="wait"
          title={
            long.length === 1
              ? "A rule has only reported for 30 days or more"
              : `${long.length} rules have only reported for 30 days or more`
          }
        >
          <p>Until it is put in force or taken out, it keeps nobody out, whatever its author meant it to do.</p>
        </Notice>
      )}
      <p>Had they been in force, so many logins, refreshes and exchanges would have gone otherwise.</p>
      <div className="table-scroll">
        <table className="rows rows-of-rules">
          <caption className="unseen">What rules in report-only would have done</caption>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Refused</th>
              <th scope="col">Asked more</th>
              <th scope="col">Let in</th>
              <th scope="col">People</th>
              <th scope="col">Last</th>
              <th scope="col">Since</th>
              {mayWrite ? <th scope="col">Put in force</th> : null}
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
          <Link href="/console/rules/replay?report_only=in_force">Replay the last days</Link> as if all of{" "}
          {countOf(reports.length, "rule")} were in force.
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
        {report.newest === null ? null : (
          <span className="field-hint"> the newest {report.newest.toLocaleString("en")} only</span>
        )}
      </th>
      <td data-title="Refused">{report.denied.toLocaleString("en")}</td>
      <td data-title="Asked more">{report.stepped_up.toLocaleString("en")}</td>
      <td data-title="Let in">{report.allowed.toLocaleString("en")}</td>
      <td data-title="People">{report.people.toLocaleString("en")}</td>
      <td data-title="Last">
        <Moment at={report.last_at} />
      </td>
      <td data-title="Since">
        <Moment at={report.since} />
      </td>
      {mayWrite ? (
        <td data-title="Put in force">
          <LinkButton kind="plain" href={`/console/rules/promote/${encodeURIComponent(report.rule)}`}>
            Look first…
          </LinkButton>
        </td>
      ) : null}
    </tr>
  );
}
