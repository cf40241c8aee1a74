import { describe, expect, it } from "vitest";
import { claimsTrust, looksLike } from "./client-name.ts";

describe("a name that people take for another", () => {
  it.each([
    "Nearside CLI",
    "nearside-cli",
    "NearsideCLI",
    "Nears1de CL1",
    "Nearside CLI v2",
    "Nearside CLI V2.0",
    "Nearside CLI 2",
    "NearsideCLIv2",
    "Nearside CLI2",
    "Nearside CLI (v2)",
    "Nearside CLI version 3.1.4",
    "Nearside CLI II",
    "Nearside CLI Pro",
    "Nearside CLI (new)",
    "The Nearside CLI",
    "My Nearside CLI app",
    "Nearside CLI - beta",
    "Nearside CLI Inc",
  ])("%s", (name) => {
    expect(looksLike("Nearside CLI", name)).toBe(true);
    expect(looksLike(name, "Nearside CLI")).toBe(true);
  });

  it.each(["Nearside", "CLI", "Farside CLI", "Nearside Console", "Acme deploy", "v2", "Pro", "2"])("not %s", (name) => {
    expect(looksLike("Nearside CLI", name)).toBe(false);
  });

  it("is not every other one, where nothing is left of either", () => {
    expect(looksLike("Pro", "v2")).toBe(false);
    expect(looksLike("Pro", "pro")).toBe(true);
    expect(looksLike("The App", "Le Monde")).toBe(false);
  });
});

describe("a name that says what is for the page to say", () => {
  it.each([
    "Acme (verified)",
    "Acme Verified",
    "Acme VER1FIED",
    "Acme ver-i-fied",
    "AcmeOfficial",
    "0fficial Acme",
    "Acme trusted by IT",
    "Unverified Acme",
  ])("%s", (name) => {
    expect(claimsTrust(name)).toBe(true);
  });

  it.each(["Acme", "Acme office", "Verify", "Trust Bank", "Certificates"])("not %s", (name) => {
    expect(claimsTrust(name)).toBe(false);
  });
});
