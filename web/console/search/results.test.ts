import { describe, expect, it } from "vitest";
import { pageTitles } from "../../texts/console/search.tsx";
import { PAGES } from "../pages.ts";
import { groupResults, movedBy } from "./results.ts";

const NOTHING = { people: [], machines: [], programs: [], logins: [] };
const FOUND = {
  people: [{ id: "us_1", name: "alice", display_name: "Alice Liddell" }],
  machines: [{ id: "bs_1", hostname: "alice-laptop", owner: "alice" }],
  programs: [{ id: "https://cli.example/client.json", name: "Deploy" }],
  logins: [{ id: "rq_1", person: "alice", program: "Deploy", at: 0 }],
};

describe("the results of a search", () => {
  it("lead to the page of each thing, in groups", () => {
    const groups = groupResults("alice", FOUND, PAGES, "owner");
    expect(groups.map(({ title, results }) => [title, results.map(({ href }) => href)])).toEqual([
      ["People", ["/console/people/us_1"]],
      ["Machines", ["/console/machines/bs_1"]],
      ["Programs", ["/console/clients/https%3A%2F%2Fcli.example%2Fclient.json"]],
      ["Logins", ["/console/log/login/rq_1"]],
    ]);
  });

  it("have the pages of the role whose title has each word", () => {
    const pages = (typed: string, role: Parameters<typeof groupResults>[3]) =>
      groupResults(typed, NOTHING, PAGES, role).flatMap(({ results }) => results.map(({ href }) => href));
    expect(pages("LOG all", "auditor")).toEqual(["/console/log/events"]);
    expect(pages("log all", "user")).toEqual([]);
    expect(pages("my tok", "user")).toEqual(["/account/tokens"]);
    expect(pages("nothing like it", "owner")).toEqual([]);
    expect(pages("", "owner").length).toBe(8);
    expect(pages("__proto__", "owner")).toEqual([]);
  });

  it("have a title for every page that needs only its address, and for no other", () => {
    const paths = PAGES.map(({ path }) => path).filter((path) => !path.includes(":"));
    expect(Object.keys(pageTitles).sort()).toEqual(paths.toSorted());
  });
});

describe("the arrow keys", () => {
  it.each([
    ["ArrowDown", 0, 3, 1],
    ["ArrowDown", 2, 3, 0],
    ["ArrowUp", 0, 3, 2],
    ["ArrowUp", 0, 0, undefined],
    ["a", 0, 3, undefined],
  ])("%s from %i of %i", (key, chosen, count, next) => {
    expect(movedBy(key, chosen, count)).toBe(next);
  });
});
