import { describe, expect, it } from "vitest";
import { problemOf } from "../problems/problem.ts";
import { type ChoiceInputs, knownProfiles, resolveChoice } from "./choice.ts";

const WORK = {
  name: "work",
  issuer: "https://work.example",
  user: "alice",
  scope: "deploy",
  browser: "firefox -P work",
};
const HOME = { name: "home", issuer: "https://home.example", client_id: "toy" };
const NOTHING: ChoiceInputs = {
  flags: {},
  environment: undefined,
  folder: null,
  own: { default: null },
  profiles: knownProfiles([WORK, HOME], []),
};
const inShop = (inputs: Partial<NonNullable<ChoiceInputs["folder"]>>) => ({ ...inputs, shownFolder: "~/shop" });
const resolved = (inputs: Partial<ChoiceInputs>) => resolveChoice({ ...NOTHING, ...inputs });
const codeOf = (inputs: Partial<ChoiceInputs>): string => {
  try {
    resolved(inputs);
  } catch (error) {
    return problemOf(error).code;
  }
  return "none";
};

describe("what is wanted", () => {
  it("is the only enrolment there is, where nothing says another", () => {
    expect(resolved({})).toEqual({ because: "only", profile: null, defaults: {}, folder: null });
  });

  it("comes from flags, NEARSIDE_PROFILE, the folder's file, the default, in this order", () => {
    const all: Partial<ChoiceInputs> = {
      flags: { profile: "home" },
      environment: "work",
      folder: inShop({ issuer: "https://folder.example" }),
      own: { default: "work" },
    };
    expect(resolved(all)).toMatchObject({
      issuer: HOME.issuer,
      because: "flags",
      folder: null,
      defaults: { clientId: "toy" },
    });
    expect(resolved({ ...all, flags: {} })).toMatchObject({
      issuer: WORK.issuer,
      because: "environment",
      folder: null,
    });
    expect(resolved({ ...all, flags: {}, environment: undefined })).toEqual({
      issuer: "https://folder.example",
      because: "folder",
      profile: null,
      defaults: {},
      folder: all.folder,
    });
    expect(resolved({ own: { default: "work" } })).toMatchObject({
      user: "alice",
      because: "default",
      defaults: { scope: "deploy" },
    });
  });

  it("is changed field by field by a flag", () => {
    const own = { default: "work" };
    expect(resolved({ own, flags: { user: "bob" } })).toMatchObject({
      issuer: WORK.issuer,
      user: "bob",
      defaults: { scope: "deploy" },
    });
    expect(resolved({ own, flags: { issuer: WORK.issuer } })).toMatchObject({
      user: "alice",
      defaults: { scope: "deploy" },
    });
  });

  it("takes nothing that was said about another server to the one of --issuer", () => {
    const flags = { issuer: "https://other.example" };
    for (const inputs of [
      { own: { default: "work" } },
      { environment: "work" },
      { folder: inShop({ issuer: WORK.issuer, scope: "admin" }) },
    ])
      expect(resolved({ ...inputs, flags })).toEqual({
        ...flags,
        because: "flags",
        profile: null,
        defaults: {},
        folder: null,
      });
  });

  it("lets a folder's file say what is asked for, of a profile it names or of the default", () => {
    const scope = "orders:read";
    expect(resolved({ folder: inShop({ profile: "work", scope }) })).toMatchObject({
      issuer: WORK.issuer,
      defaults: { scope, browser: WORK.browser },
      because: "folder",
    });
    expect(resolved({ folder: inShop({ scope }), own: { default: "work" } })).toMatchObject({
      user: "alice",
      defaults: { scope, browser: WORK.browser },
      folder: { shownFolder: "~/shop" },
    });
    const folder = inShop({ profile: "work", issuer: HOME.issuer });
    expect(resolved({ folder })).toEqual({
      issuer: HOME.issuer,
      because: "folder",
      profile: null,
      defaults: {},
      folder,
    });
  });

  it("says that the folder's file had a say, also where flags name server and person", () => {
    const flags = { issuer: WORK.issuer, user: "alice" };
    const folder = inShop({ issuer: WORK.issuer, scope: "admin" });
    expect(resolved({ flags, folder })).toMatchObject({
      because: "flags",
      folder: { shownFolder: "~/shop" },
      defaults: { scope: "admin" },
    });
  });

  it("refuses a profile that is not there, no matter who names it", () => {
    expect(codeOf({ flags: { profile: "no" } })).toBe("profile_unusable");
    expect(codeOf({ environment: "no" })).toBe("profile_unusable");
    expect(codeOf({ folder: inShop({ profile: "no" }) })).toBe("folder_file_refused");
    expect(codeOf({ own: { default: "gone" } })).toBe("profile_unusable");
    expect(codeOf({ own: { default: "gone" }, flags: { profile: "work" } })).toBe("none");
  });

  it("takes an organisation's profile for one of the same name", () => {
    const profiles = knownProfiles([WORK], [{ name: "work", issuer: "https://org.example" }]);
    expect(profiles).toEqual([{ name: "work", issuer: "https://org.example", managed: true }]);
    expect(resolved({ profiles, own: { default: "work" } })).toMatchObject({ issuer: "https://org.example" });
  });
});
