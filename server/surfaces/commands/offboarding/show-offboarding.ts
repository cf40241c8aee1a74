import type { OffboardingPreviewAnswer } from "@nearside/shared/api/console/offboarding.ts";
import { ENDED_KINDS, type EndedCounts, type EndedKind } from "@nearside/shared/statements/offboarding.ts";
import { type Forms, plural } from "@nearside/shared/text/amounts.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";

const MAX_SHOWN = 80;
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

const NAMES: Readonly<Record<EndedKind, Forms>> = peopleTexts.ends.kinds;

/** Says in lines for a person how much there is of each kind. A kind without anything has no line. */
export const showCounts = (counts: EndedCounts): readonly string[] =>
  ENDED_KINDS.filter((kind) => counts[kind] > 0).map((kind) => {
    return `  ${String(counts[kind]).padStart(5)} ${plural(counts[kind], NAMES[kind])}`;
  });

export const nothingEnds = (counts: EndedCounts): boolean => ENDED_KINDS.every((kind) => counts[kind] === 0);

/** Shows what would end with a person. Machine and browser wrote some texts, so all are neutralised (threat B7). */
export function showPreview({ user, will_end, shown: { counts } }: OffboardingPreviewAnswer): readonly string[] {
  const who = `${shown(user.name)} (${shown(user.display_name)}, ${user.id})`;
  if (nothingEnds(counts)) return [peopleTexts.ends.nothing({ who })];
  const machines = will_end.machines.map(
    ({ id, hostname, was }) => `        ${id}  ${shown(hostname)}${was === "active" ? "" : `, ${was}`}`,
  );
  const groups = will_end.groups.map(({ name }) => peopleTexts.ends.group({ name: shown(name) }));
  const roles = will_end.roles.map(({ id }) => peopleTexts.ends.role({ role: id }));
  return [peopleTexts.ends.would({ who }), ...showCounts(counts), ...machines, ...groups, ...roles];
}
