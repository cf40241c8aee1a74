import { type RollOutAnswer, rollOutApi } from "@nearside/shared/api/console/roll-out.ts";
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
import { FIREFOX_WORDS } from "./roll-out-words.ts";

/** GET /api/console/roll-out: the extension that this server hands out, and the policies that put it into browsers. */
export function RollOutPage() {
  const reading = useRead(rollOutApi.view);
  return (
    <Page title="Roll-out" lead="How the extension comes to people's browsers by itself, and what they run today.">
      <Tabs label="Roll-out" tabs={ROLL_OUT_TABS} />
      <Reading reading={reading} what="the roll-out">
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
      <Notice tone="alert" title="This server has no extension to hand out">
        <p>
          It was started from a checkout in which the extension was not built. Build it with <code>npm run build</code>,
          and start the server again.
        </p>
      </Notice>
    );
  return (
    <Panel title="The extension">
      {ids.some(({ kept_back }) => kept_back) ? (
        <Notice tone="alert" title="It is older than what was handed out before, so it is kept back">
          <p>Machines keep what they have. Upgrade the server again, or put its newer package back.</p>
        </Notice>
      ) : null}
      <Details>
        <Detail name="Version">{extension}</Detail>
        {ids.map(({ id, state, created_at }) => (
          <Detail key={id} name={state === "active" ? "Id in Chromium" : "Id before"}>
            <Exact text={id} /> {state === "active" ? null : <Badge tone="wait">Until you end it</Badge>} by a key made{" "}
            <Moment at={created_at} />
          </Detail>
        ))}
        <Detail name="Firefox">
          {firefox === "handed_out" ? "What Mozilla signed is handed out." : FIREFOX_WORDS[firefox]}
        </Detail>
      </Details>
    </Panel>
  );
}
