// Groups, as an owner makes and fills them in the console.
import { groupMadeSchema } from "@nearside/shared/api/console/groups.ts";
import { peopleAnswerSchema } from "@nearside/shared/api/console/people.ts";
import type { ConsolePage } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";

type Page = ConsolePage<Machine>;

/** Makes a group. @returns its id */
export const groupOf = async (page: Page, name: string): Promise<string> =>
  (await page.change("/api/console/groups", { name, description: "" })).as(groupMadeSchema).id;

/** The person's id. */
export async function idOf(page: Page, name: string): Promise<string> {
  const { rows } = (await page.get(`/api/console/people?q=${encodeURIComponent(name)}`)).as(peopleAnswerSchema);
  const person = rows.find((row) => row.name === name);
  if (person === undefined) throw new Error(`there is no ${name}`);
  return person.id;
}

const change = async (page: Page, group: string, name: string, what: "add" | "remove"): Promise<void> => {
  const body = { add: [], remove: [], [what]: [await idOf(page, name)] };
  const answer = await page.change(`/api/console/groups/${group}/members`, body);
  if (answer.status !== 200) throw new Error(answer.outcome);
};

export const putIn = (page: Page, group: string, name: string): Promise<void> => change(page, group, name, "add");
export const takeOut = (page: Page, group: string, name: string): Promise<void> => change(page, group, name, "remove");
