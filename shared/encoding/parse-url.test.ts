import { expect, it } from "vitest";
import { parseUrl } from "./parse-url.ts";

it("reads what is one, and nothing else, however long", () => {
  expect(parseUrl("https://login.example.com/a")?.pathname).toBe("/a");
  for (const text of ["", "/a", "https://", "https://a b/", `http://${"A".repeat(20_000)}localhost:4790`])
    expect(parseUrl(text)?.origin).toBeUndefined();
});
