import { remoteIn } from "@nearside/shared/api/approval-address.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { problemNamed } from "../../problem-named.ts";
import { SeldomView, type SeldomViewProps } from "../seldom-view.tsx";

const login = { request: "request", requestHash: "hash", startedAt: 0, expiresAt: 300_000 };
const clock = { now: () => 0, everySecond: () => () => undefined, after: () => () => undefined };
const unreachable = (code: string): SeldomViewProps["state"] => ({
  at: "unreachable",
  login,
  problem: problemNamed(code),
});

function shown(fragment: string, state = unreachable("unreachable")): string {
  const remote = remoteIn(fragment);
  return renderToStaticMarkup(
    <SeldomView
      state={state}
      busy={false}
      send={() => undefined}
      clock={clock}
      issuer="https://i"
      remote={remote}
      onSayWhy={undefined}
    />,
  );
}

describe("a command line that was not reached", () => {
  it.each([
    ["#ssh", "started on another computer", "over SSH"],
    ["#remote-shell", "started on another computer", "carried here"],
    ["#remote-editor", "started on another computer", "editor"],
    ["#container", "started in a container", "outside of the container"],
    ["#wsl", "started in WSL", "from Windows itself"],
  ])("is somewhere else, as it says itself with %s", (fragment, title, says) => {
    const page = shown(fragment);
    expect(page).toContain(`This login was ${title}`);
    expect(page).toContain(says);
    expect(page).toContain("The command line says");
  });

  it("is only not reached where it says nothing, or what nobody knows", () => {
    for (const fragment of ["", "#elsewhere", "#ssh2"]) expect(shown(fragment)).toBe(shown(""));
    expect(shown("")).toContain("Your command line was not reached");
  });

  it.each<SeldomViewProps["state"]>([
    unreachable("permission_missing"),
    { at: "not_enrolled", login },
    { at: "extension_missing", login },
    { at: "withdrawn", login, reason: "ended" },
    { at: "settled", how: "refused" },
  ])("changes no other page ($at)", (state) => {
    expect(shown("#ssh", state)).toBe(shown("", state));
  });
});
