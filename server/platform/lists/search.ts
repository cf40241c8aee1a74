import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import { type AliasedRawBuilder, type RawBuilder, sql } from "kysely";
import type { Db } from "../store/database.ts";
import { adapterOf } from "../store/fixed-query.ts";
import type { SearchTables } from "../store/tables/search-tables.ts";
import { countUpTo } from "./page-of.ts";

/** Folds text for searching: no case, accents or compatibility forms, and no character that a database refuses. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{C}]/gu, "")
    .toLowerCase();

const wordsOf = (text: string): readonly string[] =>
  text
    .split(/\s+/u)
    .map(foldText)
    .filter((word) => word !== "");

/**
 * Gives texts the form in which they are searched: folded, with two spaces before each word. So each three characters in a row that the
 * database indexes begin a word, or are a part of it, and one or two letters find the words that begin with them.
 */
export const searchedText = (...texts: readonly string[]): string =>
  texts
    .flatMap(wordsOf)
    .map((word) => `  ${word}`)
    .join("");

/** Characters that the database indexes together. */
const TRIGRAM = 3;

/** Gives a typed text the form of {@link searchedText}. A text that is shorter than a trigram must begin a word. */
function needleOf(typed: string): string {
  const text = wordsOf(typed).join("  ");
  return text !== "" && [...text].length < TRIGRAM ? `  ${text}` : text;
}

/** False for blanks and for what can't be stored: nothing is searched then. */
export const isSearch = (typed: string): boolean => needleOf(typed) !== "";

type Kind = "person" | "machine";

const TABLES: Readonly<Record<Kind, keyof SearchTables>> = { person: "searched_people", machine: "searched_machines" };

/** A condition that no character of the text is a wildcard in. */
const holds = (column: string, text: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} like ${`%${text.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;

interface Found {
  readonly id: string;
  /** SQLite finds them in this order. */
  readonly no: number;
}

/**
 * Selects the ids of the people or machines whose text holds what was typed into a search field, as a table `found`. The database finds
 * them by the index of trigrams, one after the other, so that a limit ends its work.
 *
 * @param typed any text; nothing is found by one that folds to nothing
 */
export function foundBy(db: Db, kind: Kind, typed: string): AliasedRawBuilder<Found, "found"> {
  const needle = needleOf(typed);
  const table = sql.table(TABLES[kind]);
  const index = sql.id(`${TABLES[kind]}_trigrams`);
  const where = needle === "" ? sql`1 = 0` : holds("searched.text", needle);
  const found =
    needle !== "" && adapterOf(db).hasTrigramTable
      ? sql<Found>`(
          select searched.id, ${index}.rowid as no from ${index} cross join ${table} as searched on searched.no = ${index}.rowid
          where ${index} match ${trigramsOf(needle)} and ${where})`
      : sql<Found>`(select searched.id, searched.no from ${table} as searched where ${where})`;
  return found.as("found");
}

/** Asks SQLite's index for the rows that have each of them. */
function trigramsOf(needle: string): string {
  const characters = [...needle];
  const trigrams = characters.slice(TRIGRAM - 1).map((_, at) => characters.slice(at, at + TRIGRAM).join(""));
  return [...new Set(trigrams)].map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(" AND ");
}

/**
 * True where the column is one of the ids that a search has found. They are handed over as one text: of a thousand values PostgreSQL believes
 * that they are a share of all rows, and goes through these in the order of the list instead of looking the thousand up.
 */
export function isAmong(db: Db, column: string, ids: readonly string[]): RawBuilder<boolean> {
  const text = JSON.stringify(ids);
  const among = adapterOf(db).hasTrigramTable
    ? sql`select value from json_each(${text})`
    : sql`select json_array_elements_text(${text}::json)`;
  return sql<boolean>`${sql.ref(column)} in (${among})`;
}

/**
 * True for one row whose text holds what was typed: for a list that goes through its rows in their order, since many of them do.
 *
 * @param id the column that names the person or the machine
 */
export const isFoundBy = (kind: Kind, id: string, typed: string): RawBuilder<boolean> =>
  sql<boolean>`exists (
    select 1 from ${sql.table(TABLES[kind])} as searched
    where searched.id = ${sql.ref(id)} and ${holds("searched.text", needleOf(typed))})`;

/**
 * The same value, of which SQLite does not see that it is a column: no index of that column is used for it. PostgreSQL has statistics, and
 * treats both alike.
 */
export const unindexed = <Value>(column: string): RawBuilder<Value> =>
  sql<Value>`case when 1 = 1 then ${sql.ref(column)} end`;

/**
 * A condition for rows that name a person in that column, whose text holds what was typed. Where few people match, their rows are looked
 * up; where many do, the rows are gone through.
 */
export async function isOfFound(db: Db, column: string, typed: string): Promise<RawBuilder<boolean>> {
  if (!isSearch(typed)) return sql`1 = 1`;
  const people = db.selectFrom(foundBy(db, "person", typed)).select("found.id");
  return (await countUpTo(db, people, MOST_FOUND)) === null
    ? isFoundBy("person", column, typed)
    : sql<boolean>`${sql.ref(column)} in (${people})`;
}

/** True where the column contains that text, as it was typed. For short lists. @param column of text that {@link foldText} folded */
export const holdsText = (column: string, typed: string): RawBuilder<boolean> => holds(column, foldText(typed));

/** The same for a column that was not folded, without regard to the case of ASCII letters, as in the names of programs. */
export const holdsTyped = (column: string, typed: string): RawBuilder<boolean> =>
  sql<boolean>`lower(${sql.ref(column)}) like ${`%${typed.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
