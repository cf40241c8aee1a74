import { describe, expect, it } from "vitest";
import { CONTEXT } from "../../../test/kit/login-steps.ts";
import { newSshHost } from "../../../test/kit/ssh-host.ts";
import { terminalOf } from "./login.ts";

describe("the terminal in which an approval stands", () => {
  const context = { ...CONTEXT, tty: "pts/3", terminal_session: "s" };

  it("is the machine's own, and named by its session", () => {
    expect(terminalOf({ context })).toBe("s pts/3");
    expect(terminalOf({ context: { ...context, tty: null } })).toBeNull();
  });

  it("is null for a login from elsewhere, whatever that place says (protocol §10.4)", () => {
    expect(terminalOf({ context, place: newSshHost().session() })).toBeNull();
  });
});
