import type { NotMe, NotMeDone } from "@nearside/shared/api/console/not-me.ts";
import { notMeTexts } from "../../texts/console/account-logins.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";

const texts = notMeTexts.done;

const MACHINE: Readonly<Record<NotMeDone["machine"], string | null>> = {
  quarantined: texts.quarantined,
  revoked: texts.revoked,
  was_out_of_force: texts.machineEnded,
  none: null,
};

/** Says what was done, and what the person does next. */
export function NotMeResult({ what, done }: { what: NotMe["what"]; done: NotMeDone }) {
  const machine = MACHINE[done.machine];
  const ended = texts.ended(done);
  return (
    <>
      <Notice tone="wait" title={texts.title}>
        {machine === null ? null : <p>{machine}</p>}
        {ended === undefined ? null : <p>{ended}</p>}
      </Notice>
      <Panel title={texts.next}>
        <ol className="bullets">
          {done.signed_out ? <li>{texts.signedOut}</li> : null}
          <li>{texts.talk}</li>
          <li>{texts.words}</li>
          <li>{what === "enrolment" ? texts.ticket : texts.authenticator}</li>
          {done.signed_out ? null : <li>{texts.others}</li>}
        </ol>
        {done.signed_out ? null : (
          <div className="panel-actions">
            <LinkButton href="/account/logins">{texts.logins}</LinkButton>
            <LinkButton href="/account/machines" kind="plain">
              {texts.machines}
            </LinkButton>
            <LinkButton href="/account/sessions" kind="plain">
              {texts.sessions}
            </LinkButton>
          </div>
        )}
      </Panel>
    </>
  );
}
