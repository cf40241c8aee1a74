import { Refused } from "@nearside/shared/refused.ts";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../problems/exit-codes.ts";
import { type EndCode, Problem } from "../problems/problem.ts";
import { nearsideErrorOf } from "./error-of.ts";

const going = new AbortController().signal;
const codes = Object.keys(EXIT_CODES).filter((code): code is EndCode => code in EXIT_CODES);

describe("what another program's person is told", () => {
  it.each(codes)("%s: its number, and no command that only ours has", (code) => {
    const error = nearsideErrorOf(new Problem(code), going, undefined);
    expect(error).toMatchObject({ name: "NearsideError", code, exitCode: EXIT_CODES[code] });
    expect(error.message).not.toMatch(/nearside login|--issuer|--help/);
  });

  it("names the server to enrol with where the program does", () => {
    const error = nearsideErrorOf(new Problem("machine_not_enrolled"), going, "https://login.example.com");
    expect(error.message).toContain("`nearside enroll https://login.example.com`");
    expect(error.next).toBe("enroll");
  });

  it("keeps a detail beside a sentence of its own", () => {
    const detail = "They are: alice at https://a.example, bob at https://b.example.";
    const { message } = nearsideErrorOf(new Problem("several_enrolments", detail), going, undefined);
    expect(message).toMatch(/Nearside\.open/);
    expect(message).toContain(detail);
  });

  it("is the refusal of a proof by its code, and of a mistake of ours nothing but its place", () => {
    expect(nearsideErrorOf(new Refused("wrong_user", "token.sub"), going, undefined).code).toBe("wrong_user");
    const mistake = nearsideErrorOf(new TypeError("secret is undefined"), going, undefined);
    expect(mistake.code).toBe("internal");
    expect(mistake.message).not.toContain("secret");
  });

  it("has what the person said as they denied", () => {
    const denied = Object.assign(new Problem("denied"), { said: "use the staging API" });
    expect(nearsideErrorOf(denied, going, undefined)).toMatchObject({ reason: "use the staging API", next: "stop" });
    expect(nearsideErrorOf(new Problem("denied"), going, undefined).reason).toBeUndefined();
  });

  it("is that it was ended, where it was, whatever broke by that", () => {
    const reason = new Error("enough");
    const error = nearsideErrorOf(new Problem("server_unreachable"), AbortSignal.abort(reason), undefined);
    expect(error).toMatchObject({ code: "interrupted", next: "stop", cause: reason });
  });
});
