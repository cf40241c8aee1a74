import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { texts } from "../texts/request.ts";

// Says in words where a command line runs (protocol §10.3): for the person who started it, and for a second person, who sits elsewhere.

/** A piece of a sentence: our own words, or those of somebody else, by how far they were checked. */
export type Said = string | { readonly checked: string } | { readonly claimed: string } | { readonly exact: string };

/** The machine that vouches for the login: the reader's own, or another person's. */
export type Machine = "here" | "there";

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** The sentence "Runs on … by … in …". */
export function runsAt(
  place: PlaceShown,
  machine: Machine,
  { command, cwd }: Pick<Facts["context"], "command" | "cwd">,
): readonly Said[] {
  const since = timeOfDay.format(place.since * 1000);
  const what = { since, command: { claimed: command }, folder: { claimed: cwd } };
  if (place.kind === "container")
    return texts.place.container<Said>({
      name: { claimed: place.name ?? place.id },
      id: place.name === null ? undefined : { exact: place.id.slice(0, 12) },
      machine: machine === "here" ? { checked: texts.machine.here } : texts.machine.there,
      ...what,
    });
  const reached = { host: hostSaid(place), ...what };
  return machine === "here" ? texts.place.hostFromHere<Said>(reached) : texts.place.hostFromThere<Said>(reached);
}

/** The look of what was checked is an enrolled host's alone. */
function hostSaid({ standing, name }: Extract<PlaceShown, { kind: "ssh" }>): Said {
  if (name === null) return texts.place.unknownHost;
  return standing === "enrolled" ? { checked: name } : { claimed: name };
}

/** The rows that tell who says which host it is, and what lies behind it. */
export function placeRows(
  place: PlaceShown,
  machine: Machine,
): readonly (readonly [name: string, said: readonly Said[]])[] {
  if (place.kind === "container") return [];
  const words = {
    enrolled: texts.place.enrolled,
    claimed: texts.place.claimed[machine],
    unknown: texts.place.unknown,
  };
  const beyond = place.hops.flatMap((hop): Said[] => [{ claimed: hop }, " "]);
  return [
    [texts.place.host, [words[place.standing]]],
    ...(beyond.length === 0 ? [] : [[texts.place.beyond, [...beyond, texts.place.reportedByHost]] as const]),
  ];
}

/**
 * Names another person's machine. Its name is its claim, and a place that it reaches has no part in it: what a command line there calls itself
 * is never put beside the machine's key.
 */
export const machineSaid = (place: PlaceShown | undefined, hostname: string, device: string): readonly Said[] => {
  const key = { exact: device };
  return place === undefined
    ? texts.place.withKey<Said>({ name: { claimed: hostname }, key })
    : texts.place.keyAlone<Said>({ key });
};
