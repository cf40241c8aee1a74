import type { TouchAnswer } from "@nearside/shared/api/console/change.ts";
import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { describe, expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { reduceChange } from "./change-reducer.ts";
import { type ChangeEvent, type ChangeState, orderOf } from "./change-state.ts";

type State = ChangeState;
type Event = ChangeEvent;

const ORDER = orderOf(groupsApi.create, { name: "Night", description: "" });
const UNTOUCHED = orderOf(ruleTrialsApi.beginReplay, { text: "", days: 1, report_only_active: false });
const TOUCH: TouchAnswer = {
  nonce: "A".repeat(22),
  options: { rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
};
const ASSERTED = {
  nonce: TOUCH.nonce,
  assertion: {
    id: "AAAA",
    rawId: "AAAA",
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: "", authenticatorData: "", signature: "" },
  },
} as const;
const IDLE: State = { at: "idle", fields: [] };
const BEGIN: Event = { type: "begin", order: ORDER, confirmed: false };
const PREPARED: Event = { type: "prepared", touch: TOUCH };
const TOUCHED: Event = { type: "touched", touch: ASSERTED };
const failed = (problem: ConsoleProblem): Event => ({ type: "failed", problem });
const FIELDS = new ConsoleProblem("invalid_request", { fields: [{ field: "name", problem: "Taken." }] });

const walk = (events: readonly Event[], inForm = false) =>
  events.reduce<State>((state, event) => reduceChange(state, event, inForm), IDLE);
const TO_SENDING = [BEGIN, { type: "confirm" }, PREPARED, TOUCHED] as const;

describe("a change", () => {
  it("is confirmed, touched for, sent and made", () => {
    expect(walk([BEGIN]).at).toBe("confirming");
    expect(walk([BEGIN, { type: "confirm" }]).at).toBe("preparing");
    expect(walk([BEGIN, { type: "confirm" }, PREPARED]).at).toBe("touching");
    expect(walk(TO_SENDING)).toEqual({ at: "sending", order: ORDER, touch: ASSERTED });
    expect(walk([...TO_SENDING, { type: "made", answer: {} }])).toEqual({ at: "done", order: ORDER, answer: {} });
  });

  it("continues to the touch at once where it was confirmed before", () => {
    expect(walk([{ ...BEGIN, confirmed: true }]).at).toBe("preparing");
  });

  it("is sent without a touch where the route asks for none, and never where it does", () => {
    const untouched: Event = { type: "begin", order: UNTOUCHED, confirmed: false };
    const order = UNTOUCHED;
    expect(walk([untouched, { type: "confirm" }])).toEqual({ at: "sending", order, touch: undefined });
    expect(walk([BEGIN, TOUCHED]).at).toBe("confirming");
    expect(walk([BEGIN, { type: "confirm" }, TOUCHED]).at).toBe("preparing");
  });

  it("can be called back until it is sent", () => {
    for (const events of [[BEGIN], [BEGIN, { type: "confirm" }], [BEGIN, { type: "confirm" }, PREPARED]] as const)
      expect(walk([...events, { type: "close" }])).toEqual(IDLE);
    expect(walk([...TO_SENDING, { type: "close" }]).at).toBe("sending");
  });

  it("is one at a time", () => {
    const other: Event = { ...BEGIN, order: UNTOUCHED };
    expect(walk([BEGIN, other])).toMatchObject({ order: ORDER });
  });
});

describe("a change that fails", () => {
  it("can be tried again, with a touch of its own", () => {
    const problem = new ConsoleProblem("passkey_unused");
    const state = walk([BEGIN, { type: "confirm" }, PREPARED, failed(problem)]);
    expect(state).toEqual({ at: "failed", order: ORDER, problem });
    expect(walk([BEGIN, { type: "confirm" }, PREPARED, failed(problem), { type: "try_again" }]).at).toBe("preparing");
  });

  it("goes back into the form with what is wrong with which field", () => {
    expect(walk([...TO_SENDING, failed(FIELDS)], true)).toEqual({ at: "idle", fields: FIELDS.fields });
    expect(walk([...TO_SENDING, failed(FIELDS)]).at).toBe("failed");
  });

  it("says so where it may have been made all the same", () => {
    const lost = failed(new ConsoleProblem("server_unreachable"));
    expect(walk([...TO_SENDING, lost])).toMatchObject({ problem: { code: "maybe_changed" } });
    expect(walk([BEGIN, { type: "confirm" }, lost])).toMatchObject({ problem: { code: "server_unreachable" } });
  });
});
