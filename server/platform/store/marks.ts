import { startTexts } from "../../texts/start.ts";

// A database that no server may use says so where every server looks first: among the names of the steps that its tables have taken. An older
// version takes such a name for a step of a newer one, and refuses as well.

const MOVED = "moved to ";
const UNFINISHED = "unfinished move of ";

/** @param where host, port and database */
export const movedMark = (where: string): string => `${MOVED}${where}`.slice(0, 255);
/** @param kid of the first key of the server whose data comes here */
export const unfinishedMark = (kid: string): string => UNFINISHED + kid;

export const isMoved = (name: string): boolean => name.startsWith(MOVED);
export const isUnfinished = (name: string): boolean => name.startsWith(UNFINISHED);

/** The reason for which no server starts on a database with that mark; undefined for an unknown name. */
export function sentenceOfMark(name: string): string | undefined {
  if (isMoved(name)) return startTexts.data.moved({ place: name.slice(MOVED.length) });
  if (isUnfinished(name)) return startTexts.data.moveUnfinished;
  return undefined;
}
