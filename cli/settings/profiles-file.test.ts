import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { problemOf } from "../problems/problem.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { changeProfiles, loadProfiles } from "./profiles-file.ts";
import { rememberBrowser } from "./remember-browser.ts";

const waiting = { now: () => Date.now(), sleep: (duration: number) => wait(duration) };
const WORK = { name: "work", issuer: "https://id.example", user: "alice" };
const NONE = { default: null, profiles: [], browsers: [] };

let root: string;
let place: ReturnType<typeof keyPlaceIn>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nearside-profiles-"));
  place = keyPlaceIn(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const path = (): string => join(place.folder, "profiles.json");
const add = (name: string): Promise<void> =>
  changeProfiles(place, waiting, (now) => ({ ...now, profiles: [...now.profiles, { ...WORK, name }] }));

async function refusalOf(run: Promise<unknown>): Promise<string> {
  const reason: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  const problem = problemOf(reason);
  expect(problem.code).toBe("profile_unusable");
  return problem.message;
}

describe("the profiles of an account", () => {
  it("are empty without a file, and then as they were written, for this account alone", async () => {
    expect(await loadProfiles(place)).toEqual(NONE);
    await add("work");
    await changeProfiles(place, waiting, (now) => ({ ...now, default: "work" }));
    expect(await loadProfiles(keyPlaceIn(root))).toEqual({ ...NONE, default: "work", profiles: [WORK] });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.folder)).toEqual(["profiles.json"]);
  });

  it("lose none when several commands change them at once", async () => {
    const names = Array.from({ length: 8 }, (_, at) => `profile-${at}`);
    await Promise.all(names.map(add));
    expect((await loadProfiles(place)).profiles.map(({ name }) => name).sort()).toEqual(names);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["an empty list", "[]"],
    ["another version", JSON.stringify({ nearside: "profiles", version: 2, ...NONE })],
    ["one name twice", JSON.stringify({ nearside: "profiles", version: 1, ...NONE, profiles: [WORK, WORK] })],
    ["a member too many", JSON.stringify({ nearside: "profiles", version: 1, ...NONE, token: "secret" })],
  ])("are refused, and left alone, where the file holds %s", async (_what, text) => {
    await add("work");
    writeFileSync(path(), text);
    const message = await refusalOf(loadProfiles(place));
    expect(message).toContain("profiles.json does not have the form that Nearside writes");
    expect(message).not.toContain("secret");
    await refusalOf(add("more"));
    expect(readFileSync(path(), "utf8")).toBe(text);
  });

  it("are refused where others could have written them", async () => {
    await add("work");
    chmodSync(path(), 0o620);
    expect(await refusalOf(loadProfiles(place))).toContain("may be planted");
    rmSync(path());
    writeFileSync(join(root, "elsewhere"), "{}");
    symlinkSync(join(root, "elsewhere"), path());
    await refusalOf(loadProfiles(place));
    rmSync(path());
    mkdirSync(path());
    await refusalOf(loadProfiles(place));
  });

  it("are not more than a person has", async () => {
    const many = Array.from({ length: 65 }, (_, at) => ({ ...WORK, name: `p${at}` }));
    const adding = changeProfiles(place, waiting, (now) => ({ ...now, profiles: many }));
    expect(await refusalOf(adding)).toContain("too many");
    expect(await loadProfiles(place)).toEqual(NONE);
  });
});

describe("the browser of a login", () => {
  const machine = { issuer: WORK.issuer, user: { id: "u", name: "alice" } };

  it("is remembered in the profile, or without one for the enrolment, and said once", async () => {
    await add("work");
    const profile = { ...WORK, managed: false };
    const remember = (inUse: Parameters<typeof rememberBrowser>[2], browser: string) =>
      rememberBrowser(place, waiting, inUse, browser);
    expect(await remember({ machine, profile, defaults: {} }, "firefox")).toBe(true);
    expect(await remember({ machine, profile, defaults: { browser: "firefox" } }, "firefox")).toBe(false);
    expect(await remember({ machine, profile: null, defaults: {} }, "chromium")).toBe(true);
    // No person changes an organisation's profile.
    expect(await remember({ machine, profile: { ...WORK, managed: true }, defaults: {} }, "brave")).toBe(true);
    expect(await loadProfiles(place)).toEqual({
      default: null,
      profiles: [{ ...WORK, browser: "firefox" }],
      browsers: [{ issuer: WORK.issuer, user: "alice", browser: "brave" }],
    });
  });
});
