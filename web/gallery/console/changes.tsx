import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { type ChangeState, orderOf } from "../../console/change/change-state.ts";
import { ConfirmChange } from "../../console/change/confirm-change.tsx";
import { Page } from "../../console/layout/page.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { SampleConsole } from "./sample-console.tsx";

const ORDER = orderOf(at(peopleApi.suspend, "us_1"), { note: "" });
const TOUCH = {
  nonce: "",
  options: { rpId: "", timeout: 60_000, userVerification: "required", allowCredentials: [] },
} as const;
const WRONG = [{ field: "until", problem: "This lies in the past." }];

/** Shows the states of one change, from the question whether it is meant to how it went. */
export function changeSamples(clock: Clock): Record<string, ReactNode> {
  const states: Record<string, ChangeState> = {
    confirming: { at: "confirming", order: ORDER },
    confirming_typed: { at: "confirming", order: ORDER },
    touching: {
      at: "touching",
      order: ORDER,
      touch: { ...TOUCH, options: { ...TOUCH.options, allowCredentials: [] } },
    },
    sending: { at: "sending", order: ORDER, touch: undefined },
    failed: { at: "failed", order: ORDER, problem: new ConsoleProblem("passkey_unused") },
    failed_fields: { at: "failed", order: ORDER, problem: new ConsoleProblem("invalid_request", { fields: WRONG }) },
    maybe_changed: { at: "failed", order: ORDER, problem: new ConsoleProblem("maybe_changed") },
  };
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      <SampleConsole
        key={name}
        clock={clock}
        path="/console/sample"
        shown={() => <ChangePage state={state} typed={name === "confirming_typed" ? "alice" : undefined} />}
      />,
    ]),
  );
}

function ChangePage({ state, typed }: { state: ChangeState; typed: string | undefined }) {
  const nothing = () => undefined;
  const change = { state, confirm: nothing, tryAgain: nothing, close: nothing };
  return (
    <Page title="Alice Liddell">
      <p>Behind the dialog.</p>
      <ConfirmChange
        change={change}
        title="Suspend Alice Liddell (alice)?"
        verb="Suspend"
        tone="alert"
        {...(typed === undefined ? {} : { typed })}
      >
        <p>
          Her 3 sessions and 2 logins end at once, and no login of hers can be approved until somebody reactivates her.
        </p>
        <ul>
          <li>Machines and passkeys stay enrolled.</li>
          <li>What waits for approval is refused.</li>
        </ul>
      </ConfirmChange>
    </Page>
  );
}
