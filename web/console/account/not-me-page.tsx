import { type NotMe, type NotMeDone, notMeApi, notMeSchema } from "@nearside/shared/api/console/not-me.ts";
import { useState } from "react";
import * as v from "valibot";
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
  login: { title: "Logins", href: "/account/logins" },
  enrolment: { title: "Machines", href: "/account/machines" },
  session: { title: "Sign-ins", href: "/account/sessions" },
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
      // After a sign-out, reading anew would put the sign-in in front of what the person has to read now.
      if (!answer.signed_out) makeStale(ACCOUNT_STALE);
    },
  });
  const back = BACK[notMe.what];
  return (
    <Page title="This wasn't me" crumbs={[...ACCOUNT_CRUMBS, back]}>
      {done === undefined ? (
        <Reading reading={preview} what="what will happen">
          {(will) => (
            <Panel title="What will happen">
              <NotMeEffects what={notMe.what} will={will} />
              <div className="panel-actions">
                <Button kind="solid" onPress={() => say.begin({ to: notMeApi.say, change: notMe }, true)}>
                  This wasn't me: do all of it
                </Button>
                <LinkButton href={back.href} kind="plain">
                  It was me
                </LinkButton>
              </div>
            </Panel>
          )}
        </Reading>
      ) : (
        <NotMeResult what={notMe.what} done={done} />
      )}
      <ConfirmChange change={say} title="This wasn't me" verb="Do it" tone="alert" />
    </Page>
  );
}
