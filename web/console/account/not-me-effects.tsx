import type { NotMe, NotMePreview } from "@nearside/shared/api/console/not-me.ts";
import { Named } from "../../ui/quoted.tsx";
import { countOf } from "../ui/count-of.ts";
import { exactTime } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";

/** Says everything that "this wasn't me" does, before it is done. */
export function NotMeEffects({ what, will }: { what: NotMe["what"]; will: NotMePreview }) {
  const { machine, tokens, sessions, is_open } = will;
  return (
    <>
      <p>
        <What what={what} title={will.title} /> at {exactTime(will.at)}. If you know nothing of it, this is done, all of
        it at once:
      </p>
      <ul className="bullets">
        {what === "login" && is_open ? <li>The login still waits: it is refused.</li> : null}
        {what === "enrolment" && is_open ? <li>The enrolment is refused, and never let in.</li> : null}
        {tokens > 0 ? <li>What the login gave ends for good, with every token of it.</li> : null}
        <MachineWill machine={machine} />
        <li>
          {sessions === 0
            ? "You are signed in nowhere else: nothing ends there."
            : `${countOf(sessions, "sign-in")} of yours in other places ${sessions === 1 ? "ends" : "end"}.`}
        </li>
        <li>An alarm is raised: your administrators are told, and it stands in the security log with your name.</li>
      </ul>
      {machine?.is_here === true && machine.will !== "none" ? (
        <Notice tone="wait" title="It is the machine that you are on: you are signed out here">
          <p>
            Before you go on, note how to reach an administrator without this machine. {machine.is_last ? LAST : null}
          </p>
        </Notice>
      ) : machine?.is_last === true && machine.will !== "none" ? (
        <Notice tone="wait" title="It is your last machine">
          <p>{LAST}</p>
        </Notice>
      ) : null}
      <p>
        Only an administrator undoes it: by releasing the machine, once somebody has looked at it. What ended stays
        ended.
      </p>
    </>
  );
}

const LAST =
  "It is the only machine that you can approve on: until an administrator releases it, or gives you a ticket for another one, nothing can be approved in your name.";

function What({ what, title }: { what: NotMe["what"]; title: string }) {
  const named = <Named text={title} />;
  switch (what) {
    case "login":
      return <>A login to {named} was asked for</>;
    case "enrolment":
      return <>An enrolment in your name was begun on {named}</>;
    case "session":
      return <>Somebody signed in to your account on {named}</>;
  }
}

function MachineWill({ machine }: { machine: NotMePreview["machine"] }) {
  if (machine === null) return null;
  const named = <Named text={machine.hostname} />;
  switch (machine.will) {
    case "quarantine":
      return (
        <li>
          The machine {named}, where it came from, is quarantined: no login, no token and no sign-in of it counts until
          an administrator releases it. Logins that wait there are refused.
        </li>
      );
    case "revoke":
      return <li>The machine {named}, which waits to be let in, is revoked for good.</li>;
    case "none":
      return <li>The machine {named}, where it came from, is out of force already: it stays so.</li>;
  }
}
