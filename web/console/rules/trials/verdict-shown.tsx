import type { WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { withCode } from "../../../texts/with-code.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { StateBadge } from "../../ui/badge.tsx";
import { KIND_WORDS } from "../shown/rule-words.ts";
import { DecidingRules, OutcomeShown } from "./outcome-shown.tsx";

type Part = WhatIfAnswer["parts"][number];

const texts = trialTexts.whatIf.verdict;

/** Shows the outcome, the outcome with the report-only rules active, and the part of every rule. */
export function VerdictShown({ answer: { verdict, parts } }: { answer: WhatIfAnswer }) {
  const speaking = parts.filter(({ part }) => part === "applies" || part === "error");
  const silent = parts.filter(({ part }) => part !== "applies" && part !== "error");
  return (
    <>
      <div className="outcomes" role="status">
        <OutcomeShown title={texts.own} outcome={verdict} />
        {verdict.because === "not_permitted" && speaking.some(saysYes) ? <p>{texts.unknownHost}</p> : null}
        {verdict.would === null ? null : <OutcomeShown title={texts.would} outcome={verdict.would} />}
      </div>
      {verdict.reports.length === 0 ? null : (
        <>
          <h3>{texts.reportOnly}</h3>
          <DecidingRules rules={verdict.reports} />
        </>
      )}
      <h3>{texts.parts}</h3>
      {speaking.length === 0 ? <p>{texts.noneApplies}</p> : <PartsTable what={texts.applying} parts={speaking} />}
      {silent.length === 0 ? null : (
        <details>
          <summary>{texts.silent(silent.length)}</summary>
          <PartsTable what={texts.silentCaption} parts={silent} />
        </details>
      )}
    </>
  );
}

/** A rule that allows others by the same conditions. */
const saysYes = ({ kind, part, report_only }: Part): boolean => kind === "permit" && part === "applies" && !report_only;

function PartsTable({ what, parts }: { what: string; parts: readonly Part[] }) {
  return (
    <div className="table-scroll">
      <table className="rows rows-of-rules">
        <caption className="unseen">{what}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.rule}</th>
            <th scope="col">{texts.kind}</th>
            <th scope="col">{texts.part}</th>
            <th scope="col">{texts.line}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ rule, title, kind, report_only, part, error, line }) => (
            <tr key={rule}>
              <th scope="row">
                {title === null ? null : (
                  <>
                    <Named text={title} />{" "}
                  </>
                )}
                <Exact text={rule} />
              </th>
              <td data-title={texts.kind}>
                <span>
                  {report_only ? (
                    texts.kindReportOnly(<StateBadge words={KIND_WORDS[kind]} />)
                  ) : (
                    <StateBadge words={KIND_WORDS[kind]} />
                  )}
                </span>
              </td>
              <td data-title={texts.part}>
                <span>
                  <StateBadge words={texts.partTitles[part]} />
                  {error === null ? null : (
                    <>
                      {" "}
                      <bdi>{withCode(makeVisible(error))}</bdi>
                    </>
                  )}
                </span>
              </td>
              <td data-title={texts.line}>{line}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
