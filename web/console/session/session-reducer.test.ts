import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { newSessionKey } from "../wire/session-key.ts";
import { reduceSession } from "./session-reducer.ts";
import type { Meeting, Session, SessionEvent, SessionState } from "./session-state.ts";

const HOUR = 3_600_000;
const SESSION: Session = {
  user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "ada", display_name: "Ada Lovelace", role: "owner" },
  machine: { device: "A".repeat(43), hostname: "ada-laptop", browser: "Chromium" },
  signedInAt: 0,
  endsAt: 8 * HOUR,
  idleFor: HOUR / 2,
};
const ASSERTION: AssertionJson = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "", authenticatorData: "", signature: "" },
};
const problem = (code: string, refusal?: string) => ({
  type: "failed" as const,
  problem: new ConsoleProblem(code, { refusal }),
});
let meeting: Meeting;
beforeAll(async () => {
  meeting = {
    signIn: "",
    key: await newSessionKey(0),
    user: { name: "ada", display_name: "Ada" },
    options: { challenge: "", rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
  };
});

const walk = (events: readonly SessionEvent[], from: SessionState = { at: "opening", former: undefined }) =>
  events.reduce<SessionState>(reduceSession, from);
const SIGNED_IN: SessionState = { at: "signed_in", session: SESSION, problem: undefined, former: SESSION };
const ended = (now: number, lastAnsweredAt: number): SessionEvent => ({ type: "ended", now, lastAnsweredAt });

describe("a session", () => {
  it("opens where there is one", () => {
    expect(walk([{ type: "opened", session: SESSION }])).toEqual(SIGNED_IN);
  });

  it("begins with the extension, then the passkey, then the server", () => {
    const meetingNow = walk([ended(0, 0), { type: "sign_in" }]);
    expect(meetingNow.at).toBe("meeting");
    const met = reduceSession(meetingNow, { type: "met", meeting });
    expect(met.at).toBe("touching");
    const touched = reduceSession(met, { type: "asserted", assertion: ASSERTION });
    expect(touched.at).toBe("entering");
    expect(reduceSession(touched, { type: "opened", session: SESSION })).toEqual(SIGNED_IN);
  });

  it("asks the person whom it is to be, and continues with that one", () => {
    const users = [{ id: "us_A", name: "ada" }];
    const choosing = walk([ended(0, 0), { type: "sign_in" }, { type: "to_choose", users }]);
    expect(choosing).toMatchObject({ at: "choosing", users });
    expect(reduceSession(choosing, { type: "choose", user: "us_A" })).toMatchObject({ at: "meeting", as: "us_A" });
    expect(walk([{ type: "cancel" }, { type: "sign_in" }], choosing)).toMatchObject({ at: "meeting", as: undefined });
  });

  it("does not skip a step", () => {
    const out = walk([ended(0, 0)]);
    for (const event of [
      { type: "met", meeting },
      { type: "asserted", assertion: ASSERTION },
      { type: "opened", session: SESSION },
    ] as const)
      expect(reduceSession(out, event)).toBe(out);
  });

  it.each([
    ["idle", 2 * HOUR, HOUR],
    ["expired", 8 * HOUR, 8 * HOUR - 1],
    ["ended", 2 * HOUR, 2 * HOUR - 1],
  ] as const)("says that it was %s", (because, now, lastAnsweredAt) => {
    expect(reduceSession(SIGNED_IN, ended(now, lastAnsweredAt))).toMatchObject({ at: "signed_out", because });
  });

  it("keeps whose pages are behind it until somebody leaves by choice", () => {
    const out = reduceSession(SIGNED_IN, ended(HOUR, 0));
    expect(out.former).toBe(SESSION);
    expect(walk([{ type: "sign_in" }, { type: "cancel" }, { type: "sign_in" }], out).former).toBe(SESSION);
    expect(walk([{ type: "sign_out" }, { type: "signed_out" }], SIGNED_IN).former).toBeUndefined();
  });

  it("stays where signing out failed, and says so", () => {
    const state = walk([{ type: "sign_out" }, problem("server_unreachable")], SIGNED_IN);
    expect(state).toMatchObject({ at: "signed_in", problem: { code: "server_unreachable" } });
  });

  it("says that the server was not reached, and asks again", () => {
    const state = walk([problem("server_unreachable")]);
    expect(state.at).toBe("unopened");
    expect(reduceSession(state, { type: "look_again" }).at).toBe("opening");
  });
});

describe("a sign-in that fails", () => {
  const atMeeting = () => walk([ended(0, 0), { type: "sign_in" }]);

  it("says what is missing", () => {
    expect(reduceSession(atMeeting(), { type: "extension_absent" }).at).toBe("extension_missing");
    expect(reduceSession(atMeeting(), problem("not_enrolled")).at).toBe("not_enrolled");
    expect(reduceSession(atMeeting(), problem("not_signed_in", "device_revoked")).at).toBe("not_enrolled");
  });

  it("can be tried again", () => {
    for (const event of [{ type: "extension_absent" } as const, problem("not_enrolled"), problem("passkey_unused")])
      expect(reduceSession(reduceSession(atMeeting(), event), { type: "sign_in" }).at).toBe("meeting");
  });

  it("says why", () => {
    expect(reduceSession(atMeeting(), problem("passkey_unused"))).toMatchObject({
      problem: { code: "passkey_unused" },
    });
  });
});
