import { describe, expect, it } from "vitest";
import { audienceFor, gitAnswer, readGitRequest } from "./git-credential.ts";

const ASKED = [
  "capability[]=authtype",
  "capability[]=state",
  "protocol=https",
  "host=git.example.com",
  "wwwauth[]=Bearer",
];

describe("what git says", () => {
  it("is read line by line", () => {
    expect(readGitRequest([...ASKED, "path=a=b.git", "username=alice", "credential=c"])).toEqual({
      protocol: "https",
      host: "git.example.com",
      path: "a=b.git",
      username: "alice",
      takesAuthtype: true,
      secret: "c",
    });
    expect(readGitRequest(["password=p"])).toMatchObject({ host: undefined, takesAuthtype: false, secret: "p" });
  });

  it("is refused where it is something else", () => {
    for (const line of ["host", "=x", "host=a\0b"])
      expect(() => readGitRequest([line])).toThrow("host=git.example.com");
  });
});

describe("the audience of a repository", () => {
  const request = (protocol: string, host: string, path?: string) =>
    readGitRequest([`protocol=${protocol}`, `host=${host}`, ...(path === undefined ? [] : [`path=${path}`])]);
  const ALL = [
    "https://git.example.com",
    "https://git.example.com/team/",
    "https://git.example.com:8443",
    "http://localhost:3000",
  ];

  it.each([
    ["https", "git.example.com", undefined, "https://git.example.com"],
    ["https", "GIT.example.com", undefined, "https://git.example.com"],
    ["https", "git.example.com:443", "x", "https://git.example.com"],
    ["https", "git.example.com", "team/shop.git", "https://git.example.com/team/"],
    ["https", "git.example.com", "teams/shop.git", "https://git.example.com"],
    ["https", "git.example.com:8443", undefined, "https://git.example.com:8443"],
    ["http", "localhost:3000", undefined, "http://localhost:3000"],
  ])("is named by a login: %s %s %s", (protocol, host, path, audience) => {
    expect(audienceFor(request(protocol, host, path), ALL)).toBe(audience);
  });

  it.each([
    ["http", "git.example.com"],
    ["https", "example.com"],
    ["https", "git.example.com.evil.example"],
    ["https", "git.example.com:8444"],
    ["https", "git.example.com@evil.example"],
    ["https", "evil.example#git.example.com"],
    ["https", "evil.example/git.example.com"],
    ["https", "evil.example\\git.example.com"],
    ["ssh", "git.example.com"],
    ["https", ""],
  ])("gives no token elsewhere: %s %s", (protocol, host) => {
    expect(audienceFor(request(protocol, host), [...ALL, "http://git.example.com"])).toBeUndefined();
  });

  it("gives no token for a whole host where the token is for one of its paths", () => {
    expect(audienceFor(request("https", "git.example.com"), ["https://git.example.com/team"])).toBeUndefined();
    expect(
      audienceFor(request("https", "git.example.com", "team/../other"), ["https://git.example.com/team"]),
    ).toBeUndefined();
  });
});

describe("the answer", () => {
  it("is a bearer token where git can send one, and else a password", () => {
    expect(gitAnswer(readGitRequest(ASKED), "t", 1000)).toEqual([
      "capability[]=authtype",
      "authtype=Bearer",
      "credential=t",
      "ephemeral=1",
      "password_expiry_utc=1000",
    ]);
    const old = readGitRequest(["protocol=https", "host=git.example.com"]);
    expect(gitAnswer(old, "t", 1000)).toEqual(["username=oauth2", "password=t", "password_expiry_utc=1000"]);
    expect(gitAnswer({ ...old, username: "alice" }, "t", 1000)[0]).toBe("username=alice");
  });
});
