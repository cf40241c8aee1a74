import { replayBodySchema, ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { ChangeForm } from "../../change/change-form.tsx";
import { CheckboxField, NumberField } from "../../form/fields.tsx";

const MONTH_DAYS = 30;

/** Runs a set against every login of the last days. */
export function ReplayForm({
  text,
  hasReportOnly,
  inForce = false,
  onBegun,
}: {
  text: string;
  /** True if a rule of the set only reports. */
  hasReportOnly: boolean;
  /** True if such rules are judged as if they were in force, unless the person says otherwise. */
  inForce?: boolean;
  onBegun: (id: string) => void;
}) {
  return (
    <ChangeForm
      to={ruleTrialsApi.beginReplay}
      schema={replayBodySchema}
      changeOf={({ days, report_only_in_force }) => ({
        text,
        days,
        report_only_in_force: report_only_in_force ?? false,
      })}
      send="Replay"
      title="Replay the logins?"
      stale={[ruleTrialsApi.replay]}
      onMade={({ id }) => onBegun(id)}
    >
      <NumberField
        name="days"
        label="Logins of the last … days"
        hint="1 to 730, as far back as the server keeps them."
        initial={MONTH_DAYS}
      />
      {hasReportOnly ? (
        <CheckboxField name="report_only_in_force" label="As if rules in report-only were in force" initial={inForce} />
      ) : null}
    </ChangeForm>
  );
}
