import type { NotMe, NotMePreview } from "@nearside/shared/api/console/not-me.ts";
import { notMeTexts } from "../../texts/console/account-logins.tsx";
import { Named } from "../../ui/quoted.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";

const texts = notMeTexts.consequences;

/** Says everything that "this wasn't me" does, before it is done. */
export function NotMeEffects({ what, will }: { what: NotMe["what"]; will: NotMePreview }) {
  const { machine, tokens, sessions, is_open } = will;
  return (
    <>
      <p>{texts[what]({ title: <Named text={will.title} />, time: exactTime(will.at) })}</p>
      <ul className="bullets">
        {what === "login" && is_open ? <li>{texts.openLogin}</li> : null}
        {what === "enrolment" && is_open ? <li>{texts.openEnrolment}</li> : null}
        {tokens > 0 ? <li>{texts.tokens}</li> : null}
        <MachineWill machine={machine} />
        <li>{texts.sessions({ sessions })}</li>
        <li>{texts.alarm}</li>
      </ul>
      <MachineNotice machine={machine} />
      <p>{texts.undo}</p>
    </>
  );
}

function MachineWill({ machine }: { machine: NotMePreview["machine"] }) {
  if (machine === null) return null;
  const named = { machine: <Named text={machine.hostname} /> };
  switch (machine.will) {
    case "quarantine":
      return <li>{texts.quarantine(named)}</li>;
    case "revoke":
      return <li>{texts.revoke(named)}</li>;
    case "none":
      return <li>{texts.machineEnded(named)}</li>;
  }
}

function MachineNotice({ machine }: { machine: NotMePreview["machine"] }) {
  if (machine === null || machine.will === "none") return null;
  const { is_here, is_last } = machine;
  if (is_here)
    return (
      <Notice tone="wait" title={texts.here}>
        <p>{is_last ? texts.hereLastText : texts.hereText}</p>
      </Notice>
    );
  if (!is_last) return null;
  return (
    <Notice tone="wait" title={texts.last}>
      <p>{texts.lastText}</p>
    </Notice>
  );
}
