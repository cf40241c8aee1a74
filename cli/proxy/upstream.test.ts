import { describe, expect, it } from "vitest";
import { isPlain, targetIn, upstreamOf } from "./upstream.ts";

describe("where a request goes", () => {
  it.each([
    ["https://api.example.com", "/", "https://api.example.com/"],
    ["https://api.example.com/", "/a//b?c=d%2fe", "https://api.example.com/a//b?c=d%2fe"],
    ["https://api.example.com", "//elsewhere.example/", "https://api.example.com//elsewhere.example/"],
    ["https://api.example.com", "/@elsewhere.example/", "https://api.example.com/@elsewhere.example/"],
    ["https://api.example.com/v1/", "/v1", "https://api.example.com/v1"],
    ["https://api.example.com/v1", "/v1/@scope%2fname", "https://api.example.com/v1/@scope%2fname"],
    ["https://api.example.com/v1", "/v1/a/../b", "https://api.example.com/v1/b"],
  ])("below %s: %s", (audience, target, url) => {
    expect(targetIn(upstreamOf(audience), target)?.href).toBe(url);
  });

  it.each([
    [undefined],
    [""],
    ["*"],
    ["v1"],
    ["https://api.example.com/v1"],
    ["/"],
    ["/v10"],
    ["/V1/a"],
    ["/v1/.."],
    ["/v1/%2E%2e/admin"],
    ["/v1/..%5cadmin"],
    ["/v1/%2e%2e%2fadmin"],
    ["//elsewhere.example/v1/"],
  ])("never beside it: %s", (target) => {
    expect(targetIn(upstreamOf("https://api.example.com/v1"), target)).toBeUndefined();
  });
});

it("only http to elsewhere can be read on its way", () => {
  const plain = (audience: string): boolean => isPlain(upstreamOf(audience));
  expect(["http://api.example.com", "http://localhost.example.com", "http://127.0.0.1.example.com"].map(plain)).toEqual(
    [true, true, true],
  );
  expect(
    ["https://api.example.com", "http://localhost:80/a", "http://127.0.0.1:8080", "http://[::1]"].map(plain),
  ).toEqual([false, false, false, false]);
});
