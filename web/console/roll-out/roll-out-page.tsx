import { type RollOutAnswer, rollOutApi } from "@nearside/shared/api/console/roll-out.ts";
import { rollOutTexts as texts } from "../../texts/console/roll-out.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { Tabs } from "../layout/tabs.tsx";
import { Badge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { PolicyPanel } from "./policy-shown.tsx";
import { ROLL_OUT_TABS } from "./roll-out-tabs.ts";

/** GET /api/console/roll-out: the extension that this server hands out, and the policies that put it into browsers. */
export function RollOutPage() {
  const reading = useRead(rollOutApi.view);
  return (
    <Page title={texts.title} lead={texts.policies.lead}>
      <Tabs label={texts.tabs.label} tabs={ROLL_OUT_TABS} />
      <Reading reading={reading} what={texts.policies.what}>
        {(answer) => (
          <>
            <Extension answer={answer} />
            {answer.policies.length === 0 ? null : <PolicyPanel policies={answer.policies} />}
          </>
        )}
      </Reading>
    </Page>
  );
}

function Extension({ answer: { extension, firefox, ids } }: { answer: RollOutAnswer }) {
  if (extension === null)
    return (
      <Notice tone="alert" title={texts.extension.missing.title}>
        <p>{texts.extension.missing.says}</p>
      </Notice>
    );
  return (
    <Panel title={texts.extension.title}>
      {ids.some(({ kept_back }) => kept_back) ? (
        <Notice tone="alert" title={texts.extension.keptBack.title}>
          <p>{texts.extension.keptBack.says}</p>
        </Notice>
      ) : null}
      <Details>
        <Detail name={texts.extension.version}>{extension}</Detail>
        {ids.map(({ id, state, created_at }) => (
          <Detail key={id} name={state === "active" ? texts.extension.id : texts.extension.formerId}>
            {texts.extension.key(
              <Exact text={id} />,
              state === "active" ? null : <Badge tone="wait">{texts.extension.untilEnded}</Badge>,
              <Moment at={created_at} />,
            )}
          </Detail>
        ))}
        <Detail name={texts.extension.firefox}>{texts.firefox[firefox]}</Detail>
      </Details>
    </Panel>
  );
}
