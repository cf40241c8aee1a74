import { type RawBuilder, sql } from "kysely";

/** Folds text for searching: no case, accents or compatibility forms, and no character that a database refuses. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{C}]/gu, "")
    .toLowerCase();

/**
 * True where the column contains that text, as it was typed into a search field. No character in it is a wildcard.
 *
 * @param column of text that was folded as {@link foldText} folds
 * @param typed any text
 */
export const holdsText = (column: string, typed: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} like ${`%${foldText(typed).replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;

/** The same for a column that was not folded, without regard to the case of ASCII letters, as in the names of programs. */
export const holdsTyped = (column: string, typed: string): RawBuilder<boolean> =>
  sql<boolean>`lower(${sql.ref(column)}) like ${`%${typed.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
