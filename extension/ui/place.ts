import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";

// Where a command line runs, in words (protocol §10.3): for the person who started it, and for a second person, who sits elsewhere.

/** A piece of a sentence: our own words, or those of somebody else, by how far they were checked. */
export type Said = string | { readonly checked: string } | { readonly claimed: string } | { readonly exact: string };

/** The machine that vouches for the login, as its reader calls it. */
export type Machine = "this computer" | "that machine";

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** The beginning of a sentence: "Runs on …". */
export function runsAt(place: PlaceShown, machine: Machine): readonly Said[] {
  const since = `(since ${timeOfDay.format(place.since * 1000)}),`;
  if (place.kind === "container") {
    const id: readonly Said[] = place.name === null ? [] : [" (", { exact: place.id.slice(0, 12) }, ")"];
    const here: Said = machine === "this computer" ? { checked: machine } : machine;
    return ["Runs in the container ", { claimed: place.name ?? place.id }, ...id, " on ", here, ` ${since}`];
  }
  const session =
    machine === "this computer" ? "your SSH session from this computer" : "an SSH session from that machine";
  return ["Runs on ", hostSaid(place), `, reached by ${session} ${since}`];
}

/** The look of what was checked is an enrolled host's alone. */
function hostSaid({ standing, name }: Extract<PlaceShown, { kind: "ssh" }>): Said {
  if (name === null) return "a host that nobody knows";
  return standing === "enrolled" ? { checked: name } : { claimed: name };
}

/** The rows that tell who says which host it is, and what lies behind it. */
export function placeRows(
  place: PlaceShown,
  machine: Machine,
): readonly (readonly [name: string, said: readonly Said[]])[] {
  if (place.kind === "container") return [];
  const words = {
    enrolled: "Its key was enrolled by your organisation",
    claimed: `Named by ${machine}'s known_hosts alone`,
    unknown: "Nobody knows its key",
  };
  const beyond = place.hops.flatMap((hop): Said[] => [{ claimed: hop }, " "]);
  return [
    ["Host", [words[place.standing]]],
    ...(beyond.length === 0 ? [] : [["And beyond", [...beyond, "(that host's own word)"]] as const]),
  ];
}

/**
 * Another person's machine. Its name is its own word, and a place that it reaches has no part in it: what a command line there calls itself
 * is never put beside the machine's key.
 */
export const machineSaid = (place: PlaceShown | undefined, hostname: string, device: string): readonly Said[] => [
  place === undefined ? { claimed: hostname } : "The one",
  " with the key ",
  { exact: device },
];
