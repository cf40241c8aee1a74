import type { WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { type BadgeWords, StateBadge } from "../../ui/badge.tsx";
import { countOf } from "../../ui/count-of.ts";
import { KIND_WORDS } from "../shown/rule-words.ts";
import { DecidingRules, OutcomeShown } from "./outcome-shown.tsx";

type Part = WhatIfAnswer["parts"][number];

const PARTS: Readonly<Record<Part["part"], BadgeWords>> = {
  applies: { title: "Applies", tone: "near" },
  error: { title: "Failed", tone: "alert" },
  condition_fails: { title: "Its condition does not hold", tone: "plain" },
  scope_differs: { title: "Is about others", tone: "plain" },
};

/** Shows the outcome, the outcome with the report-only rules in force, and the part of every rule. */
export function VerdictShown({ answer: { verdict, parts } }: { answer: WhatIfAnswer }) {
  const speaking = parts.filter(({ part }) => part === "applies" || part === "error");
  const silent = parts.filter(({ part }) => part !== "applies" && part !== "error");
  return (
    <>
      <div className="outcomes" role="status">
        <OutcomeShown title="It is" outcome={verdict} />
        {verdict.because === "not_permitted" && speaking.some(saysYes) ? (
          <p>
            Nobody knows this host, and no rule that says yes here names such hosts: one that compares{" "}
            <code>context.place.known</code> with <code>"unknown"</code> does.
          </p>
        ) : null}
        {verdict.would === null ? null : (
          <OutcomeShown title="With the rules that only report it would be" outcome={verdict.would} />
        )}
      </div>
      {verdict.reports.length === 0 ? null : (
        <>
          <h3>Rules that only report, and apply</h3>
          <DecidingRules rules={verdict.reports} />
        </>
      )}
      <h3>Each rule's part in it</h3>
      {speaking.length === 0 ? <p>No rule applies.</p> : <PartsTable what="Rules that apply" parts={speaking} />}
      {silent.length === 0 ? null : (
        <details>
          <summary>{countOf(silent.length, "rule has", "rules have")} no part in it</summary>
          <PartsTable what="Rules that have no part in it" parts={silent} />
        </details>
      )}
    </>
  );
}

/** A rule that lets others in by the same conditions. */
const saysYes = ({ kind, part, report_only }: Part): boolean => kind === "permit" && part === "applies" && !report_only;

function PartsTable({ what, parts }: { what: string; parts: readonly Part[] }) {
  return (
    <div className="table-scroll">
      <table className="rows rows-of-rules">
        <caption className="unseen">{what}</caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">What it does</th>
            <th scope="col">Its part</th>
            <th scope="col">Line</th>
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
              <td data-title="What it does">
                <span>
                  <StateBadge words={KIND_WORDS[kind]} />
                  {report_only ? " only reports" : ""}
                </span>
              </td>
              <td data-title="Its part">
                <span>
                  <StateBadge words={PARTS[part]} />
                  {error === null ? null : (
                    <>
                      {" "}
                      <Named text={error} />
                    </>
                  )}
                </span>
              </td>
              <td data-title="Line">{line}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
