import { describe, expect, it } from "vitest";
import { problemOf } from "../problems/problem.ts";
import { readMetadata } from "./metadata.ts";

const ISSUER = "https://login.example.com";

function endOf(status: number, text: string): readonly [string, string] {
  try {
    readMetadata({ status, text, headers: {} }, ISSUER);
    return ["none", ""];
  } catch (error) {
    const { code, message } = problemOf(error);
    return [code, message];
  }
}

describe("the answer of somebody else", () => {
  it.each([
    [404, "<h1>Not found</h1>"],
    [404, '{"message":"no such page"}'],
    [403, ""],
    [200, "<html>"],
    [200, "{}"],
    [200, '{"issuer":"https://login.example.com"}'],
    [302, ""],
  ])("is named with its address: %i %s", (status, text) => {
    const [code, message] = endOf(status, text);
    expect(code).toBe("no_nearside_server");
    expect(message).toContain(`(${ISSUER}, HTTP status ${status})`);
  });
});

describe("the answer of a server that can't describe itself now", () => {
  it.each([
    [503, '{"error":"temporarily_unavailable"}', "server_busy"],
    [502, "<h1>Bad gateway</h1>", "server_failed"],
    [429, "", "server_busy"],
    [500, '{"error":"server_error"}', "server_failed"],
    [421, '{"error":"misdirected_request","error_description":"Another host."}', "server_refused"],
  ])("is no other server's: %i %s", (status, text, code) => {
    expect(endOf(status, text)[0]).toBe(code);
  });
});
