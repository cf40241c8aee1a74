import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { useEffect, useSyncExternalStore } from "react";
import { shellTexts } from "../../texts/console/frame.tsx";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useConsole } from "../console-context.ts";
import { endOf, type LastAnswer, type SessionMachine } from "../session/session.ts";
import { useSession } from "../session/use-session.ts";
import { clockTime } from "../ui/moment.tsx";

const texts = shellTexts.session;

/** Milliseconds before the end of the session from which on the person is warned. */
const WARNING_MILLISECONDS = 2 * 60_000;
/** Milliseconds after the end by this browser's clock before the server, which alone judges, is asked. */
const GRACE_MILLISECONDS = 2_000;

/** Says who is signed in, on which machine, in which role and until when, and offers to sign out. */
export function SessionLine({ session: machine, lastAnswer }: { session: SessionMachine; lastAnswer: LastAnswer }) {
  const { clock } = useConsole();
  const session = useSession();
  const state = useSyncExternalStore(machine.subscribe, machine.state);
  const now = useNow(clock);
  const end = endOf(session, lastAnswer);
  const isOver = now > end + GRACE_MILLISECONDS;

  useEffect(() => {
    if (isOver) machine.send({ type: "look_again" });
  }, [isOver, machine]);

  const isSoon = end - now <= WARNING_MILLISECONDS && !isOver;
  const problem = state.at === "signed_in" ? state.problem : undefined;
  return (
    <>
      <div className="session-line">
        <p>
          <strong>
            <Named text={session.user.display_name} />
          </strong>
          <span>
            {texts.who({
              role: ROLE_NAMES[session.user.role],
              machine: <Named text={session.machine.hostname} />,
              ends: clockTime(session.endsAt),
            })}
          </span>
        </p>
        <Button kind="plain" small onPress={() => machine.send({ type: "sign_out" })}>
          {state.at === "signing_out" ? texts.signingOut : texts.signOut}
        </Button>
      </div>
      <div className="session-warning" role="status">
        {isSoon ? (
          <>
            <span>{texts.endsSoon(clockTime(end))}</span>
            {end < session.endsAt ? (
              <Button kind="plain" small onPress={() => machine.send({ type: "look_again" })}>
                {texts.stay}
              </Button>
            ) : null}
          </>
        ) : null}
        {problem === undefined ? null : <span>{problem.sentence}</span>}
      </div>
    </>
  );
}
