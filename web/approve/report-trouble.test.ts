import { describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import type { Post } from "../data/post.ts";
import { problemNamed } from "../problem-named.ts";
import { reportTrouble, troubleOf } from "./report-trouble.ts";
import type { ApprovalState } from "./state.ts";

const login = { request: "request", requestHash: "hash", startedAt: 0, expiresAt: 300_000 };
const unreachable = (code: string): ApprovalState => ({
  at: "unreachable",
  login,
  problem: problemNamed(code),
});
const failed = (code: string): ApprovalState => ({ at: "failed", problem: problemNamed(code) });

it.each<[ApprovalState, string | undefined]>([
  [{ at: "extension_missing", login }, "extension_missing"],
  [{ at: "not_enrolled", login }, "not_enrolled"],
  [{ at: "started_elsewhere" }, "started_elsewhere"],
  [unreachable("unreachable"), "unreachable"],
  [unreachable("permission_missing"), "permission_missing"],
  [failed("issuer_not_allowed"), "issuer_not_allowed"],
  [failed("settings_unreadable"), "settings_unreadable"],
  [failed("bound_set_pending"), "bound_set_pending"],
  [failed("handshake_mismatch"), undefined],
  [failed("server_unreachable"), undefined],
  [{ at: "opening" }, undefined],
  [{ at: "meeting", login, nonce: "nonce" }, undefined],
  [{ at: "other_window" }, undefined],
  [{ at: "expired", login }, undefined],
])("%o is told as %s", (state, code) => {
  expect(troubleOf(state)).toBe(code);
});

describe("what the page tells", () => {
  /** Makes a server that records what is posted, and a clock that moves when the test says so. */
  function made() {
    const posted: unknown[] = [];
    const post: Post = async ({ address }, body) => {
      posted.push([address, body]);
      throw new Error("the server is gone");
    };
    const due = new Set<() => void>();
    const clock: Clock = {
      now: () => 0,
      everySecond: () => () => undefined,
      after(_milliseconds, done) {
        due.add(done);
        return () => void due.delete(done);
      },
    };
    const pass = () => {
      for (const done of due) done();
    };
    const leaving = new AbortController();
    reportTrouble({ at: "extension_missing", login }, { requestId: "rq_1", post, clock }, leaving.signal);
    return { posted, pass, leave: () => leaving.abort() };
  }

  it("is posted where it lasts, and nobody minds where it does not arrive", () => {
    const { posted, pass } = made();
    expect(posted).toEqual([]);
    pass();
    expect(posted).toEqual([["/api/requests/rq_1/trouble", { code: "extension_missing" }]]);
  });

  it("is not said where it is over before that", () => {
    const { posted, pass, leave } = made();
    leave();
    pass();
    expect(posted).toEqual([]);
  });
});
