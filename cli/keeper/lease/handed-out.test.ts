import { expect, it } from "vitest";
import { HandedOut } from "./handed-out.ts";

const token = (jti: string) => ({
  ...{ access_token: "a.b.c", jti, expires_at: 0, resource: "https://api.example", scope: "", once: false },
});

it("gives proofs for a token that was handed out, and for no other", () => {
  const handed = new HandedOut();
  handed.note("one", token("first"));
  expect(handed.count("one")).toBe("first");
  expect(handed.count("other")).toBeUndefined();
  handed.clear();
  expect(handed.count("one")).toBeUndefined();
});

it("gives as many for one token as are told, though it is handed out again", () => {
  const handed = new HandedOut();
  handed.note("one", token("first"));
  for (let proofs = 0; proofs < 62; proofs += 1) handed.count("one");
  expect(handed.isGood(token("first"))).toBe(true);
  handed.count("one");
  handed.note("one", token("first"));
  expect(handed.isGood(token("first"))).toBe(false);
  handed.count("one");
  expect(() => handed.count("one")).toThrow("as many calls as are recorded");
});

it("forgets the oldest token where there are very many", () => {
  const handed = new HandedOut();
  for (let number = 0; number <= 256; number += 1) handed.note(`ath ${number}`, token(`jti ${number}`));
  expect([handed.count("ath 0"), handed.count("ath 1"), handed.count("ath 256")]).toEqual([
    undefined,
    "jti 1",
    "jti 256",
  ]);
});
