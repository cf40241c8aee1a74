import { type NotMe, type NotMeDone, notMeApi, notMeSchema } from "@nearside/shared/api/console/not-me.ts";
import { useState } from "react";
import * as v from "valibot";
import { accountTexts } from "../../texts/console/account.tsx";
import { notMeTexts as texts } from "../../texts/console/account-logins.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useAsk } from "../data/use-ask.ts";
import { useMakeStale } from "../data/use-stale.ts";
import { NowherePage, Page, type PageParams } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_CRUMBS, ACCOUNT_STALE } from "./account-tabs.tsx";
import { NotMeEffects } from "./not-me-effects.tsx";
import { NotMeResult } from "./not-me-result.tsx";

/** "This wasn't me", about the thing that the address names. */
export function NotMePage({ params }: { params: PageParams }) {
  const parsed = v.safeParse(notMeSchema, { what: params["what"], id: params["thing"] });
  return parsed.success ? <Say notMe={parsed.output} /> : <NowherePage />;
}

const BACK: Readonly<Record<NotMe["what"], { readonly title: string; readonly href: string }>> = {
  login: { title: accountTexts.tabs.logins, href: "/account/logins" },
  enrolment: { title: accountTexts.tabs.machines, href: "/account/machines" },
  session: { title: accountTexts.tabs.sessions, href: "/account/sessions" },
};

/** POST …/not-me/preview says what will happen. The button does it, and the page then says what to do next. */
function Say({ notMe }: { notMe: NotMe }) {
  const preview = useAsk(notMeApi.preview, notMe);
  const [done, setDone] = useState<NotMeDone>();
  const makeStale = useMakeStale();
  const say = useChange<typeof notMeApi.say>({
    stale: [],
    onMade: (answer) => {
      setDone(answer);
      // After a sign-out, reading again would put the sign-in in front of what the person has to read now.
      if (!answer.signed_out) makeStale(ACCOUNT_STALE);
    },
  });
  const back = BACK[notMe.what];
  return (
    <Page title={texts.title} crumbs={[...ACCOUNT_CRUMBS, back]}>
      {done === undefined ? (
        <Reading reading={preview} what={texts.reading}>
          {(will) => (
            <Panel title={texts.consequences.title}>
              <NotMeEffects what={notMe.what} will={will} />
              <div className="panel-actions">
                <Button kind="solid" onPress={() => say.begin({ to: notMeApi.say, change: notMe }, true)}>
                  {texts.report}
                </Button>
                <LinkButton href={back.href} kind="plain">
                  {texts.itWasMe}
                </LinkButton>
              </div>
            </Panel>
          )}
        </Reading>
      ) : (
        <NotMeResult what={notMe.what} done={done} />
      )}
      <ConfirmChange change={say} title={texts.confirm} verb={texts.confirmVerb} tone="alert" />
    </Page>
  );
}
