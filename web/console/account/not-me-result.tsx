import type { NotMe, NotMeDone } from "@nearside/shared/api/console/not-me.ts";
import { countOf } from "../ui/count-of.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";

const MACHINE: Readonly<Record<NotMeDone["machine"], string | null>> = {
  quarantined: "The machine that it came from is quarantined.",
  revoked: "The machine that it was for is revoked, and never let in.",
  was_out_of_force: "The machine that it came from was out of force already.",
  none: null,
};

/** Says what was done, and what the person does next. */
export function NotMeResult({ what, done }: { what: NotMe["what"]; done: NotMeDone }) {
  const ended = [
    done.tokens === 0 ? null : `${countOf(done.tokens, "login")} in force`,
    done.logins === 0 ? null : `${countOf(done.logins, "login")} that waited`,
    done.enrolments === 0 ? null : countOf(done.enrolments, "enrolment"),
    done.sessions === 0 ? null : countOf(done.sessions, "sign-in"),
  ].filter((one) => one !== null);
  return (
    <>
      <Notice tone="wait" title="The alarm is raised, and your administrators are told">
        <p>
          {[MACHINE[done.machine], ended.length === 0 ? null : `Ended: ${ended.join(", ")}.`]
            .filter((one) => one !== null)
            .join(" ")}
        </p>
      </Notice>
      <Panel title="What to do next">
        <ol className="bullets">
          {done.signed_out ? <li>You are signed out here. Do not go on working on this machine.</li> : null}
          <li>
            Talk to an administrator, in person or on the telephone, and not by a link or a number that somebody sent
            you.
          </li>
          <li>Tell nobody the six words of an enrolment, and no code.</li>
          <li>
            {what === "enrolment"
              ? "Ask who had the ticket that was made for you: it has been in other hands."
              : "Look at your authenticator: whoever did this had it, and its PIN or your fingerprint, or your unlocked machine."}
          </li>
          {done.signed_out ? null : (
            <li>Look through your other logins, machines and sign-ins, and say so of each that was not you.</li>
          )}
        </ol>
        {done.signed_out ? null : (
          <div className="panel-actions">
            <LinkButton href="/account/logins">My logins</LinkButton>
            <LinkButton href="/account/machines" kind="plain">
              My machines
            </LinkButton>
            <LinkButton href="/account/sessions" kind="plain">
              Sign-ins
            </LinkButton>
          </div>
        )}
      </Panel>
    </>
  );
}
