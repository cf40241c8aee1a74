import { placeShown } from "@nearside/shared/api/place-shown.ts";
import type { Place } from "@nearside/shared/statements/place.ts";
import { describe, expect, it } from "vitest";
import { machineSaid, placeRows, runsAt, type Said } from "./place.ts";

const HOST = "db1.production.example.com";
const RAN = { command: "deploy", cwd: "/srv" };
const BY = [{ claimed: "deploy" }, " in ", { claimed: "/srv" }];
const JUMP = "old-jump.example";
const ssh = (more: Partial<Extract<Place, { kind: "ssh" }>> = {}): Place => ({
  ...{ kind: "ssh", host_key: "A".repeat(64), session_id: "A".repeat(43), signature: "A".repeat(86), since: 0 },
  ...{ claimed_name: null, hops: [] },
  ...more,
});
/** The pieces without the time of day, which is the reader's own. */
const told = (said: readonly Said[]) =>
  said.map((piece) => (typeof piece === "string" ? piece.replace(/ \(since .+\), by $/, "") : piece));
const at = (place: Place, host?: string | null) => placeShown(host === undefined ? { place } : { place, host });
const words = (place: Place, host?: string | null) => {
  const shown = at(place, host);
  if (shown === undefined) throw new Error("a place is shown");
  return { says: told(runsAt(shown, "there", RAN)), rows: placeRows(shown, "there") };
};

describe("a second person is told where it runs", () => {
  it("by the name under which a host is enrolled, whatever known_hosts claims", () => {
    expect(words(ssh({ claimed_name: JUMP }), HOST)).toEqual({
      says: ["Runs on ", { checked: HOST }, ", reached by an SSH session from that machine", ...BY],
      rows: [["Host", ["Your organisation enrolled its key"]]],
    });
  });

  it("by the name in known_hosts as a claim, and by none where nobody knows the key", () => {
    expect(words(ssh({ claimed_name: JUMP }), null)).toMatchObject({
      says: ["Runs on ", { claimed: JUMP }, expect.anything(), ...BY],
      rows: [["Host", ["Named only by that machine's known_hosts"]]],
    });
    expect(words(ssh(), null)).toMatchObject({
      says: ["Runs on ", "an unknown host", expect.anything(), ...BY],
      rows: [["Host", ["Nobody knows its key"]]],
    });
  });

  it("with what is behind it, as each host claims", () => {
    const fingerprint = "F".repeat(43);
    const hops = [
      { claimed_name: "inner", fingerprint },
      { claimed_name: null, fingerprint },
    ];
    expect(words(ssh({ hops }), null).rows[1]).toEqual([
      "Hosts behind it",
      [{ claimed: "inner" }, " ", { claimed: fingerprint }, " ", "(reported by the host, not verified)"],
    ]);
  });

  it("in a container by its claimed name and its number, or by that alone", () => {
    const place: Place = {
      kind: "container",
      id: "c0ffee0123456789",
      runtime: "docker",
      since: 0,
      claimed_name: "shop",
    };
    expect(words(place)).toEqual({
      says: [
        "Runs in the container ",
        { claimed: "shop" },
        " (",
        { exact: "c0ffee012345" },
        ")",
        " on ",
        "that machine",
        "",
        ...BY,
      ],
      rows: [],
    });
    expect(words({ ...place, claimed_name: null }).says[1]).toEqual({ claimed: place.id });
  });

  it("and never by the name that a command line elsewhere gives itself, beside the key of the machine", () => {
    const device = "D".repeat(43);
    expect(machineSaid(undefined, "alices-laptop", device)).toContainEqual({ claimed: "alices-laptop" });
    expect(machineSaid(at(ssh(), HOST), "alices-laptop", device)).toEqual(["The one with the key ", { exact: device }]);
  });
});

it("is told to the person who started it by this computer", () => {
  const shown = at(ssh(), HOST);
  expect(shown && told(runsAt(shown, "here", RAN))).toEqual([
    "Runs on ",
    { checked: HOST },
    ", reached by your SSH session from this computer",
    ...BY,
  ]);
});
