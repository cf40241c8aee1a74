import { type RawBuilder, sql } from "kysely";
import { foldText } from "./fold-text.ts";

/**
 * Whether the column holds that text anywhere, as typed into a search field: nothing in it stands for anything but itself.
 *
 * @param column of text that was folded as {@link foldText} folds
 * @param typed any text
 */
export const holdsText = (column: string, typed: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} like ${`%${foldText(typed).replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;

/** The same of a column that was not folded: whatever the case of its ASCII letters, as every name of a program is. */
export const holdsTyped = (column: string, typed: string): RawBuilder<boolean> =>
  sql<boolean>`lower(${sql.ref(column)}) like ${`%${typed.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
