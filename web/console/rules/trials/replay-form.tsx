import { replayBodySchema, ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ChangeForm } from "../../change/change-form.tsx";
import { CheckboxField, NumberField } from "../../form/fields.tsx";

const texts = trialTexts.replay;

const MONTH_DAYS = 30;

/** Runs a set against every login of the last days. */
export function ReplayForm({
  text,
  hasReportOnly,
  reportOnlyActive = false,
  onBegun,
}: {
  text: string;
  /** True if a rule of the set only reports. */
  hasReportOnly: boolean;
  /** True if such rules are judged as if they were active, unless the person says otherwise. */
  reportOnlyActive?: boolean;
  onBegun: (id: string, isReportOnlyActive: boolean) => void;
}) {
  return (
    <ChangeForm<typeof ruleTrialsApi.beginReplay>
      to={ruleTrialsApi.beginReplay}
      schema={replayBodySchema}
      changeOf={({ days, report_only_active }) => ({
        text,
        days,
        report_only_active: report_only_active ?? false,
      })}
      send={texts.send}
      title={texts.confirmTitle}
      stale={[ruleTrialsApi.replay]}
      onMade={({ id }, { report_only_active }) => onBegun(id, report_only_active)}
    >
      <NumberField name="days" label={texts.days} hint={texts.daysHint} initial={MONTH_DAYS} />
      {hasReportOnly ? (
        <CheckboxField name="report_only_active" label={texts.activateReportOnly} initial={reportOnlyActive} />
      ) : null}
    </ChangeForm>
  );
}
