import { expect, it } from "vitest";
import { withoutSecrets } from "./without-secrets.ts";

const SIGNATURE = "s".repeat(86);
const TOKEN = `${"h".repeat(40)}.${"c".repeat(200)}.${SIGNATURE}`;
const PROOF = `${"p".repeat(40)}.${"q".repeat(90)}.${"r".repeat(86)}`;
const clean = withoutSecrets([TOKEN, PROOF]);

it("takes the whole of each secret out, wherever an API repeats it", () => {
  const said = clean(`{"authorization":"DPoP ${TOKEN}","dpop":"${PROOF}","again":"${TOKEN}"}`);
  const removed = "[removed by nearside]";
  expect(said).toBe(`{"authorization":"DPoP ${removed}","dpop":"${removed}","again":"${removed}"}`);
});

it("takes the signature out where an API repeats a part, since the rest is worth nothing", () => {
  expect(clean(`seen: ${TOKEN.slice(41)}`)).toBe(`seen: ${"c".repeat(200)}.[removed by nearside]`);
});

it("leaves everything else as it is, and no short text counts as a secret", () => {
  expect(clean("one coffee")).toBe("one coffee");
  expect(withoutSecrets(["a.b.c"])("a.b.c and c")).toBe("a.b.c and c");
});
