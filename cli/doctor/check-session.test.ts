import { expect, it } from "vitest";
import { checkSession } from "./check-session.ts";

it("says where no browser of the person's can approve, and where to log in instead", () => {
  expect(checkSession("ssh")).toMatchObject([
    { about: "session", state: "notice", cure: expect.stringContaining("never forward the port") },
  ]);
  expect(checkSession("wsl")).toMatchObject([{ cure: expect.stringContaining("from Windows itself") }]);
});

it("says nothing of a session on this very machine", () => {
  expect(checkSession(null)).toEqual([]);
});
