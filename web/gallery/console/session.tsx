import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import type { Meeting, SessionState } from "../../console/session/session-state.ts";
import { CALM_OVERVIEW } from "./overview.tsx";
import { SampleConsole } from "./sample-console.tsx";

const MEETING: Omit<Meeting, "key"> = {
  signIn: "",
  user: { name: "ada", display_name: "Ada Lovelace" },
  options: { challenge: "", rpId: "", timeout: 60_000, userVerification: "required", allowCredentials: [] },
};

/** Shows the sign-in in each of its states, and the warning that the session ends soon. */
export function sessionSamples(clock: Clock): Record<string, ReactNode> {
  const signedOut: Record<string, SessionState> = {
    sign_in: { at: "signed_out", because: "never", problem: undefined, former: undefined },
    signed_out: { at: "signed_out", because: "by_person", problem: undefined, former: undefined },
    sign_in_again: {
      at: "signed_out",
      because: "never",
      problem: new ConsoleProblem("passkey_unused"),
      former: undefined,
    },
    opening: { at: "opening", former: undefined },
    unopened: { at: "unopened", problem: new ConsoleProblem("server_unreachable"), former: undefined },
    extension_missing: { at: "extension_missing", former: undefined },
    not_enrolled: { at: "not_enrolled", problem: new ConsoleProblem("not_enrolled"), former: undefined },
    meeting: { at: "meeting", as: undefined, former: undefined },
    choosing: {
      at: "choosing",
      users: [
        { id: "us_A", name: "ada" },
        { id: "us_B", name: `${"grace.hopper-".repeat(9)}@example.com` },
      ],
      former: undefined,
    },
  };
  const samples: Record<string, ReactNode> = {};
  for (const [name, state] of Object.entries(signedOut))
    samples[name] = <SampleConsole clock={clock} path="/console" state={() => state} />;
  for (const because of ["idle", "expired", "ended"] as const)
    samples[`signed_out_${because}`] = (
      <SampleConsole
        clock={clock}
        path="/console"
        state={(former) => ({ at: "signed_out", because, problem: undefined, former })}
      />
    );
  samples["touching"] = (
    <SampleConsole
      clock={clock}
      path="/console"
      state={({ machine }) => ({
        at: "touching",
        former: undefined,
        meeting: { ...MEETING, key: { jkt: machine.device } as Meeting["key"] },
      })}
    />
  );
  samples["idle_soon"] = (
    <SampleConsole clock={clock} path="/console" answers={CALM_OVERVIEW} idleSince={29 * 60_000} />
  );
  return samples;
}
